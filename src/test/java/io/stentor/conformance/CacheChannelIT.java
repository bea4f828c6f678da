package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels that keep their last event for those who come later (protocol 3.8, 3.3). */
class CacheChannelIT extends SignedTest {
    private static final String ADA = "{\"user_id\":\"42\"}";
    private static final String ADA_ALONE = "{\"ids\":[\"42\"],\"hash\":{\"42\":{}},\"count\":1}";

    @Test
    void anEmptyChannelSaysSo() {
        var channel = unique("cache-orders");

        subscriber(channel).awaitExactly("""
                {"event":"pusher:cache_miss","channel":"%s","data":"{}"}""".formatted(channel)).assertNothingElse();
    }

    @Test
    void anEmptyPresenceChannelSaysSo() {
        var channel = unique("presence-cache-room");

        member(channel, ADA, ADA_ALONE).awaitExactly(cacheMiss(channel)).assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"my-cache-orders", "xcache-orders", "cache", "Cache-orders", "orders"})
    void thePrefixStandsAtTheBeginning(String name) {
        subscriber(name).assertNothingElse();
    }

    @Test
    void aSecondSubscribeBringsNoCachedEvent() {
        var channel = unique("cache-orders");

        subscriber(channel).awaitExactly(cacheMiss(channel)).subscribe(channel).assertNothingElse();
    }

    @Test
    void whoComesAgainIsNew() {
        var channel = unique("cache-orders");

        subscriber(channel)
                .awaitExactly(cacheMiss(channel))
                .unsubscribe(channel)
                .subscribe(channel)
                .awaitExactly(cacheMiss(channel))
                .assertNothingElse();
    }

    @Test
    void aMissIsToldToTheNewcomerAlone() {
        var channel = unique("cache-orders");
        var before = subscriber(channel).awaitExactly(cacheMiss(channel));

        subscriber(channel).awaitExactly(cacheMiss(channel));

        before.assertNothingElse();
    }

    @Test
    void whoIsRefusedHearsOfNoCache() {
        var channel = unique("private-cache-room");

        connect()
                .text(subscription(channel, "app-key:" + "0".repeat(64)))
                .awaitExactly(refusal(quoted(channel), "AuthError", "Invalid signature", 401))
                .assertNothingElse();
    }

    @Test
    void theLastEventIsRepeatedUnchanged() {
        var channel = unique("cache-orders");
        var before = subscriber(channel).awaitExactly(cacheMiss(channel));
        var body = """
                {"name":"order \\"é\\"","channel":"%s","data":"{\\"a\\": [1.0, \\"\\u20ac\\"]}\\n"}""";
        publish(body.formatted(channel));
        var frame = """
                {"event":"order \\"é\\"","channel":"%s","data":"{\\"a\\": [1.0, \\"€\\"]}\\n"}""".formatted(channel);

        before.awaitExactly(frame).assertNothingElse();
        subscriber(channel).awaitExactly(frame).assertNothingElse();
        subscriber(channel).awaitExactly(frame).assertNothingElse();
        before.assertNothingElse();
    }

    @Test
    void itIsKeptThoughNobodyIsThere() {
        var channel = unique("cache-orders");

        publish(publication("n", channel, "x"));

        subscriber(channel).awaitExactly(event("n", channel, "x")).assertNothingElse();
    }

    @Test
    void itIsKeptWhenEverybodyHasGone() {
        var channel = unique("cache-orders");
        var client = subscriber(channel).awaitExactly(cacheMiss(channel));
        publish(publication("n", channel, "x"));
        client.awaitExactly(event("n", channel, "x")).unsubscribe(channel).assertNothingElse();

        client.subscribe(channel).awaitExactly(event("n", channel, "x")).assertNothingElse();
    }

    @Test
    void theLatestEventWins() {
        var channel = unique("cache-orders");

        publish(publication("first", channel, "1"));
        publish(publication("second", channel, "2"));

        subscriber(channel).awaitExactly(event("second", channel, "2")).assertNothingElse();
    }

    @Test
    void itIsKeptForEachChannelOfAPublish() {
        var one = unique("cache-orders");
        var two = unique("cache-orders");
        var plain = unique("orders");
        var body = """
                {"name":"n","channels":["%s","%s","%s"],"data":"x"}""";

        publish(body.formatted(one, plain, two));

        subscriber(one).awaitExactly(event("n", one, "x")).assertNothingElse();
        subscriber(two).awaitExactly(event("n", two, "x")).assertNothingElse();
        subscriber(plain).assertNothingElse();
    }

    @Test
    void whoIsLeftOutIsLeftOutOfTheEventOnly() {
        var channel = unique("cache-orders");
        var client = subscriber(channel).awaitExactly(cacheMiss(channel));
        var body = """
                {"name":"n","channel":"%s","data":"x","socket_id":"%s"}""";

        publish(body.formatted(channel, client.socketId()));

        client.assertNothingElse();
        subscriber(channel).awaitExactly(event("n", channel, "x")).assertNothingElse();
        client.unsubscribe(channel)
                .subscribe(channel)
                .awaitExactly(event("n", channel, "x"))
                .assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-cache-room", "private-encrypted-cache-room"})
    void itFollowsTheAcknowledgementOfASignedChannel(String prefix) {
        var channel = unique(prefix);
        publish(publication("n", channel, "x"));

        join(connect(), channel).awaitExactly(event("n", channel, "x")).assertNothingElse();
    }

    @Test
    void itFollowsTheAcknowledgementOfAPresenceChannel() {
        var channel = unique("presence-cache-room");
        publish(publication("n", channel, "x"));
        var ada = member(channel, ADA, ADA_ALONE).awaitExactly(event("n", channel, "x"));

        member(channel, "{\"user_id\":\"7\"}", "{\"ids\":[\"42\",\"7\"],\"hash\":{\"42\":{},\"7\":{}},\"count\":2}")
                .awaitExactly(event("n", channel, "x"))
                .assertNothingElse();

        ada.awaitExactly(added(channel, "{\"user_id\":\"7\",\"user_info\":{}}")).assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "my-cache-orders"})
    void otherChannelsKeepNothing(String prefix) {
        var channel = unique(prefix);

        publish(publication("n", channel, "x"));

        subscriber(channel).assertNothingElse();
    }

    @Test
    void otherSignedChannelsKeepNothing() {
        var room = unique("private-room");
        var presence = unique("presence-room");
        publish(publication("n", room, "x"));
        publish(publication("n", presence, "x"));

        join(join(connect(), room), presence, ADA, ADA_ALONE).assertNothingElse();
    }

    @Test
    void aSecondSubscribeDoesNotRepeatTheEvent() {
        var channel = unique("cache-orders");
        publish(publication("n", channel, "x"));

        subscriber(channel)
                .awaitExactly(event("n", channel, "x"))
                .subscribe(channel)
                .assertNothingElse();
    }

    @Test
    void eachAppKeepsItsOwn() {
        var channel = unique("cache-orders");

        publish(publication("n", channel, "x"));

        connect("other-key").subscribe(channel).awaitExactly(cacheMiss(channel)).assertNothingElse();
    }

    /** One event is missed by nobody and heard twice by nobody, whether it was cached or sent. */
    @Test
    void whoComesWhileOneIsPublishedHearsItOnce() throws Exception {
        for (int round = 0; round < 25; round++) {
            var channel = unique("cache-orders");
            var clients = List.of(connect(), connect(), connect(), connect());
            var publishing = inBackground(() -> APP.publish(base(), publication("n", channel, "x")));
            clients.forEach(client -> client.text(subscribe(quoted(channel))));
            assertThat(publishing.get().status()).isEqualTo(200);

            for (var client : clients) {
                client.awaitExactly(subscribed(channel));
                var next = client.awaitText();
                if (next.equals(cacheMiss(channel))) {
                    next = client.awaitText();
                }
                assertThat(next).isEqualTo(event("n", channel, "x"));
                client.assertNothingElse();
            }
        }
    }

    @Test
    void itIsForgottenAfterItsTime() {
        var channel = unique("cache-orders");
        var body = publication("n", channel, "x");
        long before = System.nanoTime();
        assertThat(SignedRequests.of("cache-short").publish(base(), body).status())
                .isEqualTo(200);
        var client = connect("cache-short-key");

        Awaitility.await().pollInterval(Duration.ofMillis(50)).until(() -> missed(client, channel));

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    private static boolean missed(RawWebSocket client, String channel) {
        var first = client.subscribe(channel).awaitText();
        client.unsubscribe(channel).assertNothingElse();
        assertThat(first).isIn(cacheMiss(channel), event("n", channel, "x"));
        return first.equals(cacheMiss(channel));
    }

    private void publish(String body) {
        assertThat(APP.publish(base(), body).status()).isEqualTo(200);
    }
}
