package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Http.Response;
import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;

/** What the tests of the HTTP API share: its answers are alike (protocol 8, 8.2, 8.6). */
abstract class ApiTest extends ConformanceTest {
    static final byte[] NO_BODY = new byte[0];

    static void assertOk(Response answer) {
        assertOk(answer, "{}");
    }

    static void assertOk(Response answer, String body) {
        assertThat(answer.text()).isEqualTo(body);
        assertThat(answer.status()).isEqualTo(200);
        assertJson(answer);
    }

    /** Status, slug and form of an error, and that it tells no secret. */
    static void assertError(Response answer, int status, String slug) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertJson(answer);
        var error = parsed(answer);
        assertThat(error.keySet()).containsExactlyInAnyOrder("error", "code", "status");
        assertThat(error.getString("code")).as(answer.text()).isEqualTo(slug);
        assertThat(((JsonNumber) error.get("status")).intValueExact()).isEqualTo(status);
        assertThat(error.getString("error")).isNotBlank();
        assertTellsNothing(answer);
    }

    static void assertNotFound(Response answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(404);
        assertThat(answer.text()).isEqualTo("404 NOT FOUND");
        assertThat(answer.mediaType()).isEqualTo("text/plain");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    static void assertTellsNothing(Response answer) {
        assertThat(answer.text())
                .doesNotContain("-secret")
                .doesNotContain("Exception")
                .doesNotContain("\tat ")
                .doesNotContain("io.stentor");
    }

    /** A signed POST of this body to the events of the default app. */
    Response post(String body) {
        return APP.publish(base(), body);
    }

    Response post(byte[] body, String... headers) {
        return APP.post(base(), APP.events(), body, headers);
    }

    /** A body that publishes to where nobody listens. */
    static byte[] anyPublication() {
        return publication("n", unique("nobody"), "x").getBytes(UTF_8);
    }

    private static void assertJson(Response answer) {
        assertThat(answer.mediaType()).isEqualTo("application/json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    private static JsonObject parsed(Response answer) {
        try (var reader = Json.createReader(new ByteArrayInputStream(answer.body()))) {
            return reader.readObject();
        }
    }
}
