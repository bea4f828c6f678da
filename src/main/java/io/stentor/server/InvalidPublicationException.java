package io.stentor.server;

/** A {@link Publication} that breaks a rule; the message says which. Expected, so cheap: no stack trace. */
public final class InvalidPublicationException extends RuntimeException {
    private final Reason reason;

    /** Which kind of rule (protocol 8.2), in the order in which they are checked. */
    public enum Reason {
        MISSING_CHANNEL,
        INVALID_INPUT,
        LIMIT_EXCEEDED,
        PAYLOAD_TOO_LARGE
    }

    InvalidPublicationException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
