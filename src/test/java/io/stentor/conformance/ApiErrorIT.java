package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Http;
import io.stentor.conformance.client.SignedRequests;
import io.stentor.conformance.container.Container.Engine;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of the table of errors that apply to publishing, and their order (protocol 8.2). */
class ApiErrorIT extends ApiTest {
    private static final SignedRequests SMALL = SignedRequests.of("small");
    private static final SignedRequests DISABLED = SignedRequests.of("disabled");
    private static final SignedRequests NOBODY = SignedRequests.of("nobody");

    @ParameterizedTest
    @CsvSource({
        "GET, /apps",
        "GET, /apps/",
        "GET, /apps/app-id",
        "POST, /apps/app-id",
        "POST, /apps/app-id/event",
        "POST, /apps/app-id/Events",
        "POST, /apps/app-id/events/more",
        "POST, /apps/app-id/nonsense",
        "POST, /apps/nobody/nonsense",
        "GET, /app-id/events",
        "POST, /events",
        "DELETE, /nonsense"
    })
    void anUnknownPathIsNotFound(String method, String path) {
        assertNotFound(Http.once(base(), method, path, NO_BODY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void eventsAreOnlyPosted(String method) {
        var answer = Http.once(base(), method, APP.events(), NO_BODY);

        assertError(answer, 405, "method_not_allowed");
        assertThat(answer.header("Allow").split("\\s*,\\s*")).contains("POST").doesNotContain(method);
    }

    @Test
    void aBodyAboveTenMegabytesIsTooLarge() {
        assertError(post(new byte[10 * 1024 * 1024 + 1]), 413, "payload_too_large");
    }

    @Test
    void aBodyOfTenMegabytesIsRead() {
        var padded = new String(anyPublication(), UTF_8);
        padded += " ".repeat(10 * 1024 * 1024 - padded.length());

        assertOk(post(padded));
    }

    @Test
    void aBodyInChunksIsMeasuredToo() {
        var chunk = "100000\r\n" + " ".repeat(0x100000) + "\r\n";
        var body = (chunk.repeat(11) + "0\r\n\r\n").getBytes(UTF_8);

        var target = APP.target("POST", APP.events(), APP.parameters(body));
        assertError(Http.once(base(), "POST", target, body, "Transfer-Encoding: chunked"), 413, "payload_too_large");
    }

    @Test
    void aStrangersBodyInChunksIsNotListenedTo() {
        var body = "5\r\nhello\r\n0\r\n\r\n".getBytes(UTF_8);

        assertError(Http.once(base(), "POST", APP.events(), body, "Transfer-Encoding: chunked"), 401, "auth_failed");
    }

    @Test
    void anUnknownAppIsNotFound() {
        assertError(NOBODY.publish(base(), new String(anyPublication(), UTF_8)), 404, "app_not_found");
        assertError(Http.once(base(), "POST", NOBODY.events(), anyPublication()), 404, "app_not_found");
    }

    @Test
    void theKeyIsNotTheId() {
        assertError(Http.once(base(), "POST", "/apps/app-key/events", NO_BODY), 404, "app_not_found");
        assertError(Http.once(base(), "POST", "/apps/APP-ID/events", NO_BODY), 404, "app_not_found");
    }

    @Test
    void aDisabledAppIsForbidden() {
        assertError(DISABLED.publish(base(), new String(anyPublication(), UTF_8)), 403, "forbidden");
    }

    @Test
    void thatAnAppIsDisabledIsToldToItsOwnerOnly() {
        assertError(Http.once(base(), "POST", DISABLED.events(), anyPublication()), 401, "auth_failed");
    }

    @Test
    void theMethodIsCheckedBeforeSizeAndApp() {
        var tooLarge = new byte[10 * 1024 * 1024 + 1];

        assertError(Http.once(base(), "PUT", APP.events(), tooLarge), 405, "method_not_allowed");
        assertError(Http.once(base(), "PUT", NOBODY.events(), NO_BODY), 405, "method_not_allowed");
    }

    @Test
    void theSizeIsCheckedBeforeAppAndSignature() {
        var tooLarge = new byte[10 * 1024 * 1024 + 1];

        assertError(Http.once(base(), "POST", NOBODY.events(), tooLarge), 413, "payload_too_large");
        assertError(Http.once(base(), "POST", APP.events(), tooLarge), 413, "payload_too_large");
    }

    @Test
    void theSignatureIsCheckedBeforeTheBody() {
        assertError(Http.once(base(), "POST", APP.events(), "nonsense".getBytes(UTF_8)), 401, "auth_failed");
    }

    @Test
    void theAppIsCheckedBeforeTheBody() {
        assertError(DISABLED.publish(base(), "nonsense"), 403, "forbidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nonsense",
                "{",
                "{\"name\":1",
                "{\"name\":tru",
                "{\"name\":\"n",
                "[]",
                "[{\"name\":\"n\",\"channel\":\"c\",\"data\":\"x\"}]",
                "\"text\"",
                "7",
                "null",
                "{\"name\":\"n\",\"channel\":\"c\",\"data\":\"x\"} x",
                "{\"name\":\"n\",\"channel\":\"c\",\"data\":\"x\",}",
                "{\"name\":\"n\",\"channel\":\"c\",\"data\":\"a\nb\"}",
                "name=n&channel=c&data=x"
            })
    void aBodyThatIsNoJsonObjectIsRefused(String body) {
        assertError(post(body), 400, "invalid_json");
    }

    @Test
    void aBodyOfMoreThan64LevelsIsRefused() {
        var levels = "[".repeat(63) + "]".repeat(63);
        var body = "{\"name\":\"n\",\"channel\":\"" + unique("nobody") + "\",\"data\":%s}";

        assertOk(post(body.formatted(levels)));
        assertError(post(body.formatted("[" + levels + "]")), 400, "invalid_json");
        assertError(post("[".repeat(100_000)), 400, "invalid_json");
    }

    @Test
    void aBodyThatIsNoUtf8IsRefused() {
        var body = publication("n", unique("nobody"), "?").getBytes(UTF_8);
        body[new String(body, UTF_8).indexOf('?')] = (byte) 0xc3;

        assertError(post(body), 400, "invalid_json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"n\",\"data\":\"x\"}",
                "{\"name\":\"n\",\"data\":\"x\",\"channels\":[]}",
                "{\"name\":\"n\",\"data\":\"x\",\"channels\":null}",
                "{\"name\":\"n\",\"data\":\"x\",\"channel\":null}",
                "{}"
            })
    void anEventNeedsAChannel(String body) {
        assertError(post(body), 400, "missing_channel_info");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"n\",\"data\":\"x\",\"channel\":7}",
                "{\"name\":\"n\",\"data\":\"x\",\"channel\":[\"orders\"]}",
                "{\"name\":\"n\",\"data\":\"x\",\"channels\":\"orders\"}",
                "{\"name\":\"n\",\"data\":\"x\",\"channels\":{\"orders\":true}}"
            })
    void aChannelOfTheWrongTypeIsRefused(String body) {
        var answer = post(body);

        // The table can be read either way.
        assertError(
                answer, 400, answer.text().contains("missing_channel_info") ? "missing_channel_info" : "invalid_input");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":\"x\",\"channel\":\"nobody\"}",
                "{\"name\":null,\"data\":\"x\",\"channel\":\"nobody\"}",
                "{\"name\":7,\"data\":\"x\",\"channel\":\"nobody\"}",
                "{\"name\":[\"n\"],\"data\":\"x\",\"channel\":\"nobody\"}",
                "{\"name\":{},\"data\":\"x\",\"channel\":\"nobody\"}",
                "{\"name\":\"\",\"data\":\"x\",\"channel\":\"nobody\"}",
                "{\"name\":\"n\",\"channel\":\"nobody\"}",
                "{\"Name\":\"n\",\"data\":\"x\",\"channel\":\"nobody\"}"
            })
    void anEventNeedsANameAndData(String body) {
        assertError(post(body), 400, "invalid_input");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pusher:x",
                "pusher:",
                "pusher:ping",
                "pusher_internal:x",
                "pusher_internal:member_added",
                "pusher_internal:"
            })
    void aReservedNameIsRefused(String name) {
        assertError(post(publication(name, unique("nobody"), "x")), 400, "invalid_input");
    }

    /** Written as in JSON. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"a b\"",
                "\"a:b\"",
                "\"a/b\"",
                "\"é\"",
                "\"a\\u0000\"",
                "\"orders\\n\"",
                "\"#a\"",
                "\"#server-to-user-\"",
                "\"private-a b\"",
                "7",
                "null",
                "[\"orders\"]",
                "{}"
            })
    void aBadChannelNameIsRefused(String channel) {
        assertError(post("{\"name\":\"n\",\"data\":\"x\",\"channels\":[" + channel + "]}"), 400, "invalid_input");
    }

    @Test
    void aChannelNameThatIsTooLongIsRefused() {
        assertError(post(publication("n", "c".repeat(201), "x")), 400, "invalid_input");
        assertError(SMALL.publish(base(), publication("n", "c".repeat(41), "x")), 400, "invalid_input");
    }

    /** Written as in JSON. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"abc\"",
                "\"1\"",
                "\"1.\"",
                "\".1\"",
                "\"1.1:\"",
                "\"1.1.1\"",
                "\"-1.1\"",
                "\" 1.1\"",
                "\"1.1\\n\"",
                "\"1,1\"",
                "\"1.٢\"",
                "\"1e1.1\"",
                "1.1",
                "7",
                "true",
                "[\"1.1\"]",
                "{}"
            })
    void aBadSocketIdIsRefused(String socketId) {
        assertError(
                post("{\"name\":\"n\",\"data\":\"x\",\"channel\":\"nobody\",\"socket_id\":" + socketId + "}"),
                400,
                "invalid_input");
    }

    @Test
    void oneHundredChannelsAreEnough() {
        assertOk(post(toChannels("n", 100, "x")));
        assertError(post(toChannels("n", 101, "x")), 400, "limit_exceeded");
    }

    @Test
    void anAppMayAllowFewerChannels() {
        assertOk(SMALL.publish(base(), toChannels("n", 3, "x")));
        assertError(SMALL.publish(base(), toChannels("n", 4, "x")), 400, "limit_exceeded");
    }

    @Test
    void theNameOfAnEventHas200BytesAtMost() {
        assertOk(post(publication("e".repeat(200), unique("nobody"), "x")));
        assertOk(post(publication("é".repeat(100), unique("nobody"), "x")));
        assertError(post(publication("e".repeat(201), unique("nobody"), "x")), 400, "limit_exceeded");
        assertError(post(publication("é".repeat(101), unique("nobody"), "x")), 400, "limit_exceeded");
    }

    @Test
    void anAppMayWantShorterNames() {
        assertOk(SMALL.publish(base(), publication("e".repeat(20), unique("nobody"), "x")));
        assertError(SMALL.publish(base(), publication("e".repeat(21), unique("nobody"), "x")), 400, "limit_exceeded");
    }

    @Test
    void dataHasTenKilobytesAtMost() {
        assertOk(post(publication("n", unique("nobody"), "x".repeat(10_240))));
        assertError(post(publication("n", unique("nobody"), "x".repeat(10_241))), 413, "payload_too_large");
    }

    @Test
    void dataIsMeasuredInBytes() {
        assertOk(post(publication("n", unique("nobody"), "é".repeat(5120))));
        assertError(post(publication("n", unique("nobody"), "é".repeat(5120) + "x")), 413, "payload_too_large");
    }

    @Test
    void dataIsMeasuredOnTheStringThatIsSent() {
        var body = "{\"name\":\"n\",\"channel\":\"%s\",\"data\":%s}";

        assertOk(post(body.formatted(unique("nobody"), "\"" + "\\n".repeat(10_240) + "\"")));
        assertOk(post(body.formatted(unique("nobody"), "[\"" + "x".repeat(10_236) + "\"]")));
        assertError(
                post(body.formatted(unique("nobody"), "[\"" + "x".repeat(10_237) + "\"]")), 413, "payload_too_large");
    }

    @Test
    void anAppMayWantLessData() {
        assertOk(SMALL.publish(base(), publication("n", unique("nobody"), "x".repeat(1024))));
        assertError(
                SMALL.publish(base(), publication("n", unique("nobody"), "x".repeat(1025))), 413, "payload_too_large");
    }

    @Test
    void theFirstRowOfTheTableWins() {
        var longName = "e".repeat(201);
        var longData = "x".repeat(10_241);

        assertError(post("{\"name\":7}"), 400, "missing_channel_info");
        assertError(post("{\"channel\":\"nobody\",\"data\":\"" + longData + "\"}"), 400, "invalid_input");
        assertError(post(publication(longName, "not a name", "x")), 400, "invalid_input");
        assertError(post(publication("n", "not a name", longData)), 400, "invalid_input");
        assertError(post(toChannels("pusher:x", 101, "x")), 400, "invalid_input");
        assertError(post(publication(longName, "nobody", longData)), 400, "limit_exceeded");
        assertError(post(toChannels("n", 101, longData)), 400, "limit_exceeded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/apps/%zz/events",
                "/apps/%/events",
                "/apps/%2/events",
                "/apps/app%00id/events",
                "/apps/app%2Fid/events",
                "/apps/app-id%2Fevents",
                "/apps/%c3%28/events",
                "/apps/app%5Cid/events",
                "/apps/../apps/%2e%2e/events"
            })
    void aMalformedPathIsTheClientsFault(String path) {
        if (path.matches(".*%(?![0-9a-fA-F]{2}).*")) {
            exceptOn(Engine.TYRUS, "answers 200 with nothing to an escape that is none");
        }

        var answer = Http.once(base(), "POST", path, NO_BODY);

        assertThat(answer.status()).isIn(400, 404);
        if (embedded()) {
            assertTellsNothing(answer);
        }
    }

    @Test
    void oneConnectionCarriesManyRequests() {
        try (var http = Http.connect(base())) {
            var body = anyPublication();
            for (int i = 0; i < 3; i++) {
                assertOk(http.send("POST", APP.target("POST", APP.events(), APP.parameters(body)), body));
                assertThat(http.alive()).isTrue();
                assertError(http.send("POST", APP.events(), body), 401, "auth_failed");
                assertThat(http.alive()).isTrue();
            }
        }
    }

    private static String toChannels(String name, int count, String data) {
        var channels = IntStream.range(0, count)
                .mapToObj(i -> '"' + unique("nobody") + '"')
                .collect(Collectors.joining(","));
        return "{\"name\":\"" + name + "\",\"channels\":[" + channels + "],\"data\":\"" + data + "\"}";
    }
}
