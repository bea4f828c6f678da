package io.stentor.conformance;

import io.stentor.conformance.client.RawWebSocket;
import org.junit.jupiter.api.Test;

/**
 * A proxy that the configuration trusts, 127.0.0.2, speaks for its clients (protocol 1.2): so every container has to say
 * where a WebSocket comes from.
 */
class TrustedProxyIT extends ConformanceTest {
    private static final String ENCRYPTED = "X-Forwarded-Proto: https";

    @Test
    void whatItSaysOfAClientIsBelieved() {
        fromTheProxy("/app/tls-key?protocol=7", ENCRYPTED).awaitEstablished();
    }

    @Test
    void whoComesWithoutAWordOfItIsAsInsecureAsHeLooks() {
        fromTheProxy("/app/tls-key?protocol=7")
                .awaitExactly(error(4000, RefusalIT.TLS))
                .awaitClosed(4000);
    }

    @Test
    void nobodyElseIsBelieved() {
        open("/app/tls-key?protocol=7", ENCRYPTED)
                .awaitExactly(error(4000, RefusalIT.TLS))
                .awaitClosed(4000);
    }

    private RawWebSocket fromTheProxy(String path, String... headers) {
        return closedAfterwards(RawWebSocket.openFrom("127.0.0.2", base(), path, headers));
    }
}
