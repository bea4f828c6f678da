package io.stentor.protocol;

/** One encoded text on its way out, shared by all who get it; or the native ping of RFC 6455. Immutable. */
public final class Frame {
    /** An empty Ping of RFC 6455 5.5.2, not a text: transports that have none leave it out. */
    public static final Frame NATIVE_PING = new Frame("");

    private final String text;
    private final int bytes;

    public Frame(String text) {
        this.text = text;
        this.bytes = Utf8.length(text);
    }

    public String text() {
        return text;
    }

    /** Length of the text in UTF-8. */
    public int bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return text;
    }
}
