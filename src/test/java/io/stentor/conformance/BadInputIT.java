package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Frame;
import io.stentor.conformance.client.RawWebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that say nothing sensible: one error each, and the connection stays open (protocol 6). */
class BadInputIT extends ConformanceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nonsense",
                "{",
                "}",
                "[",
                "[1,",
                "\"",
                "{\"event\"",
                "{\"event\":",
                "{\"event\":\"pusher:ping\"",
                "{\"event\":\"pusher:ping\",\"data\":1",
                "{\"event\":\"pusher:ping\",\"data\":tru",
                "{\"event\":\"pusher:ping\",}",
                "{\"event\":\"pusher:ping\"} x",
                "{\"event\":\"pusher:ping\"}}",
                "{\"event\":\"pusher:ping\"}{\"event\":\"pusher:ping\"}",
                "{\"event\":\"pusher:ping\"}\n{\"event\":\"pusher:ping\"}",
                "{\"event\":\"pusher:ping\",\"data\":01}",
                "{\"event\":\"pusher:ping\",\"data\":1.}",
                "{\"event\":\"pusher:ping\",\"data\":+1}",
                "{\"event\":\"pusher:ping\",\"data\":NaN}",
                "{\"event\":\"pusher:ping\",\"data\":truE}",
                "{\"event\":\"pusher:ping\",\"data\":[1,]}",
                "{\"event\":\"pusher:ping\",\"data\":\"\\x\"}",
                "{\"event\":\"pusher:ping\",\"data\":\"\\u12\"}",
                "{\"event\":\"pusher:ping\",\"data\":\"a\nb\"}",
                "{\"event\":\"pusher:ping\",\"data\":\"a\u0000b\"}",
                "{\"event\":\"pusher:ping\" \"data\":1}",
                "{event:\"pusher:ping\"}",
                "{'event':'pusher:ping'}",
                "{\"event\":\"pusher:ping\"}//",
                "/**/{\"event\":\"pusher:ping\"}",
                "1 2",
                "nul"
            })
    void whatIsNoJsonIsSaidToBeNone(String text) {
        assertAnswered(text, "Invalid JSON");
    }

    @Test
    void noBeginningOfAMessageIsAMessage() {
        var message =
                "{\"event\":\"pusher:ping\",\"data\":[\"\\u00e9\\n\",-10.5e+3,true,null,{\"a\":[]},[1]],\"n\":-10.5e+3}";
        RawWebSocket client = null;
        for (int length = 0; length < message.length(); length++) {
            // One connection takes twenty bad messages only.
            client = length % 20 == 0 ? connect("app-key") : client;
            client.text(message.substring(0, length))
                    .awaitExactly(error(4000, "Invalid JSON"))
                    .assertNothingElse();
        }

        client.text(message).awaitExactly("{\"event\":\"pusher:pong\",\"data\":null}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[{\"event\":\"pusher:ping\"}]",
                "\"pusher:ping\"",
                "\"{\\\"event\\\":\\\"pusher:ping\\\"}\"",
                "42",
                "-1.5e3",
                "null",
                "true",
                " false "
            })
    void whatIsNoObjectIsSaidToBeNone(String json) {
        assertAnswered(json, "Message must be a JSON object");
    }

    @Test
    void sixtyFourLevelsAreRead() {
        connect("app-key")
                .text(nested(64))
                .awaitExactly("{\"event\":\"pusher:pong\",\"data\":null}")
                .assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 1000, 20_000})
    void moreLevelsAreTooDeep(int depth) {
        assertAnswered(nested(depth), "JSON nested too deeply");
    }

    @Test
    void objectsAreLevelsToo() {
        var objects = "{\"a\":".repeat(64) + "1" + "}".repeat(64);

        assertAnswered("{\"event\":\"pusher:ping\",\"data\":" + objects + "}", "JSON nested too deeply");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"data\":{}}",
                "{\"Event\":\"pusher:ping\"}",
                "{\"event\":null}",
                "{\"event\":7}",
                "{\"event\":true}",
                "{\"event\":[\"pusher:ping\"]}",
                "{\"event\":{\"event\":\"pusher:ping\"}}",
                "{\"event\":\"\"}",
                "{\"event\":\"pusher:ping\",\"event\":null}"
            })
    void anEventHasAName(String message) {
        assertAnswered(message, "Event name is required");
    }

    @Test
    void theNameOfAnEventHas200BytesAtMost() {
        assertAnswered("{\"event\":\"" + "e".repeat(200) + "\"}", "Client events must start with 'client-'");
        assertAnswered("{\"event\":\"" + "é".repeat(100) + "\"}", "Client events must start with 'client-'");
        assertAnswered("{\"event\":\"" + "e".repeat(201) + "\"}", "Event name too long");
        assertAnswered("{\"event\":\"" + "é".repeat(101) + "\"}", "Event name too long");
        assertAnswered("{\"event\":\"" + "e".repeat(60_000) + "\"}", "Event name too long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pusher:unknown",
                "pusher:",
                "pusher:Ping",
                "pusher:ping ",
                "pusher:ping\\u0000",
                "pusher:error",
                "pusher:connection_established",
                "pusher:signin_success",
                "pusher:subscription_error",
                "pusher:subscription_succeeded",
                "pusher:cache_miss",
                "pusher_internal:",
                "pusher_internal:subscription_succeeded",
                "pusher_internal:member_added",
                "pusher_internal:member_removed",
                "pusher_internal:subscription_count",
                "pusher_internal:unknown"
            })
    void aReservedEventThatIsNotForClientsIsIgnored(String event) {
        connect("app-key")
                .text("{\"event\":\"" + event + "\"}")
                .text("{\"event\":\"" + event + "\",\"channel\":\"orders\",\"data\":{\"channel\":\"orders\"}}")
                .assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "order.created",
                "client",
                "client_x",
                "clientx",
                "Client-x",
                " client-x",
                "pusher",
                "pusher-x",
                "pusher_internal",
                "pusher_internalx:y",
                "Pusher:ping",
                " pusher:ping",
                "a\\u0000b",
                "é"
            })
    void anyOtherEventIsToldHowClientEventsBegin(String event) {
        assertAnswered(
                "{\"event\":\"" + event + "\",\"channel\":\"orders\",\"data\":{}}",
                "Client events must start with 'client-'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {"event":"pusher:subscribe"}
                    {"event":"pusher:subscribe","channel":"orders"}
                    {"event":"pusher:subscribe","data":null}
                    {"event":"pusher:subscribe","data":7}
                    {"event":"pusher:subscribe","data":true}
                    {"event":"pusher:subscribe","data":[]}
                    {"event":"pusher:subscribe","data":[{"channel":"orders"}]}
                    {"event":"pusher:subscribe","data":""}
                    {"event":"pusher:subscribe","data":"orders"}
                    {"event":"pusher:subscribe","data":"[]"}
                    {"event":"pusher:subscribe","data":"7"}
                    {"event":"pusher:subscribe","data":"null"}
                    {"event":"pusher:subscribe","data":"{"}
                    {"event":"pusher:subscribe","data":"{} x"}
                    {"event":"pusher:subscribe","data":"\\"{}\\""}
                    {"event":"pusher:unsubscribe"}
                    {"event":"pusher:unsubscribe","data":null}
                    {"event":"pusher:unsubscribe","data":7}
                    {"event":"pusher:unsubscribe","data":[]}
                    {"event":"pusher:unsubscribe","data":"orders"}
                    """)
    void dataThatHoldsNoObjectIsInvalid(String message) {
        assertAnswered(message, "Invalid data");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {"event":"pusher:subscribe","data":{}}
                    {"event":"pusher:subscribe","data":"{}"}
                    {"event":"pusher:subscribe","data":{"Channel":"orders"}}
                    {"event":"pusher:subscribe","channel":"orders","data":{}}
                    {"event":"pusher:subscribe","data":{"channel":null}}
                    {"event":"pusher:subscribe","data":{"channel":7}}
                    {"event":"pusher:subscribe","data":{"channel":true}}
                    {"event":"pusher:subscribe","data":{"channel":["orders"]}}
                    {"event":"pusher:subscribe","data":{"channel":{"name":"orders"}}}
                    {"event":"pusher:subscribe","data":{"channel":"orders","channel":7}}
                    {"event":"pusher:subscribe","data":"{\\"channel\\":7}"}
                    {"event":"pusher:unsubscribe","data":{}}
                    {"event":"pusher:unsubscribe","data":"{}"}
                    {"event":"pusher:unsubscribe","data":{"channel":null}}
                    {"event":"pusher:unsubscribe","data":{"channel":7}}
                    {"event":"pusher:unsubscribe","data":{"channel":[]}}
                    """)
    void aChannelThatIsNoStringIsMissing(String message) {
        assertAnswered(message, "Missing channel");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 8192, 8193, 60_000})
    void aBinaryMessageIsNotUnderstood(int length) {
        connect("app-key")
                .binary(new byte[length])
                .awaitExactly(error(4000, "Binary messages are not supported"))
                .assertNothingElse();
    }

    @Test
    void aBinaryMessageIsNotReadAsText() {
        connect("app-key")
                .binary("{\"event\":\"pusher:ping\"}".getBytes(StandardCharsets.UTF_8))
                .awaitExactly(error(4000, "Binary messages are not supported"))
                .assertNothingElse();
    }

    @Test
    void aBinaryMessageInFragmentsIsOneMessage() {
        connect("app-key")
                .fragments(Frame.BINARY, new byte[1], new byte[0], new byte[3])
                .awaitExactly(error(4000, "Binary messages are not supported"))
                .assertNothingElse();
    }

    @Test
    void binaryMessagesAreAnsweredOnceInASecond() {
        var client = connect("app-key");
        for (int i = 0; i < 5; i++) {
            client.binary(new byte[] {1});
        }

        client.awaitExactly(error(4000, "Binary messages are not supported")).assertNothingElse();
    }

    @Test
    void aBinaryMessageIsAnsweredAgainLater() {
        var client = connect("app-key").binary(new byte[] {1});
        client.awaitExactly(error(4000, "Binary messages are not supported"));

        Awaitility.await()
                .atMost(Duration.ofSeconds(4))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> isAnswered(client.binary(new byte[] {2})));
    }

    @Test
    void aBadMessageDoesNotStopTheOnesBehindIt() {
        var channel = unique("orders");

        connect("app-key")
                .text("nonsense")
                .text(subscribe('"' + channel + '"'))
                .text("[]")
                .text("{\"event\":\"pusher:ping\"}")
                .awaitExactly(
                        error(4000, "Invalid JSON"),
                        subscribed(channel),
                        error(4000, "Message must be a JSON object"),
                        "{\"event\":\"pusher:pong\",\"data\":null}")
                .assertNothingElse();
    }

    private static boolean isAnswered(RawWebSocket client) {
        var text = client.text("{\"event\":\"pusher:ping\"}").awaitText();
        if (text.equals("{\"event\":\"pusher:pong\",\"data\":null}")) {
            return false;
        }
        assertThat(text).isEqualTo(error(4000, "Binary messages are not supported"));
        return true;
    }

    private void assertAnswered(String message, String error) {
        connect("app-key").text(message).awaitExactly(error(4000, error)).assertNothingElse();
    }

    /** A ping of this many levels, itself being the first. */
    private static String nested(int depth) {
        var arrays = "[".repeat(depth - 1) + "]".repeat(depth - 1);
        return "{\"event\":\"pusher:ping\",\"data\":" + arrays + "}";
    }
}
