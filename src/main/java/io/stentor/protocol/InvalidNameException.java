package io.stentor.protocol;

/** A channel name that nobody may use. Expected, so cheap: no stack trace. */
public final class InvalidNameException extends RuntimeException {
    private final boolean tooLong;

    InvalidNameException(String message, boolean tooLong) {
        super(message, null, false, false);
        this.tooLong = tooLong;
    }

    public boolean tooLong() {
        return tooLong;
    }
}
