package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Http;
import io.stentor.conformance.client.Http.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of other sites, where an operator lets them in (protocol 8.5). */
class CorsIT extends ApiTest {
    private static final String PREFLIGHT = "Access-Control-Request-Method: POST";

    @ParameterizedTest
    @ValueSource(strings = {"https://pages.example.com", "https://a.b.pages.example.com:8443"})
    void aPageMayReadAnswersAndErrors(String origin) {
        var answer = post(anyPublication(), "Origin: " + origin);

        assertOk(answer);
        assertLetIn(answer, origin);
        var refused = Http.once(base(), "POST", APP.events(), NO_BODY, "Origin: " + origin);
        assertError(refused, 401, "auth_failed");
        assertLetIn(refused, origin);
    }

    @Test
    void aPreflightIsAnsweredWithoutASignature() {
        var answer = preflight("Origin: https://pages.example.com", PREFLIGHT);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertLetIn(answer, "https://pages.example.com");
        assertThat(answer.header("Access-Control-Allow-Methods")).isEqualTo("GET, POST");
        assertThat(answer.header("Access-Control-Allow-Headers")).isEqualTo("Content-Type, X-Custom");
        assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("86400");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://pages.example.org",
                "http://pages.example.com",
                "https://evilpages.example.com",
                "https://pages.example.com.evil.net",
                "null",
                ""
            })
    void othersAreToldNothing(String origin) {
        var answer = post(anyPublication(), "Origin: " + origin);
        var preflight = preflight("Origin: " + origin, PREFLIGHT);

        assertOk(answer);
        assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
        assertThat(answer.header("Vary")).isEqualTo("Origin");
        assertError(preflight, 405, "method_not_allowed");
        assertThat(preflight.header("Access-Control-Allow-Origin")).isNull();
    }

    @Test
    void whatIsNoPreflightIsAnyOtherMethod() {
        assertError(preflight("Origin: https://pages.example.com"), 405, "method_not_allowed");
        assertError(preflight(PREFLIGHT), 405, "method_not_allowed");
    }

    @Test
    void anUnknownPathIsUnknownToPagesToo() {
        assertNotFound(Http.once(
                base(), "OPTIONS", "/apps/app-id/nonsense", NO_BODY, "Origin: https://pages.example.com", PREFLIGHT));
    }

    private Response preflight(String... headers) {
        return Http.once(base(), "OPTIONS", APP.events(), NO_BODY, headers);
    }

    private static void assertLetIn(Response answer, String origin) {
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(origin);
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(answer.header("Vary")).isEqualTo("Origin");
    }
}
