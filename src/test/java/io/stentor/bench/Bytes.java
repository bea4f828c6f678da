package io.stentor.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Looks for text in bytes. */
final class Bytes {
    static final byte[] BLANK_LINE = ascii("\r\n\r\n");

    private Bytes() {}

    static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }

    static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, ISO_8859_1);
    }

    /** Where it begins, -1 for nowhere. */
    static int find(byte[] bytes, int from, int to, byte[] wanted) {
        for (int i = from; i + wanted.length <= to; i++) {
            if (startsWith(bytes, i, to, wanted)) {
                return i;
            }
        }
        return -1;
    }

    static boolean startsWith(byte[] bytes, int from, int to, byte[] wanted) {
        if (to - from < wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (bytes[from + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** The text of the member {@code "name":"…"} of the outermost object of a frame, empty if there is none. */
    static String member(byte[] json, int from, int to, byte[] quotedName) {
        // Quotes within data are escaped, so this is the member itself.
        int at = find(json, from, to, quotedName);
        if (at < 0) {
            return "";
        }
        at += quotedName.length;
        while (at < to && (json[at] == ':' || json[at] == ' ')) {
            at++;
        }
        int start = at + 1;
        if (at >= to || json[at] != '"') {
            return "";
        }
        int end = start;
        while (end < to && json[end] != '"') {
            end += json[end] == '\\' ? 2 : 1;
        }
        return text(json, start, Math.min(end, to));
    }
}
