package io.stentor.protocol;

/** Why one message is not obeyed while its connection stays open: the rows of protocol 4.2, 5 and 6. */
public enum Refusal {
    INVALID_JSON(4000, "Invalid JSON", true),
    NOT_AN_OBJECT(4000, "Message must be a JSON object", true),
    NESTED_TOO_DEEPLY(4000, "JSON nested too deeply", true),
    EVENT_NAME_REQUIRED(4000, "Event name is required", true),
    EVENT_NAME_TOO_LONG(4000, "Event name too long", true),
    NOT_A_CLIENT_EVENT(4000, "Client events must start with 'client-'", true),
    INVALID_DATA(4000, "Invalid data", true),
    MISSING_CHANNEL(4000, "Missing channel", true),
    BINARY(4000, "Binary messages are not supported", true),
    CLIENT_EVENT_RATE(4301, "Client event rejected due to rate limit", false),
    CLIENT_EVENTS_DISABLED(4301, "Client events are not enabled for this app", false),
    CLIENT_EVENT_NAME_TOO_LONG(4301, "Event name too long", false),
    CLIENT_EVENT_WITHOUT_CHANNEL(4301, "Channel required for client event", false),
    CLIENT_EVENT_ELSEWHERE(4301, "Client events are only allowed on private and presence channels", false),
    CLIENT_EVENT_NOT_SUBSCRIBED(4301, "Not subscribed to channel", false),
    CLIENT_EVENT_TOO_LARGE(4301, "Event payload too large", false),
    MESSAGE_RATE(4301, "Message rate limit exceeded", false),
    SIGNED_IN_AS_ANOTHER(4000, "Already signed in as a different user", false),
    WATCHLIST_TOO_LONG(4302, "Watchlist limit exceeded. Only the first 100 user IDs are accepted.", false);

    private final int code;
    private final String message;
    private final boolean invalidMessage;

    Refusal(int code, String message, boolean invalidMessage) {
        this.code = code;
        this.message = message;
        this.invalidMessage = invalidMessage;
    }

    public int code() {
        return code;
    }

    public String message() {
        return message;
    }

    /** Whether it counts towards {@link ErrorCode#TOO_MANY_INVALID_MESSAGES}: the rows of section 6 do, no others. */
    public boolean invalidMessage() {
        return invalidMessage;
    }
}
