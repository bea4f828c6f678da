package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import io.stentor.conformance.client.WebhookReceiver;
import io.stentor.conformance.client.WebhookReceiver.Request;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an application's back end hears by webhooks (protocol 9). Its delays are those of the default configuration. */
class WebhookIT extends SignedTest {
    private static final WebhookReceiver RECEIVER = WebhookReceiver.get();
    private static final SignedRequests HOOK = SignedRequests.of("hook");
    private static final String USER = "{\"user_id\":\"42\"}";

    @Override
    SignedRequests app() {
        return HOOK;
    }

    /** The events of all requests to a path so far, each as its JSON. */
    private static List<String> events(String path) {
        return RECEIVER.requests(path).stream()
                .flatMap(request -> events(request).stream())
                .toList();
    }

    private static List<String> events(Request request) {
        try (var reader = Json.createReader(new StringReader(request.body()))) {
            return reader.readObject().getJsonArray("events").stream()
                    .map(JsonValue::toString)
                    .toList();
        }
    }

    /** Those that concern a channel. */
    private static List<String> heard(String path, String channel) {
        return events(path).stream()
                .filter(event -> event.contains("\"channel\":\"" + channel + "\""))
                .toList();
    }

    private static void awaitEvents(String channel, String... events) {
        await().atMost(RawWebSocket.PATIENCE)
                .untilAsserted(() -> assertThat(heard("/hook", channel)).containsExactly(events));
    }

    private static String of(String name, String channel) {
        return "{\"name\":\"" + name + "\",\"channel\":\"" + channel + "\"}";
    }

    private static String member(String name, String channel) {
        return "{\"name\":\"" + name + "\",\"channel\":\"" + channel + "\",\"user_id\":\"42\"}";
    }

    private static String count(String channel, int count) {
        return "{\"name\":\"subscription_count\",\"channel\":\"" + channel + "\",\"subscription_count\":" + count + "}";
    }

    @Test
    void aChannelIsOccupiedAtOnceAndVacatedThreeSecondsAfterTheLastSubscriberLeft() {
        var channel = unique("orders");
        var client = connect().subscribe(channel);
        awaitEvents(channel, of("channel_occupied", channel), count(channel, 1));

        long left = System.nanoTime();
        client.text("{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
        awaitEvents(
                channel,
                of("channel_occupied", channel),
                count(channel, 1),
                count(channel, 0),
                of("channel_vacated", channel));
        assertThat(Duration.ofNanos(System.nanoTime() - left)).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aMemberIsAddedAndRemovedOnceHoweverManyConnectionsItHas() {
        var channel = unique("presence-room");
        var presence = "{\"ids\":[\"42\"],\"hash\":{\"42\":{}},\"count\":1}";
        var first = member(channel, USER, presence);
        var second = member(channel, USER, presence);
        first.close();
        second.close();

        awaitEvents(
                channel,
                of("channel_occupied", channel),
                member("member_added", channel),
                member("member_removed", channel),
                of("channel_vacated", channel));
    }

    @Test
    void whoLeavesAndComesBackInTimeIsNotReported() {
        var channel = unique("presence-room");
        var presence = "{\"ids\":[\"42\"],\"hash\":{\"42\":{}},\"count\":1}";
        var client = member(channel, USER, presence);
        for (int i = 0; i < 20; i++) {
            client.text("{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
            join(client, channel, USER, presence);
        }

        // What left after them has been reported, so their time is over.
        var later = unique("later");
        connect().subscribe(later).close();
        await().atMost(RawWebSocket.PATIENCE).until(() -> heard("/hook", later).contains(of("channel_vacated", later)));
        awaitEvents(channel, of("channel_occupied", channel), member("member_added", channel));
    }

    @Test
    void aClientEventIsReportedWithItsSenderAndItsDataAsAString() {
        var channel = unique("presence-room");
        var client = member(channel, USER, "{\"ids\":[\"42\"],\"hash\":{\"42\":{}},\"count\":1}");
        client.text("{\"event\":\"client-x\",\"channel\":\"" + channel + "\",\"data\":{\"on\":true,\"n\":1.0}}");
        client.text("{\"event\":\"client-y\",\"channel\":\"" + channel + "\",\"data\":\"plain\"}");

        var event = "{\"name\":\"client_event\",\"channel\":\"%s\",\"event\":\"%s\",\"data\":\"%s\","
                + "\"socket_id\":\"%s\",\"user_id\":\"42\"}";
        awaitEvents(
                channel,
                of("channel_occupied", channel),
                member("member_added", channel),
                event.formatted(channel, "client-x", "{\\\"on\\\":true,\\\"n\\\":1.0}", client.socketId()),
                event.formatted(channel, "client-y", "plain", client.socketId()));
    }

    @Test
    void anEmptyCacheIsReportedOnceForAllWhoFindItEmptyWithinFiveSeconds() {
        var channel = unique("cache-prices");
        connect().subscribe(channel);
        connect().subscribe(channel);

        awaitEvents(
                channel,
                of("channel_occupied", channel),
                of("cache_miss", channel),
                count(channel, 1),
                count(channel, 2));
    }

    @Test
    void aRequestIsSignedOverItsExactBytes() {
        var channel = unique("orders");
        connect().subscribe(channel);
        awaitEvents(channel, of("channel_occupied", channel), count(channel, 1));

        assertThat(RECEIVER.requests("/hook")).isNotEmpty().allSatisfy(request -> {
            assertThat(request.headers().getFirst("X-Pusher-Key")).isEqualTo("hook-key");
            assertThat(request.headers().getFirst("X-Pusher-Signature"))
                    .isEqualTo(SignedRequests.hmac("hook-secret", request.body()));
            assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/json");
            assertThat(request.headers().getFirst("User-Agent")).isEqualTo("Stentor-Webhooks/1");
            assertThat(request.headers().getFirst("X-Env")).isEqualTo("test");
            assertThat(request.body()).matches("\\{\"time_ms\":[0-9]{13},\"events\":\\[.*]}");
        });
    }

    @Test
    void anEndpointHearsOnlyTheEventsAndChannelsItAsksFor() {
        var wanted = unique("orders") + "-live";
        var other = unique("orders");
        connect().subscribe(other).subscribe(wanted);
        awaitEvents(wanted, of("channel_occupied", wanted), count(wanted, 1));

        await().atMost(RawWebSocket.PATIENCE)
                .untilAsserted(() ->
                        assertThat(heard("/hook-filtered", wanted)).containsExactly(of("channel_occupied", wanted)));
        assertThat(heard("/hook-filtered", other)).isEmpty();
    }

    @Test
    void aRequestThatFailedIsRepeatedByteForByteBeforeAnythingLater() {
        var channel = unique("orders");
        var client = connect("hook-flaky-key").subscribe(channel);
        await().atMost(RawWebSocket.PATIENCE)
                .until(() -> RECEIVER.requests("/hook-flaky").size() == 1);
        var later = unique("orders");
        client.subscribe(later);

        await().atMost(RawWebSocket.PATIENCE)
                .untilAsserted(() -> assertThat(events("/hook-flaky"))
                        .containsExactly(
                                of("channel_occupied", channel),
                                of("channel_occupied", channel),
                                of("channel_occupied", later)));
        var requests = RECEIVER.requests("/hook-flaky");
        assertThat(requests.get(1).body()).isEqualTo(requests.get(0).body());
        assertThat(requests.get(1).headers().getFirst("X-Pusher-Signature"))
                .isEqualTo(requests.get(0).headers().getFirst("X-Pusher-Signature"));
    }
}
