package io.stentor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Frames of a client (RFC 6455 5.2): final, masked with the key 0. */
class ClientFramesTest {
    @Test
    void aShortTextHasItsLengthInOneByte() {
        assertThat(ClientFrames.text("{}"))
                .containsExactly(new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, '{', '}'});
    }

    @Test
    void aCloseCarriesItsCode() {
        assertThat(ClientFrames.CLOSE)
                .containsExactly(new byte[] {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 0x03, (byte) 0xe8});
    }

    @Test
    void longerTextsHaveTwoBytesAndEight() {
        assertThat(head("x".repeat(126), 8)).containsExactly((byte) 0x81, (byte) 0xfe, 0, 126, 0, 0, 0, 0);
        assertThat(head("x".repeat(65_535), 8)).containsExactly((byte) 0x81, (byte) 0xfe, 0xff, 0xff, 0, 0, 0, 0);
        assertThat(head("x".repeat(65_536), 14))
                .containsExactly((byte) 0x81, (byte) 0xff, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0);
    }

    private static byte[] head(String text, int length) {
        var frame = ClientFrames.text(text);
        assertThat(frame).hasSize(length + text.length());
        return Arrays.copyOf(frame, length);
    }
}
