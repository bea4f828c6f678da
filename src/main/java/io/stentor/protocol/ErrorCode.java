package io.stentor.protocol;

/**
 * Why a connection is refused or ended: what the error frame says, and what the close says where that differs
 * (protocol 1.2, 1.5, 1.6). Clients act on the hundred of the close code: 4000–4099 give up, 4100–4199 back off,
 * 4200–4299 reconnect now; a new row goes into the right hundred.
 */
public enum ErrorCode {
    TLS_REQUIRED(4000, "Application only accepts SSL connections, reconnect using wss://"),
    APP_NOT_FOUND(4001, "Application does not exist"),
    APP_DISABLED(4004, "Application disabled"),
    ORIGIN_NOT_ALLOWED(4005, "Origin not allowed"),
    INVALID_VERSION(4006, "Invalid version string format"),
    UNSUPPORTED_VERSION(4007, "Unsupported protocol version"),
    NOT_AUTHORIZED(4009, "Connection not authorized."),
    NOT_AUTHORIZED_IN_TIME(4009, "Connection not authorized within timeout."),
    TERMINATED(4009, "You got disconnected by the app."),
    SHUTTING_DOWN(4100, "Server is shutting down"),
    OVER_CAPACITY(4100, "Over capacity"),
    OVER_QUOTA(4100, "Application is over connection quota"),
    SLOW_CONSUMER(4100, "Buffer full - slow consumer disconnected", 4100, "Buffer full"),
    SERVER_CLOSED(4200, "Server closed. Please reconnect shortly."),
    FORCE_RECONNECT(4200, "Force reconnect requested by the app."),
    PONG_TIMEOUT(4009, "Connection timeout", 4201, "Pong reply not received"),
    MESSAGE_TOO_LARGE(4000, "Message too large", 1009, "Message too large"),
    TOO_MANY_CLIENT_EVENTS(4301, "Client event rejected due to rate limit"),
    TOO_MANY_MESSAGES(4301, "Message rate limit exceeded"),
    TOO_MANY_INVALID_MESSAGES(4000, "Too many invalid messages", 4301, "Too many invalid messages");

    private final int frameCode;
    private final String message;
    private final int closeCode;
    private final String closeReason;

    ErrorCode(int code, String message) {
        this(code, message, code, message);
    }

    ErrorCode(int frameCode, String message, int closeCode, String closeReason) {
        this.frameCode = frameCode;
        this.message = message;
        this.closeCode = closeCode;
        this.closeReason = closeReason;
    }

    public int frameCode() {
        return frameCode;
    }

    public String message() {
        return message;
    }

    public int closeCode() {
        return closeCode;
    }

    /** At most 123 bytes, so that it fits into a close frame (RFC 6455 5.5). */
    public String closeReason() {
        return closeReason;
    }
}
