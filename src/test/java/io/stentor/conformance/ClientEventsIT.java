package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.SignedRequests;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients tell each other, in an app that allows it and sets no rate (protocol 4). */
class ClientEventsIT extends SignedTest {
    private static final String ELSEWHERE = "Client events are only allowed on private and presence channels";
    private static final String ADA = "{\"user_id\":\"42\"}";
    private static final String ADA_ALONE = "{\"ids\":[\"42\"],\"hash\":{\"42\":{}},\"count\":1}";

    private SignedRequests app = SignedRequests.of("talk");

    @Override
    SignedRequests app() {
        return app;
    }

    // ---- relaying

    @Test
    void aClientEventReachesAllOthersAndNotItsSender() {
        var channel = unique("private-room");
        var sender = join(connect(), channel);
        var one = join(connect(), channel);
        var two = join(connect(), channel);
        var outside = connect();

        sender.text(clientEvent("client-typing", channel, "{\"on\":true}"));

        sender.assertNothingElse();
        one.awaitExactly(clientEvent("client-typing", channel, "{\"on\":true}")).assertNothingElse();
        two.awaitExactly(clientEvent("client-typing", channel, "{\"on\":true}")).assertNothingElse();
        outside.assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "0",
                "-0",
                "-0.0",
                "1.0",
                "1e3",
                "1E+2",
                "2.50e-7",
                "12345678901234567890123.4567890",
                "\"\"",
                "\"text\"",
                "\"{\\\"on\\\":true}\"",
                "\"a\\\"b\\\\c\\nd\\te\"",
                "\"\\u0000\\u001f\"",
                "\"é€😀\"",
                "\"\\ud83d\"",
                "\"\\udc00\\ud83d\"",
                "{}",
                "[]",
                "{\"b\":1,\"a\":2,\"10\":3,\"9\":4}",
                "[1,[2.0,{\"x\":[],\"y\":{}}],null,\"z\"]",
                "{\"user_id\":\"7\",\"event\":\"x\",\"channel\":\"y\"}"
            })
    void dataIsRelayedTokenForToken(String data) {
        var channel = unique("private-room");
        var sender = join(connect(), channel);
        var listener = join(connect(), channel);

        sender.text(clientEvent("client-x", channel, data)).assertNothingElse();

        listener.awaitExactly(clientEvent("client-x", channel, data)).assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"client-", "client-x", "client-pusher:ping", "client-pusher_internal:member_added", "client-é 1"
            })
    void whateverComesAfterThePrefixIsRelayed(String name) {
        var channel = unique("private-room");
        var sender = join(connect(), channel);
        var listener = join(connect(), channel);

        sender.text(clientEvent(name, channel, "1")).assertNothingElse();

        listener.awaitExactly(clientEvent(name, channel, "1")).assertNothingElse();
    }

    @Test
    void missingDataIsNull() {
        var channel = unique("private-room");
        var sender = join(connect(), channel);
        var listener = join(connect(), channel);

        sender.text("{\"event\":\"client-x\",\"channel\":\"" + channel + "\"}").assertNothingElse();

        listener.awaitExactly(clientEvent("client-x", channel, "null")).assertNothingElse();
    }

    @Test
    void whatElseTheSenderWritesIsDropped() {
        var channel = unique("private-room");
        var sender = join(connect(), channel);
        var listener = join(connect(), channel);
        var message = """
                {"user_id":"evil","socket_id":"1.2","channel":"%s","data":{"a":1},"x":[{}],"event":"client-x"}""";

        sender.text(message.formatted(channel)).assertNothingElse();

        listener.awaitExactly(clientEvent("client-x", channel, "{\"a\":1}")).assertNothingElse();
    }

    @Test
    void aPresenceChannelAddsWhoItWas() {
        var channel = unique("presence-room");
        var sender = member(channel, ADA, ADA_ALONE);
        var listener = ask(connect(), channel, "{\"user_id\":\"7\"}");
        listener.awaitText();
        sender.awaitText();
        var message = """
                {"event":"client-typing","channel":"%s","data":{"on":true},"user_id":"7"}""";

        sender.text(message.formatted(channel)).assertNothingElse();

        listener.awaitExactly("""
                {"event":"client-typing","channel":"%s","data":{"on":true},"user_id":"42"}""".formatted(channel)).assertNothingElse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {"user_id":42}          | "42"
                    {"user_id":"a\\"b\\\\c"} | "a\\"b\\\\c"
                    {"user_id":"é"}         | "é"
                    """)
    void theUserIsAString(String data, String id) {
        var channel = unique("presence-room");
        var listener = member(channel, "{\"user_id\":\"w\"}", "{\"ids\":[\"w\"],\"hash\":{\"w\":{}},\"count\":1}");
        var sender = ask(connect(), channel, data);
        sender.awaitText();
        listener.awaitText();

        sender.text(clientEvent("client-x", channel, "1")).assertNothingElse();

        var frame = """
                {"event":"client-x","channel":"%s","data":1,"user_id":%s}""";
        listener.awaitExactly(frame.formatted(channel, id)).assertNothingElse();
    }

    @Test
    void theUserIsThatOfTheChannelAndNotOfTheSignIn() {
        var channel = unique("presence-room");
        var listener = member(channel, "{\"user_id\":\"w\"}", "{\"ids\":[\"w\"],\"hash\":{\"w\":{}},\"count\":1}");
        var sender = signIn(connect(), "{\"id\":\"7\"}");
        ask(sender, channel, ADA).awaitText();
        listener.awaitText();

        sender.text(clientEvent("client-x", channel, "1")).assertNothingElse();

        var frame = """
                {"event":"client-x","channel":"%s","data":1,"user_id":"42"}""";
        listener.awaitExactly(frame.formatted(channel)).assertNothingElse();
    }

    @Test
    void aPrivateChannelAddsNobodyThoughHeIsSignedIn() {
        var channel = unique("private-room");
        var sender = join(signIn(connect(), "{\"id\":\"7\"}"), channel);
        var listener = join(connect(), channel);

        sender.text(clientEvent("client-x", channel, "1")).assertNothingElse();

        listener.awaitExactly(clientEvent("client-x", channel, "1")).assertNothingElse();
    }

    @Test
    void anotherConnectionOfTheSenderHearsIt() {
        var channel = unique("presence-room");
        var sender = member(channel, ADA, ADA_ALONE);
        var other = member(channel, ADA, ADA_ALONE);

        sender.text(clientEvent("client-x", channel, "1")).assertNothingElse();

        var frame = """
                {"event":"client-x","channel":"%s","data":1,"user_id":"42"}""";
        other.awaitExactly(frame.formatted(channel)).assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-cache-room"})
    void cacheChannelsRelayAndKeepNothing(String prefix) {
        var channel = unique(prefix);
        var sender = join(connect(), channel).awaitExactly(cacheMiss(channel));
        var listener = join(connect(), channel).awaitExactly(cacheMiss(channel));

        sender.text(clientEvent("client-x", channel, "1")).assertNothingElse();

        listener.awaitExactly(clientEvent("client-x", channel, "1")).assertNothingElse();
        join(connect(), channel).awaitExactly(cacheMiss(channel)).assertNothingElse();
    }

    @Test
    void presenceCacheChannelsRelayAndKeepNothing() {
        var channel = unique("presence-cache-room");
        var sender = member(channel, ADA, ADA_ALONE).awaitExactly(cacheMiss(channel));
        var listener = member(channel, ADA, ADA_ALONE).awaitExactly(cacheMiss(channel));

        sender.text(clientEvent("client-x", channel, "1")).assertNothingElse();

        var frame = """
                {"event":"client-x","channel":"%s","data":1,"user_id":"42"}""";
        listener.awaitExactly(frame.formatted(channel)).assertNothingElse();
        member(channel, ADA, ADA_ALONE).awaitExactly(cacheMiss(channel)).assertNothingElse();
    }

    @Test
    void clientEventsKeepTheirOrder() {
        var channel = unique("private-room");
        var sender = join(connect(), channel);
        var listener = join(connect(), channel);
        for (int i = 0; i < 200; i++) {
            sender.text(clientEvent("client-x", channel, Integer.toString(i)));
        }

        assertThat(listener.awaitTexts(200))
                .containsExactlyElementsOf(IntStream.range(0, 200)
                        .mapToObj(i -> clientEvent("client-x", channel, Integer.toString(i)))
                        .toList());
        sender.assertNothingElse();
    }

    @Test
    void theSameChannelOfAnotherAppIsAnotherChannel() {
        var channel = unique("private-room");
        var sender = join(connect(), channel);
        var stranger = connect("app-key");
        var auth = "app-key:" + SignedRequests.hmac("app-secret", stranger.socketId() + ':' + channel);
        stranger.text(subscription(channel, auth)).awaitExactly(subscribed(channel));

        sender.text(clientEvent("client-x", channel, "1")).assertNothingElse();

        stranger.assertNothingElse();
    }

    // ---- rules, in their order

    @Test
    void theNameHasALimit() {
        var channel = unique("private-room");
        var sender = join(connect(), channel);
        var listener = join(connect(), channel);
        var longest = "client-" + "x".repeat(193);

        sender.text(clientEvent(longest + "x", channel, "1"))
                .awaitExactly(error(4301, "Event name too long", quoted(channel)))
                .text(clientEvent("client-" + "é".repeat(97), channel, "1"))
                .awaitExactly(error(4301, "Event name too long", quoted(channel)))
                .text(clientEvent(longest, channel, "1"))
                .assertNothingElse();

        listener.awaitExactly(clientEvent(longest, channel, "1")).assertNothingElse();
    }

    @Test
    void theNameComesBeforeTheChannel() {
        connect()
                .text("{\"event\":\"client-" + "x".repeat(194) + "\",\"data\":{}}")
                .awaitExactly(error(4301, "Event name too long"))
                .assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"event\":\"client-x\",\"data\":{}}",
                "{\"event\":\"client-x\",\"channel\":null,\"data\":{}}",
                "{\"event\":\"client-x\",\"channel\":7,\"data\":{}}",
                "{\"event\":\"client-x\",\"channel\":[\"private-a\"],\"data\":{}}",
                "{\"event\":\"client-x\",\"channel\":{},\"data\":{}}",
                "{\"event\":\"client-x\",\"data\":{\"channel\":\"private-a\"}}"
            })
    void aChannelIsNeeded(String message) {
        connect()
                .text(message)
                .awaitExactly(error(4301, "Channel required for client event"))
                .assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders",
                "cache-orders",
                "private-encrypted-room",
                "private-encrypted-cache-room",
                "#server-to-user-42",
                "foo-private-x",
                "not a name",
                "private-not a name",
                ""
            })
    void otherKindsOfChannelAreRefusedThoughOneIsNotInThem(String channel) {
        connect()
                .text(clientEvent("client-x", channel, "1"))
                .awaitExactly(error(4301, ELSEWHERE, quoted(channel)))
                .assertNothingElse();
    }

    @Test
    void aPublicChannelIsRefusedThoughOneIsInIt() {
        var channel = unique("orders");
        var sender = connect().subscribe(channel);
        var listener = connect().subscribe(channel);

        sender.text(clientEvent("client-x", channel, "1"))
                .awaitExactly(error(4301, ELSEWHERE, quoted(channel)))
                .assertNothingElse();

        listener.assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-encrypted-room", "private-encrypted-cache-room"})
    void anEncryptedChannelIsRefusedThoughOneIsInIt(String prefix) {
        var channel = unique(prefix);
        var sender = ask(connect(), channel);
        var listener = ask(connect(), channel);
        int frames = prefix.contains("cache") ? 2 : 1;
        sender.awaitTexts(frames);
        listener.awaitTexts(frames);

        sender.text(clientEvent("client-x", channel, "1"))
                .awaitExactly(error(4301, ELSEWHERE, quoted(channel)))
                .assertNothingElse();

        listener.assertNothingElse();
    }

    @Test
    void onesOwnChannelIsRefused() {
        signIn(connect(), "{\"id\":\"42\"}")
                .subscribe("#server-to-user-42")
                .text(clientEvent("client-x", "#server-to-user-42", "1"))
                .awaitExactly(error(4301, ELSEWHERE, quoted("#server-to-user-42")))
                .assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-room", "private-cache-room", "presence-room", "presence-cache-room"})
    void whoIsNotInTheChannelIsRefused(String prefix) {
        var channel = unique(prefix);

        connect()
                .text(clientEvent("client-x", channel, "1"))
                .awaitExactly(error(4301, "Not subscribed to channel", quoted(channel)))
                .assertNothingElse();
    }

    @Test
    void whoHasLeftTheChannelIsRefused() {
        var channel = unique("private-room");
        var listener = join(connect(), channel);

        join(connect(), channel)
                .unsubscribe(channel)
                .text(clientEvent("client-x", channel, "1"))
                .awaitExactly(error(4301, "Not subscribed to channel", quoted(channel)))
                .assertNothingElse();

        listener.assertNothingElse();
    }

    @Test
    void beingThereComesBeforeTheSize() {
        var channel = unique("private-room");

        connect()
                .text(clientEvent("client-x", channel, '"' + "x".repeat(20_000) + '"'))
                .awaitExactly(error(4301, "Not subscribed to channel", quoted(channel)))
                .assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 513, 20_000})
    void aNameThatIsTooLongIsNoChannelAndIsRepeated(int length) {
        var channel = "private-" + "x".repeat(length - 8);

        connect()
                .text(clientEvent("client-x", channel, "1"))
                .awaitExactly(error(4301, ELSEWHERE, quoted(channel)))
                .assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "é"})
    void dataHasAtMostTenKilobytes(String character) {
        var channel = unique("private-room");
        var sender = join(connect(), channel);
        var listener = join(connect(), channel);
        int bytes = character.equals("x") ? 1 : 2;
        var longest = '"' + character.repeat((10 * 1024 - 2) / bytes) + '"';

        sender.text(clientEvent("client-x", channel, "\"x" + longest.substring(1)))
                .awaitExactly(error(4301, "Event payload too large", quoted(channel)))
                .text(clientEvent("client-x", channel, longest))
                .assertNothingElse();

        listener.awaitExactly(clientEvent("client-x", channel, longest)).assertNothingElse();
    }

    @Test
    void anAppMayWantShorterNamesAndLessData() {
        app = SignedRequests.of("talk-small");
        var channel = unique("private-room");
        var sender = join(connect(), channel);
        var listener = join(connect(), channel);
        var name = "client-" + "x".repeat(13);
        var data = '"' + "x".repeat(1022) + '"';

        sender.text(clientEvent(name + "x", channel, "1"))
                .awaitExactly(error(4301, "Event name too long", quoted(channel)))
                .text(clientEvent(name, channel, "\"x" + data.substring(1)))
                .awaitExactly(error(4301, "Event payload too large", quoted(channel)))
                .text(clientEvent(name, channel, data))
                .assertNothingElse();

        listener.awaitExactly(clientEvent(name, channel, data)).assertNothingElse();
    }

    @Test
    void aRefusalChangesNothing() {
        var channel = unique("private-room");
        var sender = join(connect(), channel);
        var listener = join(connect(), channel);
        for (int i = 0; i < 30; i++) {
            sender.text(clientEvent("client-x", "orders", "1"));
        }

        for (int i = 0; i < 30; i++) {
            sender.awaitExactly(error(4301, ELSEWHERE, "\"orders\""));
        }
        sender.text(clientEvent("client-x", channel, "1")).assertNothingElse();
        listener.awaitExactly(clientEvent("client-x", channel, "1")).assertNothingElse();
    }

    /** The same for the sender as for its listeners, in a private channel. */
    private static String clientEvent(String name, String channel, String data) {
        var frame = """
                {"event":"%s","channel":"%s","data":%s}""";
        return frame.formatted(name, channel, data);
    }
}
