package io.stentor.protocol;

/** Why a subscription fails: the rows of protocol 3.4. */
public enum SubscriptionError {
    SIGNATURE_REQUIRED("AuthError", 401, "Authentication signature required"),
    INVALID_KEY("AuthError", 401, "Invalid key in subscription auth data"),
    INVALID_SIGNATURE("AuthError", 401, "Invalid signature"),
    NOT_THIS_USER("AuthError", 401, "Not authorized for this user channel"),
    INVALID_CHANNEL("InvalidChannel", 400, "Invalid channel name"),
    CHANNEL_TOO_LONG("InvalidChannel", 400, "Channel name too long"),
    INVALID_CHANNEL_DATA("InvalidData", 400, "Invalid channel_data"),
    MEMBER_TOO_LARGE("LimitReached", 413, "Presence member data too large"),
    CHANNEL_FULL("LimitReached", 4100, "Presence channel is full"),
    TOO_MANY_SUBSCRIPTIONS("LimitReached", 4100, "Too many subscriptions");

    private final String type;
    private final int status;
    private final String message;

    SubscriptionError(String type, int status, String message) {
        this.type = type;
        this.status = status;
        this.message = message;
    }

    public String type() {
        return type;
    }

    public int status() {
        return status;
    }

    public String message() {
        return message;
    }
}
