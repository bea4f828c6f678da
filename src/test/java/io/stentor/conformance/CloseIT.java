package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Frame;
import io.stentor.conformance.client.RawWebSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a connection ends when the client wants it to (protocol 1.5). */
class CloseIT extends ConformanceTest {

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 3000, 4321})
    void aCloseIsAnsweredWithAClose(int code) {
        var client = settled();

        client.sendClose(code, "bye");

        assertEchoed(client, code);
    }

    @Test
    void aCloseWithoutACodeIsAnsweredWithAClose() {
        var client = settled();

        client.frame(true, 0, Frame.CLOSE, new byte[0]);

        assertEchoed(client, 1000);
    }

    @Test
    void oneConnectionEndsAlone() {
        var channel = unique("stay");
        var staying = subscriber(channel);
        var leaving = subscriber(channel).settle();

        leaving.sendClose(1000, "").awaitClose();

        staying.assertNothingElse();
    }

    /** Some engines answer with the code, some without one (RFC 6455 5.5.1 lets them). */
    private static void assertEchoed(RawWebSocket client, int code) {
        assertThat(client.awaitClose().closeCode()).isIn(code, 1005);
        client.awaitEnd();
    }
}
