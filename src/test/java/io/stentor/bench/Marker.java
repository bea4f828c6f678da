package io.stentor.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * What the data of every event begins with: {@code @#}, sequence number, time and channel in hexadecimal, 34 characters.
 * No JSON escape touches them, so they arrive as they were sent, wherever in a frame.
 */
final class Marker {
    static final int LENGTH = 34;

    private static final int SEQUENCE = 2;
    private static final int TIME = 10;
    private static final int CHANNEL = 26;

    private Marker() {}

    /**
     * @param sequence from 0, of which 32 bits travel
     * @param due {@link System#nanoTime} of when the event should have been published
     */
    static void write(byte[] bytes, int at, long sequence, long due, int channel) {
        bytes[at] = '@';
        bytes[at + 1] = '#';
        hex(bytes, at + SEQUENCE, 8, sequence);
        hex(bytes, at + TIME, 16, due);
        hex(bytes, at + CHANNEL, 8, channel);
    }

    static String text(long sequence, long due, int channel) {
        var bytes = new byte[LENGTH];
        write(bytes, 0, sequence, due, channel);
        return new String(bytes, ISO_8859_1);
    }

    /** Whether a marker begins here and ends before {@code to}. */
    static boolean at(byte[] bytes, int at, int to) {
        return at + LENGTH <= to && bytes[at] == '@' && bytes[at + 1] == '#';
    }

    /** Where the first marker begins, -1 for none. */
    static int find(byte[] bytes, int from, int to) {
        for (int i = from; i + LENGTH <= to; i++) {
            if (bytes[i] == '@' && bytes[i + 1] == '#') {
                return i;
            }
        }
        return -1;
    }

    static long sequence(byte[] bytes, int marker) {
        return number(bytes, marker + SEQUENCE, 8);
    }

    static long due(byte[] bytes, int marker) {
        return number(bytes, marker + TIME, 16);
    }

    static int channel(byte[] bytes, int marker) {
        return (int) number(bytes, marker + CHANNEL, 8);
    }

    private static void hex(byte[] bytes, int at, int digits, long value) {
        long rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            int digit = (int) rest & 15;
            bytes[i] = (byte) (digit < 10 ? '0' + digit : 'a' - 10 + digit);
            rest >>>= 4;
        }
    }

    private static long number(byte[] bytes, int at, int digits) {
        long value = 0;
        for (int i = at; i < at + digits; i++) {
            int c = bytes[i];
            // '0'–'9' end in 0–9; 'a'–'f' end in 1–6 and have the bit 64.
            value = value << 4 | (c & 15) + (c >> 6) * 9;
        }
        return value;
    }
}
