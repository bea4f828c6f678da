package io.stentor.bench;

import java.util.Arrays;

/**
 * Finds the frames that a server sends (RFC 6455 5.2) where they lie, however they were cut. It copies only what a read
 * leaves unfinished, and looks at no payload. Continuations are passed over: what the benchmark wants to know is in the
 * beginning of a message. One connection, one thread.
 */
final class FrameReader {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    /** Longest frame that is taken. */
    private static final long LIMIT = 16 << 20;

    private static final byte[] NOTHING = {};

    private byte[] rest = NOTHING;
    private int kept;

    /** Hears of each frame. */
    interface Sink {
        /** A whole frame; says whether to go on, which it must not when the connection is closed. */
        boolean frame(int opcode, byte[] bytes, int from, int to);
    }

    /** How much is left over from the last read; the next one belongs behind it. */
    int kept() {
        return kept;
    }

    /** Copies what is left over to the beginning of this buffer. */
    void resume(byte[] buffer) {
        System.arraycopy(rest, 0, buffer, 0, kept);
        kept = 0;
    }

    /** Leaves this part for the next read. */
    void keep(byte[] buffer, int from, int to) {
        kept = to - from;
        if (rest.length < kept) {
            rest = new byte[Math.max(512, Integer.highestOneBit(kept) * 2)];
        }
        System.arraycopy(buffer, from, rest, 0, kept);
    }

    /** Forgets what is left over, for a new connection. */
    void clear() {
        kept = 0;
    }

    /**
     * Hands over every whole frame between {@code from} and {@code to}, and keeps what is left.
     *
     * @throws BenchException for what no server may send: a masked frame, an extension bit, more than 16 MiB
     */
    void read(byte[] buffer, int from, int to, Sink sink) {
        int at = from;
        while (to - at >= 2) {
            int first = buffer[at];
            int length = buffer[at + 1];
            if ((first & 0x70) != 0 || length < 0) {
                throw new BenchException(Exit.FAILED, "the server breaks RFC 6455: " + start(buffer, at, to));
            }
            int payload = at + 2;
            long size = length;
            if (length >= 126) {
                int bytes = length == 126 ? 2 : 8;
                if (to - payload < bytes) {
                    break;
                }
                size = number(buffer, payload, bytes);
                payload += bytes;
                if (size < 0 || size > LIMIT) {
                    throw new BenchException(Exit.FAILED, "the server sends a frame of " + size + " bytes");
                }
            }
            if (to - payload < size) {
                break;
            }
            at = payload + (int) size;
            int opcode = first & 15;
            if (opcode != CONTINUATION && !sink.frame(opcode, buffer, payload, at)) {
                return;
            }
        }
        if (at < to) {
            keep(buffer, at, to);
        }
    }

    private static long number(byte[] buffer, int at, int bytes) {
        long value = 0;
        for (int i = at; i < at + bytes; i++) {
            value = value << 8 | buffer[i] & 0xff;
        }
        return value;
    }

    private static String start(byte[] buffer, int at, int to) {
        return Arrays.toString(Arrays.copyOfRange(buffer, at, Math.min(to, at + 16)));
    }
}
