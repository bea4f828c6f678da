package io.stentor.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lengths and strict reading of UTF-8, in which the protocol counts (protocol, preamble). */
public final class Utf8 {
    private Utf8() {}

    /** Bytes of the text in UTF-8, without encoding it; a lone surrogate counts as the one byte that stands for it. */
    public static int length(CharSequence text) {
        int bytes = text.length();
        for (int i = 0, n = text.length(); i < n; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                continue;
            }
            if (c < 0x800) {
                bytes += 1;
            } else if (!Character.isSurrogate(c)) {
                bytes += 2;
            } else if (Character.isHighSurrogate(c) && i + 1 < n && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 2;
                i++;
            }
        }
        return bytes;
    }

    /** Whether the text has a UTF-8 form: no surrogate of it is without its other half. */
    public static boolean encodes(CharSequence text) {
        for (int i = 0, n = text.length(); i < n; i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c) && i + 1 < n && Character.isLowSurrogate(text.charAt(++i));
                if (!pair) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The text of these bytes, or null when they are not UTF-8. */
    public static @Nullable String decode(byte[] bytes) {
        // The fast way puts this character for what is none; only where it is, is it worth asking whether it was sent.
        var text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') < 0) {
            return text;
        }
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try {
            return decoder.decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }
}
