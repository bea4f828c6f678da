package io.stentor.conformance.client;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * What the server sent (RFC 6455 5.2): one control frame, or one message whose fragments are joined.
 *
 * @param opcode one of the constants below
 * @param payload unmasked
 * @param nanos {@link System#nanoTime()} when it was complete
 */
public record Frame(int opcode, byte[] payload, long nanos) {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final int LONGEST_SHOWN = 400;

    /** The payload, which must be UTF-8. */
    public String text() {
        return text(payload, 0);
    }

    /** The code of a close frame; 1005, as RFC 6455 7.1.5 has it, when the frame is empty. */
    public int closeCode() {
        return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
    }

    /** The reason of a close frame, empty when it gives none. */
    public String closeReason() {
        return payload.length < 2 ? "" : text(payload, 2);
    }

    /** For people: never fails, also on what a test broke on purpose. */
    @Override
    public String toString() {
        return switch (opcode) {
            case TEXT -> "text   " + shortened(new String(payload, StandardCharsets.UTF_8));
            case CLOSE -> "close  " + closeCode() + " \"" + shownReason() + '"';
            case PING -> "ping   [" + HexFormat.of().formatHex(payload) + ']';
            case PONG -> "pong   [" + HexFormat.of().formatHex(payload) + ']';
            default -> "opcode " + opcode + ", " + payload.length + " bytes";
        };
    }

    private String shownReason() {
        return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_SHOWN
                ? text
                : text.substring(0, LONGEST_SHOWN) + "… (" + text.length() + " characters)";
    }

    private static String text(byte[] bytes, int from) {
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            return decoder.decode(ByteBuffer.wrap(bytes, from, bytes.length - from))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new AssertionError(
                    "The server sent invalid UTF-8: " + HexFormat.of().formatHex(bytes), malformed);
        }
    }
}
