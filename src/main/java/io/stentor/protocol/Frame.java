package io.stentor.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One text on its way out, shared by all who get it, and so are the bytes of RFC 6455 for those who want them; or the
 * native ping. Immutable.
 */
public final class Frame {
    /** An empty Ping of RFC 6455 5.5.2, not a text: transports that have none leave it out. */
    public static final Frame NATIVE_PING = new Frame("");

    private static final byte TEXT = (byte) 0x81;
    private static final byte[] PING = {(byte) 0x89, 0};

    private final String text;
    private final @Nullable Object topic;
    private final int bytes;

    /** Made for the first who asks; two who ask at once may both make it. */
    private volatile byte @Nullable [] wire;

    /** A frame that belongs to the connection itself. */
    public Frame(String text) {
        this(text, null);
    }

    /** @param topic see {@link #topic} */
    Frame(String text, @Nullable Object topic) {
        this.text = text;
        this.topic = topic;
        this.bytes = Utf8.length(text);
    }

    public String text() {
        return text;
    }

    /**
     * What a later frame replaces for those who only want the latest: equal for events of one name in one channel. Null
     * for what no client may miss: acknowledgements, members, errors.
     */
    public @Nullable Object topic() {
        return topic;
    }

    /** Length of the text in UTF-8. */
    public int bytes() {
        return bytes;
    }

    /** The whole frame as RFC 6455 has it on the wire (5.2), final and unmasked; a buffer of the caller's own. */
    public ByteBuffer wire() {
        return ByteBuffer.wrap(encoded()).asReadOnlyBuffer();
    }

    /** Length of the whole frame on the wire. */
    public int wireBytes() {
        return headBytes() + bytes;
    }

    /** Length of the frame's head, which comes before the text on the wire. */
    public int headBytes() {
        return bytes < 126 ? 2 : bytes < 1 << 16 ? 4 : 10;
    }

    private byte[] encoded() {
        var encoded = wire;
        if (encoded == null) {
            encoded = this == NATIVE_PING ? PING : encode();
            wire = encoded;
        }
        return encoded;
    }

    private byte[] encode() {
        var frame = ByteBuffer.allocate(wireBytes()).put(TEXT);
        switch (headBytes()) {
            case 2 -> frame.put((byte) bytes);
            case 4 -> frame.put((byte) 126).putShort((short) bytes);
            default -> frame.put((byte) 127).putLong(bytes);
        }
        return frame.put(text.getBytes(StandardCharsets.UTF_8)).array();
    }

    @Override
    public String toString() {
        return text;
    }
}
