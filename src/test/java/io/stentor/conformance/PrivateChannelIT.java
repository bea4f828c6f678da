package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import io.stentor.conformance.client.SignedSocket;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures of subscriptions (protocol 3.2–3.5): over exactly these bytes, in every kind of signed channel. */
class PrivateChannelIT extends SignedTest {
    private static final String REQUIRED = "Authentication signature required";
    private static final String INVALID = "Invalid signature";
    private static final String WRONG_KEY = "Invalid key in subscription auth data";

    @ParameterizedTest
    @ValueSource(strings = {"private-room", "private-encrypted-room"})
    void whoHasASignatureIsLetIn(String prefix) {
        join(connect(), unique(prefix)).assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-cache-room", "private-encrypted-cache-room"})
    void whoHasASignatureIsLetIntoACacheChannel(String prefix) {
        var channel = unique(prefix);

        join(connect(), channel).awaitExactly(cacheMiss(channel)).assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "private-room",
                "private-cache-room",
                "private-encrypted-room",
                "private-encrypted-cache-room",
                "presence-room",
                "presence-cache-room"
            })
    void nobodyElseIs(String prefix) {
        var channel = unique(prefix);
        var client = connect();
        var data = "{\"user_id\":\"42\"}";

        client.text(subscription(channel, "app-key:" + "0".repeat(64), data))
                .awaitExactly(denied(channel, INVALID))
                .text(subscription(channel, "other-key:" + "0".repeat(64), data))
                .awaitExactly(denied(channel, WRONG_KEY))
                .text(subscription(channel, "", data))
                .awaitExactly(denied(channel, REQUIRED))
                .text(subscribe(quoted(channel)))
                .awaitExactly(denied(channel, REQUIRED))
                .assertNothingElse();
    }

    @Test
    void theRefusalIsTwoFrames() {
        var client = connect();

        client.text(subscription("private-foo", "app-key:" + "0".repeat(64)))
                .awaitExactly("""
                        {"event":"pusher:subscription_error","channel":"private-foo","data":{"type":"AuthError","error":"Invalid signature","status":401}}""", """
                        {"event":"pusher:error","data":{"code":4000,"message":"Invalid signature"},"channel":"private-foo"}""")
                .assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "7",
                "true",
                "{}",
                "[\"app-key:0000000000000000000000000000000000000000000000000000000000000000\"]",
                "\"\"",
                "\":\"",
                "\"app-key\"",
                "\"app-key:\"",
                "\"app-key:00\"",
                "\"app-key:g000000000000000000000000000000000000000000000000000000000000000\"",
                "\"app-key:000000000000000000000000000000000000000000000000000000000000000\"",
                "\"app-key:00000000000000000000000000000000000000000000000000000000000000000\"",
                "\"app-key:0000000000000000000000000000000000000000000000000000000000000000 \"",
                "\"app-key:0000000000000000000000000000000000000000000000000000000000000000\\n\"",
                "\"0000000000000000000000000000000000000000000000000000000000000000\""
            })
    void whatIsNoSignatureAtAllIsMissing(String auth) {
        var channel = unique("private-room");
        var message = """
                {"event":"pusher:subscribe","data":{"auth":%s,"channel":"%s"}}""";

        connect()
                .text(message.formatted(auth, channel))
                .awaitExactly(denied(channel, REQUIRED))
                .assertNothingElse();
    }

    @Test
    void hexIsInLowerCase() {
        var channel = unique("private-room");
        var client = connect();
        var auth = signed(client).channel(channel);
        var upper = "app-key" + auth.substring("app-key".length()).toUpperCase(Locale.ROOT);

        client.text(subscription(channel, upper))
                .awaitExactly(denied(channel, REQUIRED))
                .assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"APP-KEY", "app-key2", " app-key", "app-key ", "app-id", "other-key", "", "app-key:app-key"})
    void theKeyIsThatOfTheConnection(String key) {
        var channel = unique("private-room");
        var client = connect();
        var good = signed(client).channel(channel);

        client.text(subscription(channel, key + good.substring("app-key".length())))
                .awaitExactly(denied(channel, WRONG_KEY))
                .assertNothingElse();
    }

    @Test
    void anotherAppCannotSign() {
        var channel = unique("private-room");
        var client = connect();
        var other = new SignedSocket(SignedRequests.of("other"), client.socketId());

        client.text(subscription(channel, other.channel(channel)))
                .awaitExactly(denied(channel, WRONG_KEY))
                .assertNothingElse();
    }

    @Test
    void anotherSecretCannotSign() {
        var channel = unique("private-room");
        var client = connect();
        var forger = new SignedSocket(new SignedRequests("app-id", "app-key", "other-secret"), client.socketId());

        assertInvalid(client, channel, forger.channel(channel));
    }

    @Test
    void theSignatureOfAnotherSocketIsInvalid() {
        var channel = unique("private-room");

        assertInvalid(connect(), channel, signed(connect()).channel(channel));
    }

    @Test
    void theSignatureOfAnotherChannelIsInvalid() {
        var channel = unique("private-room");
        var client = connect();

        assertInvalid(client, channel, signed(client).channel(channel + "1"));
    }

    @Test
    void theSignatureOfAnEarlierConnectionIsInvalid() {
        var channel = unique("private-room");
        var before = connect();
        join(before, channel).close();

        assertInvalid(connect(), channel, signed(before).channel(channel));
    }

    @Test
    void aSignatureWithOneWrongDigitIsInvalid() {
        var channel = unique("private-room");
        var client = connect();
        var good = signed(client).channel(channel);
        char last = good.charAt(good.length() - 1);

        assertInvalid(client, channel, good.substring(0, good.length() - 1) + (last == '0' ? '1' : '0'));
    }

    @Test
    void theSignatureOfASignInIsNoneOfAChannel() {
        var channel = unique("private-room");
        var client = connect();

        assertInvalid(client, channel, signed(client).user(channel));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"user_id\":\"42\"}", "{}", "any text", "{\"shared_secret\": \"x\" }", "\\u0041\\\\", "é€😀"})
    void channelDataOfAPrivateChannelIsSignedToo(String data) {
        var channel = unique("private-room");

        ask(connect(), channel, data).awaitExactly(subscribed(channel)).assertNothingElse();
    }

    /** As which pusher-js passes on what an authoriser has left empty. */
    @ParameterizedTest
    @ValueSource(strings = {"private-room", "private-encrypted-room"})
    void channelDataThatIsNullIsLeftOut(String prefix) {
        var channel = unique(prefix);
        var client = connect();
        var message = """
                {"event":"pusher:subscribe","data":{"auth":"%s","channel_data":null,"channel":"%s"}}""";

        client.text(message.formatted(signed(client).channel(channel), channel))
                .awaitExactly(subscribed(channel))
                .assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "true", "{}", "[]"})
    void channelDataThatIsNoStringIsRefused(String data) {
        var channel = unique("private-room");
        var client = connect();
        var message = """
                {"event":"pusher:subscribe","data":{"auth":"%s","channel_data":%s,"channel":"%s"}}""";

        client.text(message.formatted(signed(client).channel(channel), data, channel))
                .awaitExactly(refusal(quoted(channel), "InvalidData", "Invalid channel_data", 400))
                .text(message.formatted(signed(client).channel(channel, ""), data, channel))
                .awaitExactly(refusal(quoted(channel), "InvalidData", "Invalid channel_data", 400))
                .assertNothingElse();
    }

    @Test
    void channelDataThatIsNotSignedIsRefused() {
        var channel = unique("private-room");
        var client = connect();

        client.text(subscription(channel, signed(client).channel(channel), "{\"user_id\":\"42\"}"))
                .awaitExactly(denied(channel, INVALID))
                .assertNothingElse();
    }

    @Test
    void channelDataThatIsSignedMustBeSent() {
        var channel = unique("private-room");
        var client = connect();

        assertInvalid(client, channel, signed(client).channel(channel, "{\"user_id\":\"42\"}"));
    }

    @Test
    void theSubscriptionMayBeTheTextOfAnObject() {
        var channel = unique("private-room");
        var client = connect();
        var data = """
                {"channel":"%s","auth":"%s"}""".formatted(channel, signed(client).channel(channel));

        client.text("{\"event\":\"pusher:subscribe\",\"data\":" + quoted(data) + "}")
                .awaitExactly(subscribed(channel))
                .assertNothingElse();
    }

    @Test
    void whoWasRefusedMayTryAgain() {
        var channel = unique("private-room");
        var client = connect();

        client.text(subscription(channel, "app-key:" + "0".repeat(64))).awaitExactly(denied(channel, INVALID));

        join(client, channel).subscribe(unique("orders")).assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo-private-x", "foo-presence-x", "privatex", "Private-x", "presenc", "PRESENCE-x"})
    void thePrefixStandsAtTheBeginning(String name) {
        var channel = unique(name);

        subscriber(channel).assertNothingElse();
    }

    @Test
    void refusalsNeverEndTheConnection() {
        var channel = unique("private-room");
        var client = connect();
        for (int i = 0; i < 50; i++) {
            client.text(subscription(channel, "app-key:" + "0".repeat(64)));
        }

        for (int i = 0; i < 50; i++) {
            client.awaitExactly(denied(channel, INVALID));
        }
        join(client, channel).assertNothingElse();
    }

    @Test
    void aSecondSubscribeIsCheckedAndAcknowledgedAgain() {
        var channel = unique("private-room");
        var client = join(connect(), channel);

        join(client, channel)
                .text(subscribe(quoted(channel)))
                .awaitExactly(denied(channel, REQUIRED))
                .text(subscription(channel, "other-key:" + "0".repeat(64)))
                .awaitExactly(denied(channel, WRONG_KEY))
                .assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-room", "private-encrypted-room"})
    void whoIsInHearsEvents(String prefix) {
        var channel = unique(prefix);
        var outside = connect();
        outside.text(subscription(channel, "app-key:" + "0".repeat(64))).awaitExactly(denied(channel, INVALID));
        var inside = join(connect(), channel);

        publish(channel);

        inside.awaitExactly(event("n", channel, "x")).assertNothingElse();
        outside.assertNothingElse();
    }

    @Test
    void aFailedSecondSubscribeLeavesTheSubscription() {
        var channel = unique("private-room");
        var client = join(connect(), channel);
        client.text(subscription(channel, "app-key:" + "0".repeat(64))).awaitExactly(denied(channel, INVALID));

        publish(channel);

        client.awaitExactly(event("n", channel, "x")).assertNothingElse();
    }

    private void publish(String channel) {
        assertThat(APP.publish(base(), publication("n", channel, "x")).status()).isEqualTo(200);
    }

    private static void assertInvalid(RawWebSocket client, String channel, String auth) {
        client.text(subscription(channel, auth))
                .awaitExactly(denied(channel, INVALID))
                .assertNothingElse();
    }

    private static String[] denied(String channel, String message) {
        return refusal(quoted(channel), "AuthError", message, 401);
    }
}
