package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is there (protocol 3.2, 3.3, 3.5, 3.6): what a client tells of itself, what it learns of others. */
class PresenceIT extends SignedTest {
    private static final String ADA = "{\"user_id\":\"42\",\"user_info\":{\"name\":\"Ada\"}}";
    private static final String BOB = "{\"user_id\":\"7\"}";
    private static final String ADA_ALONE = """
            {"ids":["42"],"hash":{"42":{"name":"Ada"}},"count":1}""";
    private static final String BOB_ALONE = """
            {"ids":["7"],"hash":{"7":{}},"count":1}""";
    private static final String ADA_AND_BOB = """
            {"ids":["42","7"],"hash":{"42":{"name":"Ada"},"7":{}},"count":2}""";

    @Test
    void theFirstOneIsAlone() {
        var channel = unique("presence-room");
        var acknowledgement = """
                {"event":"pusher_internal:subscription_succeeded","channel":"%s","data":"{\\"presence\\":{\\"ids\\":[\\"42\\"],\\"hash\\":{\\"42\\":{\\"name\\":\\"Ada\\"}},\\"count\\":1}}"}""";

        ask(connect(), channel, ADA)
                .awaitExactly(acknowledgement.formatted(channel))
                .assertNothingElse();
    }

    @Test
    void whoComesAndGoesIsTold() {
        var channel = unique("presence-room");
        var ada = member(channel, ADA, ADA_ALONE);
        var bob = member(channel, BOB, ADA_AND_BOB);

        ada.awaitExactly("""
                {"event":"pusher_internal:member_added","channel":"%s","data":"{\\"user_id\\":\\"7\\",\\"user_info\\":{}}"}""".formatted(channel));
        bob.unsubscribe(channel).assertNothingElse();
        ada.awaitExactly("""
                {"event":"pusher_internal:member_removed","channel":"%s","data":"{\\"user_id\\":\\"7\\"}"}""".formatted(channel)).assertNothingElse();
    }

    @Test
    void theyAreListedInTheOrderInWhichTheyCame() {
        var channel = unique("presence-room");
        var first = member(channel, "{\"user_id\":\"9\"}", "{\"ids\":[\"9\"],\"hash\":{\"9\":{}},\"count\":1}");
        member(channel, "{\"user_id\":\"z\"}", "{\"ids\":[\"9\",\"z\"],\"hash\":{\"9\":{},\"z\":{}},\"count\":2}");
        member(
                channel,
                "{\"user_id\":\"1\"}",
                "{\"ids\":[\"9\",\"z\",\"1\"],\"hash\":{\"9\":{},\"z\":{},\"1\":{}},\"count\":3}");

        first.awaitTexts(2);
        first.unsubscribe(channel).assertNothingElse();

        member(
                channel,
                "{\"user_id\":\"9\"}",
                "{\"ids\":[\"z\",\"1\",\"9\"],\"hash\":{\"z\":{},\"1\":{},\"9\":{}},\"count\":3}");
    }

    // ---- channel_data

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {"user_id":42}                              | "42" | {}
                    {"user_id":0}                               | "0"  | {}
                    {"user_id":-5}                              | "-5" | {}
                    {"user_id":-0}                              | "0"  | {}
                    {"user_id":123456789012345678901234567890}  | "123456789012345678901234567890" | {}
                    {"user_id":"42","user_info":null}           | "42" | {}
                    {"user_id":"42","user_info":{}}             | "42" | {}
                    {"user_id":"42","user_info":"text"}         | "42" | "text"
                    {"user_id":"42","user_info":7.50}           | "42" | 7.50
                    {"user_id":"42","user_info":1e3}            | "42" | 1e3
                    {"user_id":"42","user_info":false}          | "42" | false
                    {"user_id":"42","user_info":[1,null,"a"]}   | "42" | [1,null,"a"]
                    {"user_id":"42","user_info":{"b":1,"a":[]}} | "42" | {"b":1,"a":[]}
                    {"user_info":{"x":1},"user_id":"42","x":[]} | "42" | {"x":1}
                    {"user_id":"42","user_info":1,"user_info":2} | "42" | 2
                    {"user_id":"42","user_info":{"a":1,"a":2}}  | "42" | {"a":1,"a":2}
                    {"user_id":"42","user_info":[ 1 , { } ]}    | "42" | [1,{}]
                    { "user_id" : "42" }                        | "42" | {}
                    {"user_id":"a b/c#é"}                       | "a b/c#é" | {}
                    {"user_id":"a\\"b\\\\c"}                    | "a\\"b\\\\c" | {}
                    """)
    void channelDataMayBe(String data, String id, String info) {
        var channel = unique("presence-room");
        var watching = member(channel, "{\"user_id\":\"w\"}", "{\"ids\":[\"w\"],\"hash\":{\"w\":{}},\"count\":1}");

        member(channel, data, "{\"ids\":[\"w\",%s],\"hash\":{\"w\":{},%s:%s},\"count\":2}".formatted(id, id, info))
                .assertNothingElse();
        watching.awaitExactly(added(channel, "{\"user_id\":" + id + ",\"user_info\":" + info + "}"))
                .assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not JSON",
                "null",
                "[]",
                "\"42\"",
                "42",
                "{}",
                "{\"user_info\":{}}",
                "{\"user_id\":\"\"}",
                "{\"user_id\":null}",
                "{\"user_id\":true}",
                "{\"user_id\":{}}",
                "{\"user_id\":[\"42\"]}",
                "{\"user_id\":4.5}",
                "{\"user_id\":42.0}",
                "{\"user_id\":-0.0}",
                "{\"user_id\":1e3}",
                "{\"user_id\":1E0}",
                "{\"userid\":\"42\"}",
                "{\"User_Id\":\"42\"}",
                "{\"user_id\":\"42\"",
                "{\"user_id\":\"42\"} {}",
                "{\"user_id\":\"42\",}",
                "{\"user_id\":\"42\",\"user_id\":\"7\"}",
                "{\"user_id\":\"42\",\"user_info\":{},\"user_id\":\"42\"}"
            })
    void otherChannelDataIsRefused(String data) {
        var channel = unique("presence-room");
        var client = connect();

        ask(client, channel, data).awaitExactly(invalidData(channel));

        join(client, channel, BOB, BOB_ALONE).assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "€"})
    void anIdHasAtMost128Characters(String character) {
        var channel = unique("presence-room");
        var longest = character.repeat(128);
        var client = connect();

        ask(client, channel, "{\"user_id\":\"" + longest + character + "\"}").awaitExactly(invalidData(channel));

        join(
                        client,
                        channel,
                        "{\"user_id\":\"" + longest + "\"}",
                        "{\"ids\":[\"%s\"],\"hash\":{\"%s\":{}},\"count\":1}".formatted(longest, longest))
                .assertNothingElse();
    }

    @Test
    void channelDataMayNotBeLeftOut() {
        var channel = unique("presence-room");

        ask(connect(), channel).awaitExactly(invalidData(channel)).assertNothingElse();
    }

    /** The form is checked before everything else, so also before the signature. */
    @ParameterizedTest
    @ValueSource(strings = {"7", "{\"user_id\":\"42\"}", "[]", "true"})
    void channelDataIsAString(String data) {
        var channel = unique("presence-room");
        var client = connect();
        var message = """
                {"event":"pusher:subscribe","data":{"channel":"%s","auth":"%s","channel_data":%s}}""";

        client.text(message.formatted(channel, signed(client).channel(channel), data))
                .awaitExactly(invalidData(channel))
                .text(message.formatted(channel, signed(client).channel(channel, data), data))
                .awaitExactly(invalidData(channel))
                .text(message.formatted(channel, "", data))
                .awaitExactly(invalidData(channel));

        join(client, channel, BOB, BOB_ALONE).assertNothingElse();
    }

    @Test
    void channelDataThatIsNullIsLeftOut() {
        var channel = unique("presence-room");
        var stranger = connect();
        var user = signIn(connect(), "{\"id\":\"7\"}");
        var message = """
                {"event":"pusher:subscribe","data":{"channel":"%s","auth":"%s","channel_data":null}}""";

        stranger.text(message.formatted(channel, signed(stranger).channel(channel)))
                .awaitExactly(invalidData(channel))
                .assertNothingElse();
        user.text(message.formatted(channel, signed(user).channel(channel)))
                .awaitExactly(present(channel, BOB_ALONE))
                .assertNothingElse();
    }

    @Test
    void channelDataIsSignedAsItIs() {
        var channel = unique("presence-room");
        var client = connect();
        var auth = signed(client).channel(channel, "{\"user_id\":\"42\"}");

        client.text(subscription(channel, auth, "{\"user_id\": \"42\"}"))
                .awaitExactly(refusal(quoted(channel), "AuthError", "Invalid signature", 401))
                .assertNothingElse();
    }

    /** Escapes of the message are none of the data. */
    @Test
    void channelDataIsSignedWithoutTheEscapesOfTheMessage() {
        var channel = unique("presence-room");
        var client = connect();
        var auth = signed(client).channel(channel, "{\"user_id\":\"é/\"}");
        var message = """
                {"event":"pusher:subscribe","data":{"channel":"%s","auth":"%s","channel_data":"\\u007b\\"user_id\\":\\"\\u00e9\\/\\"}"}}""";

        client.text(message.formatted(channel, auth))
                .awaitExactly(present(channel, "{\"ids\":[\"é/\"],\"hash\":{\"é/\":{}},\"count\":1}"))
                .assertNothingElse();
    }

    /** Half a surrogate pair has no bytes; the {@code ?} that many write in its place was not sent. */
    @Test
    void halfACharacterIsNotWhatWasSigned() {
        var channel = unique("presence-room");
        var client = connect();
        var auth = signed(client).channel(channel, "{\"user_id\":\"who?\"}");
        var message = """
                {"event":"pusher:subscribe","data":{"channel":"%s","auth":"%s","channel_data":"{\\"user_id\\":\\"who\\ud800\\"}"}}""";

        client.text(message.formatted(channel, auth))
                .awaitExactly(refusal(quoted(channel), "AuthError", "Invalid signature", 401))
                .assertNothingElse();
    }

    @Test
    void theSignatureOfTheChannelAloneDoesNotSuffice() {
        var channel = unique("presence-room");
        var client = connect();

        client.text(subscription(channel, signed(client).channel(channel), ADA))
                .awaitExactly(refusal(quoted(channel), "AuthError", "Invalid signature", 401))
                .assertNothingElse();
    }

    // ---- limits

    @Test
    void userInfoHasAtMostTwoKilobytes() {
        var channel = unique("presence-room");
        var client = connect();
        var longest = '"' + "x".repeat(2046) + '"';

        ask(client, channel, "{\"user_id\":\"42\",\"user_info\":\"" + "x".repeat(2047) + "\"}")
                .awaitExactly(refusal(quoted(channel), "LimitReached", "Presence member data too large", 413));

        join(
                        client,
                        channel,
                        "{\"user_id\":\"42\",\"user_info\":" + longest + "}",
                        "{\"ids\":[\"42\"],\"hash\":{\"42\":" + longest + "},\"count\":1}")
                .assertNothingElse();
    }

    @Test
    void bytesOfUserInfoCountAndNotCharacters() {
        var channel = unique("presence-room");
        var client = connect();
        var longest = '"' + "é".repeat(1023) + '"';

        ask(client, channel, "{\"user_id\":\"42\",\"user_info\":\"" + "é".repeat(1024) + "\"}")
                .awaitExactly(refusal(quoted(channel), "LimitReached", "Presence member data too large", 413));

        join(
                client,
                channel,
                "{\"user_id\":\"42\",\"user_info\":" + longest + "}",
                "{\"ids\":[\"42\"],\"hash\":{\"42\":" + longest + "},\"count\":1}");
    }

    @Test
    void aHundredUsersFillAChannel() {
        var channel = unique("presence-room");
        for (int i = 0; i < 100; i++) {
            ask(connect(), channel, "{\"user_id\":" + i + "}").awaitText();
        }

        ask(connect(), channel, BOB).awaitExactly(present(channel, upTo(100))).assertNothingElse();
        ask(connect(), channel, "{\"user_id\":100}").awaitExactly(full(channel)).assertNothingElse();
    }

    // ---- one user, several connections

    @Test
    void aFurtherConnectionOfAUserIsNotTold() {
        var channel = unique("presence-room");
        var watching = member(channel, ADA, ADA_ALONE);
        var first = member(channel, BOB, ADA_AND_BOB);
        watching.awaitExactly(added(channel, "{\"user_id\":\"7\",\"user_info\":{}}"));

        var second = member(channel, BOB, ADA_AND_BOB);

        watching.assertNothingElse();
        first.unsubscribe(channel).assertNothingElse();
        watching.assertNothingElse();
        second.unsubscribe(channel).assertNothingElse();
        watching.awaitExactly(removed(channel, "7")).assertNothingElse();
    }

    @Test
    void aNumberAndItsTextAreOneUser() {
        var channel = unique("presence-room");
        var first = member(channel, "{\"user_id\":7}", BOB_ALONE);

        member(channel, BOB, BOB_ALONE).assertNothingElse();

        first.assertNothingElse();
    }

    @Test
    void theInfoOfTheFirstConnectionHolds() {
        var channel = unique("presence-room");
        var first = member(channel, ADA, ADA_ALONE);
        var second = member(channel, "{\"user_id\":\"42\",\"user_info\":{\"name\":\"Bea\"}}", ADA_ALONE);

        first.unsubscribe(channel).assertNothingElse();
        member(channel, BOB, ADA_AND_BOB).unsubscribe(channel).assertNothingElse();
        second.awaitTexts(2);
        second.unsubscribe(channel).assertNothingElse();

        member(
                channel,
                "{\"user_id\":\"42\",\"user_info\":{\"name\":\"Bea\"}}",
                "{\"ids\":[\"42\"],\"hash\":{\"42\":{\"name\":\"Bea\"}},\"count\":1}");
    }

    @Test
    void oneConnectionMayBeDifferentUsersInDifferentChannels() {
        var one = unique("presence-room");
        var two = unique("presence-room");

        var client = member(one, ADA, ADA_ALONE);

        join(client, two, BOB, BOB_ALONE).assertNothingElse();
    }

    // ---- leaving

    @Test
    void whoClosesLeaves() {
        var channel = unique("presence-room");
        var ada = member(channel, ADA, ADA_ALONE);
        var bob = member(channel, BOB, ADA_AND_BOB);
        ada.awaitExactly(added(channel, "{\"user_id\":\"7\",\"user_info\":{}}"));

        bob.sendClose(1000, "").awaitClosed(1000);

        ada.awaitExactly(removed(channel, "7")).assertNothingElse();
    }

    @Test
    void whoBreaksOffLeaves() {
        var channel = unique("presence-room");
        var ada = member(channel, ADA, ADA_ALONE);
        var bob = member(channel, BOB, ADA_AND_BOB);
        ada.awaitExactly(added(channel, "{\"user_id\":\"7\",\"user_info\":{}}"));

        bob.vanish();

        ada.awaitExactly(removed(channel, "7")).assertNothingElse();
        member(channel, BOB, ADA_AND_BOB);
    }

    @Test
    void aUserWhoseConnectionsCloseOneAfterTheOtherLeavesOnce() {
        var channel = unique("presence-room");
        var other = unique("presence-room");
        var ada = member(channel, ADA, ADA_ALONE);
        join(ada, other, ADA, ADA_ALONE);
        var first = member(channel, BOB, ADA_AND_BOB);
        ada.awaitExactly(added(channel, "{\"user_id\":\"7\",\"user_info\":{}}"));
        join(first, other, BOB, ADA_AND_BOB);
        ada.awaitExactly(added(other, "{\"user_id\":\"7\",\"user_info\":{}}"));
        var second = member(channel, BOB, ADA_AND_BOB);

        first.vanish();
        ada.awaitExactly(removed(other, "7")).assertNothingElse();
        second.sendClose(1000, "").awaitClosed(1000);

        ada.awaitExactly(removed(channel, "7")).assertNothingElse();
    }

    @Test
    void whoLeavesHearsNothingOfItself() {
        var channel = unique("presence-room");
        var ada = member(channel, ADA, ADA_ALONE).unsubscribe(channel);
        ada.assertNothingElse();

        member(channel, BOB, BOB_ALONE);

        ada.assertNothingElse();
        join(ada, channel, ADA, "{\"ids\":[\"7\",\"42\"],\"hash\":{\"7\":{},\"42\":{\"name\":\"Ada\"}},\"count\":2}");
    }

    @Test
    void whoWasRefusedIsNotThere() {
        var channel = unique("presence-room");
        var ada = member(channel, ADA, ADA_ALONE);

        connect()
                .text(subscription(channel, "app-key:" + "0".repeat(64), BOB))
                .awaitExactly(refusal(quoted(channel), "AuthError", "Invalid signature", 401));

        ada.assertNothingElse();
        member(channel, BOB, ADA_AND_BOB);
    }

    // ---- subscribing again

    @Test
    void aSecondSubscribeIsAnsweredWithThoseWhoAreThereNow() {
        var channel = unique("presence-room");
        var ada = member(channel, ADA, ADA_ALONE);
        var bob = member(channel, BOB, ADA_AND_BOB);
        ada.awaitExactly(added(channel, "{\"user_id\":\"7\",\"user_info\":{}}"));

        join(ada, channel, ADA, ADA_AND_BOB).assertNothingElse();

        bob.assertNothingElse();
        ada.unsubscribe(channel);
        bob.awaitExactly(removed(channel, "42")).assertNothingElse();
    }

    @Test
    void aSecondSubscribeChangesNothing() {
        var channel = unique("presence-room");
        var bob = member(channel, BOB, BOB_ALONE);
        var ada = member(
                channel, ADA, "{\"ids\":[\"7\",\"42\"],\"hash\":{\"7\":{},\"42\":{\"name\":\"Ada\"}},\"count\":2}");
        bob.awaitExactly(added(channel, ADA));

        for (var data : new String[] {"{\"user_id\":\"42\",\"user_info\":1}", "{\"user_id\":\"eve\"}"}) {
            join(
                    ada,
                    channel,
                    data,
                    "{\"ids\":[\"7\",\"42\"],\"hash\":{\"7\":{},\"42\":{\"name\":\"Ada\"}},\"count\":2}");
        }

        bob.assertNothingElse();
        ada.unsubscribe(channel).assertNothingElse();
        bob.awaitExactly(removed(channel, "42")).assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"user_id\":4.5}", "not JSON"})
    void aFailedSecondSubscribeLeavesTheMember(String data) {
        var channel = unique("presence-room");
        var ada = member(channel, ADA, ADA_ALONE);

        ask(ada, channel, data).awaitExactly(invalidData(channel)).assertNothingElse();

        member(channel, BOB, ADA_AND_BOB);
        ada.awaitExactly(added(channel, "{\"user_id\":\"7\",\"user_info\":{}}")).assertNothingElse();
    }

    // ---- users who are signed in

    @Test
    void whoIsSignedInNeedsNoChannelData() {
        var channel = unique("presence-room");
        var client = signIn(connect(), "{\"id\":\"42\",\"user_info\":{\"name\":\"Ada\"}}");

        ask(client, channel).awaitExactly(present(channel, ADA_ALONE)).assertNothingElse();
    }

    @Test
    void whoIsSignedInWithoutInfoHasNone() {
        var channel = unique("presence-room");
        var client = signIn(connect(), "{\"id\":\"7\"}");

        ask(client, channel).awaitExactly(present(channel, BOB_ALONE)).assertNothingElse();
    }

    @Test
    void channelDataComesBeforeTheSignIn() {
        var channel = unique("presence-room");
        var client = signIn(connect(), "{\"id\":\"7\"}");

        join(client, channel, ADA, ADA_ALONE).assertNothingElse();
    }

    @Test
    void badChannelDataIsNotMendedByTheSignIn() {
        var channel = unique("presence-room");
        var client = signIn(connect(), "{\"id\":\"7\"}");

        ask(client, channel, "{}").awaitExactly(invalidData(channel)).assertNothingElse();
    }

    @Test
    void whoIsSignedInStillNeedsASignature() {
        var channel = unique("presence-room");

        signIn(connect(), "{\"id\":\"7\"}")
                .text(subscribe(quoted(channel)))
                .awaitExactly(refusal(quoted(channel), "AuthError", "Authentication signature required", 401))
                .text(subscription(channel, "app-key:" + "0".repeat(64)))
                .awaitExactly(refusal(quoted(channel), "AuthError", "Invalid signature", 401))
                .assertNothingElse();
    }

    @Test
    void theInfoOfASignInHasNoMoreRoom() {
        var channel = unique("presence-room");
        var info = "{\"x\":\"" + "x".repeat(2041) + "\"}";
        var client = signIn(connect(), "{\"id\":\"7\",\"user_info\":" + info + "}");

        ask(client, channel)
                .awaitExactly(refusal(quoted(channel), "LimitReached", "Presence member data too large", 413))
                .assertNothingElse();
    }

    // ---- many at once

    /** What a client learned when it came, with what it was told since, is the truth. */
    @Test
    void nobodyIsMissedByThoseWhoComeAtTheSameTime() throws Exception {
        var channel = unique("presence-room");
        var clients = IntStream.range(0, 24).mapToObj(i -> connect()).toList();
        var coming = IntStream.range(0, 24)
                .mapToObj(i -> inBackground(() -> ask(clients.get(i), channel, "{\"user_id\":" + i + "}")))
                .toList();
        for (var future : coming) {
            future.get();
        }
        for (int i = 0; i < 24; i++) {
            var own = clients.get(i);
            int known = count(own.awaitText());
            var later = own.awaitTexts(24 - known);
            assertThat(later).doesNotHaveDuplicates().allMatch(frame -> frame.contains("member_added"), "an arrival");
            own.assertNothingElse();
        }
    }

    private static int count(String acknowledgement) {
        assertThat(acknowledgement).startsWith("{\"event\":\"pusher_internal:subscription_succeeded\"");
        return Integer.parseInt(acknowledgement.replaceAll(".*\"count\\\\\":([0-9]+)}}\"}", "$1"));
    }

    private static String upTo(int count) {
        var ids = IntStream.range(0, count).mapToObj(i -> "\"" + i + '"').toList();
        return "{\"ids\":[" + String.join(",", ids) + "],\"hash\":{"
                + ids.stream().map(id -> id + ":{}").collect(Collectors.joining(",")) + "},\"count\":" + count + "}";
    }

    private static String[] invalidData(String channel) {
        return refusal(quoted(channel), "InvalidData", "Invalid channel_data", 400);
    }

    private static String[] full(String channel) {
        return refusal(quoted(channel), "LimitReached", "Presence channel is full", 4100);
    }
}
