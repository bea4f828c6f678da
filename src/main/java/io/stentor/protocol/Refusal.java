package io.stentor.protocol;

/** Why one message is not obeyed while its connection stays open: the rows of protocol 4.2 and 6. */
public enum Refusal {
    INVALID_JSON(4000, "Invalid JSON"),
    NOT_AN_OBJECT(4000, "Message must be a JSON object"),
    NESTED_TOO_DEEPLY(4000, "JSON nested too deeply"),
    EVENT_NAME_REQUIRED(4000, "Event name is required"),
    EVENT_NAME_TOO_LONG(4000, "Event name too long"),
    NOT_A_CLIENT_EVENT(4000, "Client events must start with 'client-'"),
    INVALID_DATA(4000, "Invalid data"),
    MISSING_CHANNEL(4000, "Missing channel"),
    BINARY(4000, "Binary messages are not supported"),
    CLIENT_EVENTS_DISABLED(4301, "Client events are not enabled for this app");

    private final int code;
    private final String message;

    Refusal(int code, String message) {
        this.code = code;
        this.message = message;
    }

    public int code() {
        return code;
    }

    public String message() {
        return message;
    }

    /** Whether it counts towards {@link ErrorCode#TOO_MANY_INVALID_MESSAGES}: a refused client event does not. */
    public boolean invalidMessage() {
        return code == 4000;
    }
}
