package io.stentor.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames of a server (RFC 6455 5.2), however the network cut them. */
class FrameReaderTest {
    private final FrameReader reader = new FrameReader();
    private final List<String> frames = new ArrayList<>();

    @Test
    void everyFrameIsFoundWhereverTwoReadsMeet() {
        var bytes = concat(
                frame(1, 0, "{}"), frame(9, 0, "ping"), frame(1, 2, "x".repeat(300)), frame(1, 8, "y".repeat(10)));

        for (int cut = 0; cut <= bytes.length; cut++) {
            frames.clear();
            read(bytes, 0, cut);
            read(bytes, cut, bytes.length);

            assertThat(frames)
                    .as("cut at %d", cut)
                    .containsExactly("1 {}", "9 ping", "1 " + "x".repeat(300), "1 " + "y".repeat(10));
        }
    }

    @Test
    void framesThatComeByteByByteAreWhole() {
        var bytes = concat(frame(1, 2, "x".repeat(200)), frame(8, 0, "\u0003é"), frame(1, 0, ""));

        for (int i = 0; i < bytes.length; i++) {
            read(bytes, i, i + 1);
        }

        assertThat(frames).containsExactly("1 " + "x".repeat(200), "8 \u0003é", "1 ");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void framesOfAnyLengthSurviveAnyCuts(long seed) {
        var random = new Random(seed);
        var expected = new ArrayList<String>();
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < 200; i++) {
            int length = random.nextInt(4) == 0 ? random.nextInt(70_000) : random.nextInt(200);
            var text = "z".repeat(length);
            expected.add("1 " + text);
            out.writeBytes(frame(1, length < 126 ? 0 : length < 65_536 ? 2 : 8, text));
        }
        var bytes = out.toByteArray();

        for (int at = 0; at < bytes.length; ) {
            int to = Math.min(bytes.length, at + 1 + random.nextInt(random.nextBoolean() ? 40 : 100_000));
            read(bytes, at, to);
            at = to;
        }

        assertThat(frames).isEqualTo(expected);
    }

    @Test
    void continuationsArePassedOver() {
        var first = frame(1, 0, "be");
        first[0] &= 0x7f;

        read(concat(first, frame(0, 0, "gun"), frame(1, 0, "next")));

        assertThat(frames).containsExactly("1 be", "1 next");
    }

    @Test
    void aSinkThatStopsHearsNothingMoreAndNothingIsKept() {
        var bytes = concat(frame(1, 0, "last"), frame(1, 0, "never"));

        reader.read(bytes, 0, bytes.length, (opcode, payload, from, to) -> {
            frames.add(new String(payload, from, to - from, UTF_8));
            return false;
        });

        assertThat(frames).containsExactly("last");
        assertThat(reader.kept()).isZero();
    }

    @Test
    void whatAServerMayNotSendEndsTheRun() {
        var masked = new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, '{', '}'};
        var compressed = new byte[] {(byte) 0xc1, 2, '{', '}'};
        var endless = new byte[] {(byte) 0x81, 127, 0, 0, 0, 1, 0, 0, 0, 0};

        assertThatThrownBy(() -> read(masked)).hasMessageContaining("RFC 6455");
        assertThatThrownBy(() -> read(compressed)).hasMessageContaining("RFC 6455");
        assertThatThrownBy(() -> read(endless)).hasMessageContaining("4294967296 bytes");
    }

    private void read(byte[] bytes) {
        read(bytes, 0, bytes.length);
    }

    /** As the loop does: what was kept, then what came. */
    private void read(byte[] bytes, int from, int to) {
        int kept = reader.kept();
        var buffer = new byte[kept + to - from];
        reader.resume(buffer);
        System.arraycopy(bytes, from, buffer, kept, to - from);
        reader.read(buffer, 0, buffer.length, (opcode, payload, start, end) -> {
            frames.add(opcode + " " + new String(payload, start, end - start, UTF_8));
            return true;
        });
    }

    /** @param extended bytes of the extended length: 0, 2 or 8, even if fewer would do */
    private static byte[] frame(int opcode, int extended, String text) {
        var payload = text.getBytes(UTF_8);
        var frame = new byte[2 + extended + payload.length];
        frame[0] = (byte) (0x80 | opcode);
        frame[1] = (byte) (extended == 0 ? payload.length : extended == 2 ? 126 : 127);
        for (int i = 0; i < extended; i++) {
            frame[2 + i] = (byte) ((long) payload.length >> 8 * (extended - 1 - i));
        }
        System.arraycopy(payload, 0, frame, 2 + extended, payload.length);
        return frame;
    }

    private static byte[] concat(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
