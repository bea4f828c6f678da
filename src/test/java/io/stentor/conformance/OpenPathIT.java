package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Http;
import io.stentor.conformance.client.Http.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that anybody may ask for, and those that do not exist (protocol 11). */
class OpenPathIT extends ApiTest {

    @ParameterizedTest
    @ValueSource(strings = {"X-None: 1", "Accept: */*", "Accept: application/json", "Accept: text/plain", "Accept:"})
    void theRootSaysOk(String header) {
        assertText(Http.get(base(), "/", header), 200, "OK");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
                "application/xhtml+xml, text/html;q=0.9"
            })
    void theRootIsAPageForABrowser(String accept) {
        var answer = Http.get(base(), "/", "Accept: " + accept);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.mediaType()).isEqualTo("text/html");
        assertThat(answer.text()).containsIgnoringCase("<html");
        assertNotStored(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/ready", "/up/app-id", "/apps/app-id/channels", "/nonsense"})
    void noPathMakesASession(String path) {
        assertThat(Http.get(base(), path, "Accept: text/html").header("Set-Cookie"))
                .isNull();
    }

    @Test
    void aLiveServerHasNothingToSay() {
        var answer = Http.get(base(), "/live");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertNotStored(answer);
    }

    @Test
    void aReadyServerSaysOk() {
        var answer = Http.get(base(), "/ready");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("OK");
        assertNotStored(answer);
    }

    @ParameterizedTest
    @CsvSource({
        "/up, 200, OK",
        "/up/app-id, 200, OK",
        "/up/1001, 200, OK",
        "/up/app%2Did, 200, OK",
        "/up/nobody, 404, NOT_FOUND",
        "/up/app-key, 404, NOT_FOUND",
        "/up/APP-ID, 404, NOT_FOUND",
        "/up/disabled-id, 503, ERROR"
    })
    void healthIsToldTwice(String path, int status, String text) {
        var answer = Http.get(base(), path);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).isEqualTo(text);
        assertThat(answer.header("X-Health-Check")).isEqualTo(text);
        assertNotStored(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nonsense",
                "/nonsense/",
                "/nonsense.html",
                "/live/more",
                "/ready/more",
                "/Live",
                "/favicon.png",
                "/index.jsp",
                "/io/stentor/launch/Main.class",
                "/io/stentor/",
                "/io"
            })
    void anythingElseIsNotFound(String path) {
        assertNotFound(Http.get(base(), path));
        assertNotFound(Http.get(base(), path, "Accept: text/html"));
    }

    /** Which words a container refuses them with, is its own matter. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/WEB-INF/web.xml",
                "/WEB-INF/",
                "/WEB-INF",
                "/WEB-INF/beans.xml",
                "/WEB-INF/jetty-web.xml",
                "/WEB-INF/classes/io/stentor/protocol/Frames.class",
                "/WEB-INF/lib-embedded/stentor-launcher.jar",
                "/META-INF/MANIFEST.MF",
                "/META-INF/"
            })
    void theInsidesOfTheWarAreNotFound(String path) {
        var answer = Http.get(base(), path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(new String(answer.body(), ISO_8859_1))
                .doesNotContain("<web-app")
                .doesNotContain("Manifest-Version")
                .doesNotContain("\u00ca\u00fe\u00ba\u00be");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%57EB-INF/web.xml",
                "/WEB-INF%2Fweb.xml",
                "/./WEB-INF/web.xml",
                "/x/../WEB-INF/web.xml",
                "/x/%2e%2e/WEB-INF/web.xml",
                "//WEB-INF/web.xml",
                "/WEB-INF;x=1/web.xml",
                "/WEB-INF/web.xml;.css",
                "/WEB-INF/web.xml%00.css",
                "/web-inf/web.xml",
                "/META-INF/./MANIFEST.MF",
                "/io/stentor/launch/Main.class%00.css",
                "/io/stentor/launch/Main.class/",
                "/io/stentor/launch/%4dain.class"
            })
    void noDetourLeadsToTheInsides(String path) {
        var answer = Http.get(base(), path);

        assertThat(answer.status()).isIn(400, 404);
        assertThat(new String(answer.body(), ISO_8859_1))
                .doesNotContain("<web-app")
                .doesNotContain("Manifest-Version")
                .doesNotContain("\u00ca\u00fe\u00ba\u00be");
    }

    private static void assertText(Response answer, int status, String text) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).isEqualTo(text);
        assertThat(answer.mediaType()).isEqualTo("text/plain");
        assertNotStored(answer);
    }

    private static void assertNotStored(Response answer) {
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }
}
