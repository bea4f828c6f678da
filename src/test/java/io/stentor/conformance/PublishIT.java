package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Http;
import io.stentor.conformance.client.SignedRequests;
import java.util.ArrayList;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /events}, field by field, and what subscribers hear of it (protocol 8.3). */
class PublishIT extends ApiTest {

    @Test
    void anEventReachesASubscriber() {
        var channel = unique("orders");
        var client = subscriber(channel);

        assertOk(post("{\"name\":\"order.created\",\"channels\":[\"" + channel + "\"],\"data\":\"{\\\"id\\\":1}\"}"));

        client.awaitExactly("{\"event\":\"order.created\",\"channel\":\"" + channel + "\",\"data\":\"{\\\"id\\\":1}\"}")
                .assertNothingElse();
    }

    /** The data as JSON, and how it is written into the frame. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    "text"                        | "text"
                    ""                            | ""
                    " spaces "                    | " spaces "
                    "null"                        | "null"
                    null                          | "null"
                    true                          | "true"
                    false                         | "false"
                    0                             | "0"
                    -17                           | "-17"
                    1.5                           | "1.5"
                    []                            | "[]"
                    {}                            | "{}"
                    [1,"a",null]                  | "[1,\\"a\\",null]"
                    {"b":1,"a":{"d":[],"c":"x"}}  | "{\\"b\\":1,\\"a\\":{\\"d\\":[],\\"c\\":\\"x\\"}}"
                    {"a":"é\\"q\\""}              | "{\\"a\\":\\"é\\\\\\"q\\\\\\"\\"}"
                    "{\\"id\\":1}"                | "{\\"id\\":1}"
                    "a\\/b"                       | "a/b"
                    "\\u0041\\u00e9\\u20ac"       | "Aé€"
                    "é€😀"                         | "é€😀"
                    "\\ud83d\\ude00"              | "😀"
                    "\\n\\r\\t\\b\\f"             | "\\n\\r\\t\\b\\f"
                    "\\u000a\\u0009"              | "\\n\\t"
                    "\\u0000\\u0001\\u0010"       | "\\u0000\\u0001\\u0010"
                    "\\"\\\\"                     | "\\"\\\\"
                    "\\u2028\\u007f<>&'"          | "\u2028\u007f<>&'"
                    """)
    void dataIsSentAsAString(String data, String sent) {
        var channel = unique("data");
        var client = subscriber(channel);

        assertOk(post("{\"name\":\"n\",\"channel\":\"" + channel + "\",\"data\":" + data + "}"));

        client.awaitExactly("{\"event\":\"n\",\"channel\":\"" + channel + "\",\"data\":" + sent + "}")
                .assertNothingElse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    "order.created"   | "order.created"
                    "n"               | "n"
                    "client-x"        | "client-x"
                    "pusher"          | "pusher"
                    "pusher-x"        | "pusher-x"
                    "Pusher:x"        | "Pusher:x"
                    "a:b c/d"         | "a:b c/d"
                    "say \\"hi\\"\\n" | "say \\"hi\\"\\n"
                    "\\u00e9\\u0001"  | "é\\u0001"
                    "App\\\\Events"   | "App\\\\Events"
                    """)
    void anyOtherNameIsSentAsItIs(String name, String sent) {
        var channel = unique("name");
        var client = subscriber(channel);

        assertOk(post("{\"name\":" + name + ",\"channel\":\"" + channel + "\",\"data\":\"x\"}"));

        client.awaitExactly("{\"event\":" + sent + ",\"channel\":\"" + channel + "\",\"data\":\"x\"}")
                .assertNothingElse();
    }

    @Test
    void theLongestNameAndTheMostDataArrive() {
        var channel = unique("c") + "-";
        channel += "c".repeat(200 - channel.length());
        var name = "e".repeat(200);
        var data = "x".repeat(10_240);
        var client = subscriber(channel);

        assertOk(post(publication(name, channel, data)));

        client.awaitExactly(event(name, channel, data)).assertNothingElse();
    }

    @Test
    void oneEventMayGoToManyChannels() {
        var one = unique("one");
        var two = unique("two");
        var three = unique("three");
        var both = subscriber(one).subscribe(three);
        var first = subscriber(one);
        var second = subscriber(two);

        var body = """
                {"name":"n","channels":["%s","%s"],"data":"x"}""";
        assertOk(post(body.formatted(one, two)));

        both.awaitExactly(event("n", one, "x")).assertNothingElse();
        first.awaitExactly(event("n", one, "x")).assertNothingElse();
        second.awaitExactly(event("n", two, "x")).assertNothingElse();
    }

    @Test
    void oneConnectionHearsAnEventOncePerChannel() {
        var client = connect("app-key");
        var channels = new StringBuilder();
        var expected = new ArrayList<String>();
        for (int i = 0; i < 100; i++) {
            var channel = unique("all");
            client.subscribe(channel);
            channels.append(i == 0 ? "" : ",").append('"').append(channel).append('"');
            expected.add(event("n", channel, "x"));
        }

        assertOk(post("{\"name\":\"n\",\"channels\":[" + channels + "],\"data\":\"x\"}"));

        // There is no order across channels (protocol 7).
        assertThat(client.awaitTexts(100)).containsExactlyInAnyOrderElementsOf(expected);
        client.assertNothingElse();
    }

    @Test
    void aChannelNamedTwiceHearsItOnce() {
        var channel = unique("twice");
        var client = subscriber(channel);

        var body = """
                {"name":"n","channels":["%s","%s","%s"],"data":"x"}""";
        assertOk(post(body.formatted(channel, channel, channel)));

        client.awaitExactly(event("n", channel, "x")).assertNothingElse();
    }

    @Test
    void channelsWinOverChannel() {
        var one = unique("one");
        var two = unique("two");
        var client = subscriber(one).subscribe(two);

        var body = """
                {"name":"n","channel":"%s","channels":["%s"],"data":"x"}""";
        assertOk(post(body.formatted(one, two)));

        client.awaitExactly(event("n", two, "x")).assertNothingElse();
    }

    @Test
    void allNamesAreCheckedBeforeAnythingIsSent() {
        var channel = unique("good");
        var client = subscriber(channel);

        var body = """
                {"name":"n","channels":["%s","not a name"],"data":"x"}""";
        assertError(post(body.formatted(channel)), 400, "invalid_input");

        client.assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "never-subscribed",
                "private-x",
                "private-encrypted-x",
                "private-cache-x",
                "presence-x",
                "presence-cache-x",
                "#server-to-user-42"
            })
    void oneMayPublishWithoutSubscribersToAnyKindOfChannel(String channel) {
        assertOk(post(publication("n", channel, "x")));
    }

    @Test
    void theNamedSocketDoesNotHearIt() {
        var channel = unique("echo");
        var sender = subscriber(channel);
        var other = subscriber(channel);

        var body = """
                {"name":"n","channel":"%s","data":"x","socket_id":"%s"}""";
        assertOk(post(body.formatted(channel, sender.socketId())));
        assertOk(post(publication("n", channel, "y")));

        sender.awaitExactly(event("n", channel, "y")).assertNothingElse();
        other.awaitExactly(event("n", channel, "x"), event("n", channel, "y")).assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"1.1\"", "\"0.0\"", "\"99999999999999999999.1\"", "\"001.002\""})
    void aSocketIdThatNobodyHasExcludesNobody(String socketId) {
        var channel = unique("echo");
        var client = subscriber(channel);

        var body = """
                {"name":"n","channel":"%s","data":"x","socket_id":%s}""";
        assertOk(post(body.formatted(channel, socketId)));

        client.awaitExactly(event("n", channel, "x")).assertNothingElse();
    }

    @Test
    void aSocketOfAnotherAppIsNotExcludedHere() {
        var channel = unique("echo");
        var client = subscriber(channel);
        var stranger = connect("other-key").subscribe(channel);

        var body = """
                {"name":"n","channel":"%s","data":"x","socket_id":"%s"}""";
        assertOk(post(body.formatted(channel, stranger.socketId())));

        client.awaitExactly(event("n", channel, "x")).assertNothingElse();
        stranger.assertNothingElse();
    }

    @Test
    void theAnswerCountsSubscribersWhenAsked() {
        var occupied = unique("orders");
        var vacant = unique("private-ops");
        subscriber(occupied);
        subscriber(occupied);

        var body = """
                {"name":"n","channels":["%s","%s"],"data":"x","info":"subscription_count"}""";
        var counts = """
                {"channels":{"%s":{"subscription_count":2},"%s":{"subscription_count":0}}}""";
        assertOk(post(body.formatted(occupied, vacant)), counts.formatted(occupied, vacant));
    }

    @Test
    void theAnswerCountsUsersOnPresenceChannelsOnly() {
        var presence = unique("presence-room");
        var channel = unique("orders");

        var body = """
                {"name":"n","channels":["%s","%s"],"data":"x","info":"user_count"}""";
        var counts = """
                {"channels":{"%s":{"user_count":0},"%s":{}}}""";
        assertOk(post(body.formatted(presence, channel)), counts.formatted(presence, channel));
    }

    @Test
    void unknownInfoIsIgnored() {
        var channel = unique("orders");

        var body = """
                {"name":"n","channel":"%s","data":"x","info":"nonsense,subscription_count"}""";
        var counts = """
                {"channels":{"%s":{"subscription_count":0}}}""";
        assertOk(post(body.formatted(channel)), counts.formatted(channel));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"tags\":{\"a\":\"b\"}",
                "\"delta\":true",
                "\"extras\":{\"echo\":false}",
                "\"message_id\":\"m1\"",
                "\"user_id\":\"42\"",
                "\"nonsense\":[[[]]]"
            })
    void otherFieldsAreIgnored(String field) {
        var channel = unique("fields");
        var client = subscriber(channel);

        assertOk(post("{\"name\":\"n\"," + field + ",\"channel\":\"" + channel + "\",\"data\":\"x\"}"));

        client.awaitExactly(event("n", channel, "x")).assertNothingElse();
    }

    @Test
    void ofAFieldThatIsRepeatedTheLastCounts() {
        var channel = unique("repeated");
        var client = subscriber(channel);

        var body = """
                {"name":"a","data":"x","channel":"not a name","name":"n","data":"y","channel":"%s"}""";
        assertOk(post(body.formatted(channel)));

        client.awaitExactly(event("n", channel, "y")).assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: application/json",
                "Content-Type: application/json; charset=utf-8",
                "Content-Type: text/plain",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Type: multipart/form-data; boundary=x",
                "Content-Type: text/plain; charset=utf-16",
                "Content-Type: nonsense",
                "Content-Type:",
                "X-None: "
            })
    void theContentTypeOfTheRequestDoesNotMatter(String header) {
        var channel = unique("type");
        var client = subscriber(channel);

        assertOk(post(publication("n", channel, "é").getBytes(UTF_8), header));

        client.awaitExactly(event("n", channel, "é")).assertNothingElse();
    }

    @Test
    void aBodyMayComeInChunks() {
        var channel = unique("chunks");
        var client = subscriber(channel);
        var body = publication("n", channel, "é");
        var chunked = new StringBuilder();
        for (var character : body.split("")) {
            int length = character.getBytes(UTF_8).length;
            chunked.append(Integer.toHexString(length))
                    .append("\r\n")
                    .append(character)
                    .append("\r\n");
        }
        chunked.append("0\r\n\r\n");
        var target = APP.target("POST", APP.events(), APP.parameters(body.getBytes(UTF_8)));

        try (var http = Http.connect(base())) {
            assertOk(http.send("POST", target, chunked.toString().getBytes(UTF_8), "Transfer-Encoding: chunked"));
        }

        client.awaitExactly(event("n", channel, "é")).assertNothingElse();
    }

    @Test
    void anEventStaysInItsApp() {
        var channel = unique("tenants");
        var client = subscriber(channel);
        var stranger = connect("other-key").subscribe(channel);

        assertOk(SignedRequests.of("other").publish(base(), publication("n", channel, "x")));

        stranger.awaitExactly(event("n", channel, "x")).assertNothingElse();
        client.assertNothingElse();
    }

    @Test
    void channelsDifferByCase() {
        var channel = unique("case");
        var lower = subscriber(channel);
        var upper = subscriber(channel.toUpperCase(Locale.ROOT));

        assertOk(post(publication("n", channel, "x")));

        lower.awaitExactly(event("n", channel, "x")).assertNothingElse();
        upper.assertNothingElse();
    }

    @Test
    void anAppWhoseIdIsANumberCanPublish() {
        var channel = unique("numeric");
        var client = connect("numeric-key").subscribe(channel);

        assertOk(new SignedRequests("1001", "numeric-key", "numeric-secret")
                .publish(base(), publication("n", channel, "x")));

        client.awaitExactly(event("n", channel, "x")).assertNothingElse();
    }
}
