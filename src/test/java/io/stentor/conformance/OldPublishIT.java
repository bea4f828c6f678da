package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Http;
import io.stentor.conformance.client.Http.Response;
import io.stentor.conformance.client.Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /channels/{name}/events}, the form of old SDKs (protocol 8.3). */
class OldPublishIT extends ApiTest {
    private final String channel = unique("orders");

    @ParameterizedTest
    @ValueSource(strings = {"text", "", "null", "[1", "é😀", " "})
    void theBodyIsTheDataWhateverItIs(String data) {
        var client = subscriber(channel);

        assertAccepted(post(channel, data.getBytes(UTF_8), named("order.created")));

        client.awaitExactly(event("order.created", channel, data)).assertNothingElse();
    }

    @Test
    void jsonIsSentAsItIs() {
        var client = subscriber(channel);

        assertAccepted(post(channel, "{\"id\": 1}".getBytes(UTF_8), named("n")));

        client.awaitExactly("{\"event\":\"n\",\"channel\":\"" + channel + "\",\"data\":\"{\\\"id\\\": 1}\"}")
                .assertNothingElse();
    }

    @Test
    void theNamedSocketDoesNotHearIt() {
        var sender = subscriber(channel);
        var other = subscriber(channel);

        assertAccepted(post(channel, "x".getBytes(UTF_8), named("n").plus("socket_id", sender.socketId())));

        other.awaitExactly(event("n", channel, "x")).assertNothingElse();
        sender.assertNothingElse();
    }

    @Test
    void whatIsNoUtf8IsRefused() {
        assertError(post(channel, "é".getBytes(ISO_8859_1), named("n")), 400, "invalid_input");
    }

    @Test
    void theNameIsNeeded() {
        assertError(post(channel, "x".getBytes(UTF_8), Parameters.none()), 400, "invalid_input");
    }

    @ParameterizedTest
    @CsvSource({
        "orders, pusher:x, 1.1, 400, invalid_input",
        "orders, n, x, 400, invalid_input",
        "a%20b, n, 1.1, 400, invalid_input",
        "orders, '', 1.1, 400, invalid_input"
    })
    void theRulesAreThoseOfEveryPublish(String name, String event, String socketId, int status, String slug) {
        assertError(post(name, "x".getBytes(UTF_8), named(event).plus("socket_id", socketId)), status, slug);
    }

    @Test
    void theLimitsAreThoseOfEveryPublish() {
        assertError(post(channel, new byte[0], named("n".repeat(201))), 400, "limit_exceeded");
        assertError(post(channel, "x".repeat(10_241).getBytes(UTF_8), named("n")), 413, "payload_too_large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE"})
    void itIsOnlyPosted(String method) {
        var answer = Http.once(base(), method, "/apps/app-id/channels/orders/events", NO_BODY);

        assertError(answer, 405, "method_not_allowed");
        assertThat(answer.header("Allow")).isEqualTo("POST");
    }

    private static void assertAccepted(Response answer) {
        assertThat(answer.text()).isEqualTo("{}");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.mediaType()).isEqualTo("application/json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    private static Parameters named(String event) {
        return Parameters.none().plus("name", event);
    }

    private Response post(String name, byte[] body, Parameters more) {
        var parameters = APP.parameters(body);
        for (var pair : more.pairs()) {
            parameters = parameters.plus(pair.getKey(), pair.getValue());
        }
        var target = APP.target("POST", "/apps/app-id/channels/" + name + "/events", parameters);
        return Http.once(base(), "POST", target, body);
    }
}
