package io.stentor.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;

/** Publishes many events one after the other over one connection, opening another when the server ends it. */
public final class Publisher implements AutoCloseable {
    private final URI base;
    private final SignedRequests app;
    private Http http;

    public Publisher(URI base, SignedRequests app) {
        this.base = base;
        this.app = app;
    }

    /** Publishes, and fails unless the answer is 200. */
    public void publish(String body) {
        if (http == null || !http.alive()) {
            close();
            http = Http.connect(base);
        }
        var bytes = body.getBytes(UTF_8);
        var answer = http.send("POST", app.target("POST", app.events(), app.parameters(bytes)), bytes);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    @Override
    public void close() {
        if (http != null) {
            http.close();
        }
    }
}
