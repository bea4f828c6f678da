package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Http;
import io.stentor.conformance.client.Http.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What webhooks could not deliver is for operators alone (protocol 11). The suite comes from loopback. */
class DeadLettersIT extends ApiTest {
    private static final String LIST = "/webhooks/dead-letters";
    private static final String RESEND = LIST + "/resend";
    private static final String TOKEN = "Authorization: Bearer ops-token";

    @Test
    void thisMachineMayReadTheList() {
        assertOk(Http.get(base(), LIST), "{\"dead_letters\":[]}");
    }

    @Test
    void whoHasTheTokenMayReadItThroughAProxyToo() {
        assertOk(Http.get(base(), LIST, TOKEN, "X-Forwarded-For: 192.0.2.1"), "{\"dead_letters\":[]}");
        assertOk(Http.get(base(), LIST, TOKEN, "Via: 1.1 proxy"), "{\"dead_letters\":[]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Forwarded: for=127.0.0.1",
                "X-Forwarded-For: 127.0.0.1",
                "X-Forwarded-Proto: https",
                "X-Real-IP: 127.0.0.1",
                "Via: 1.1 proxy",
                "Via: 1.1 proxy\r\nAuthorization: Bearer nonsense",
                "Via: 1.1 proxy\r\nAuthorization: Basic b3BzLXRva2Vu"
            })
    void whoComesThroughAProxyMayNot(String headers) {
        assertForbidden(Http.get(base(), LIST, headers.split("\r\n")));
    }

    /** The connection is the same; the name is that of a page which had its own name lead here. */
    @ParameterizedTest
    @ValueSource(strings = {"example.com", "localhost.example.com", "127.0.0.1.example.com"})
    void anotherNameForThisMachineMayNot(String host) {
        try (var http = Http.connect(base())) {
            var head = "GET " + base().getRawPath() + LIST + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";

            assertForbidden(http.exchange(head, NO_BODY, "GET"));
        }
    }

    @Test
    void resendingNeedsTheToken() {
        assertForbidden(resend("", "X-None: 1"));
        assertForbidden(resend("", "Authorization: Bearer nonsense"));
        assertForbidden(resend("", "Authorization: Bearer"));
        assertOk(resend("", TOKEN), "{\"resent\":0}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{}", "{\"ids\":[]}", "{\"ids\":[\"1-1\",\"no such id\"]}", "{\"more\":1}"})
    void whatIsNotThereIsNotResent(String body) {
        assertOk(resend(body, TOKEN), "{\"resent\":0}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    [             | invalid_json
                    []            | invalid_json
                    "ids"         | invalid_json
                    {"ids":[      | invalid_json
                    {"ids":1}     | invalid_input
                    {"ids":null}  | invalid_input
                    {"ids":"a"}   | invalid_input
                    {"ids":[1]}   | invalid_input
                    {"ids":[["a"]]} | invalid_input
                    """)
    void aBodyThatIsNotUnderstoodIsRefused(String body, String code) {
        assertError(resend(body, TOKEN), 400, code);
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        assertError(Http.once(base(), "POST", RESEND, new byte[] {'{', (byte) 0xff, '}'}, TOKEN), 400, "invalid_json");
    }

    @Test
    void aBodyWithoutEndIsRefused() {
        assertError(Http.once(base(), "POST", RESEND, new byte[1024 * 1024 + 1], TOKEN), 413, "payload_too_large");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /webhooks/dead-letters",
        "DELETE, /webhooks/dead-letters",
        "GET, /webhooks/dead-letters/resend",
        "PUT, /webhooks/dead-letters/resend"
    })
    void otherMethodsAreNotAllowed(String method, String path) {
        var answer = Http.once(base(), method, path, NO_BODY, TOKEN);

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo(path.equals(LIST) ? "GET, HEAD" : "POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/webhooks", "/webhooks/", "/webhooks/dead-letters/", "/webhooks/dead-letters/1-1"})
    void thereIsNothingBesideThem(String path) {
        assertNotFound(Http.get(base(), path, TOKEN));
    }

    private Response resend(String body, String... headers) {
        return Http.once(base(), "POST", RESEND, body.getBytes(UTF_8), headers);
    }

    private static void assertForbidden(Response answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
        assertThat(answer.text()).isEqualTo("403 FORBIDDEN");
        assertThat(answer.mediaType()).isEqualTo("text/plain");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }
}
