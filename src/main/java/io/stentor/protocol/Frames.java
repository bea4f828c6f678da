package io.stentor.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Everything the server says (protocol 0 gives the rules that all frames share). Names of the wire stand here and
 * nowhere else.
 */
public final class Frames {
    /** {@code {"event":"pusher:pong","data":null}} (protocol 1.4) */
    public static final Frame PONG = new Frame("{\"event\":\"pusher:pong\",\"data\":null}");

    /** {@code {"event":"pusher:ping","data":null}} (protocol 1.4) */
    public static final Frame PING = new Frame("{\"event\":\"pusher:ping\",\"data\":null}");

    private Frames() {}

    /**
     * The first frame of an accepted connection (protocol 1.3).
     *
     * <pre>{"event":"pusher:connection_established","data":"{\"socket_id\":\"1.2\",\"activity_timeout\":120}"}</pre>
     *
     * @param activityTimeout in seconds, more than zero
     */
    public static Frame connectionEstablished(SocketId id, int activityTimeout) {
        return new Frame("{\"event\":\"pusher:connection_established\",\"data\":\"{\\\"socket_id\\\":\\\"" + id
                + "\\\",\\\"activity_timeout\\\":" + activityTimeout + "}\"}");
    }

    /**
     * An error of the connection (protocol 1.6).
     *
     * <pre>{"event":"pusher:error","data":{"code":4001,"message":"Application does not exist"},"channel":null}</pre>
     */
    public static Frame error(ErrorCode error) {
        return error(error.frameCode(), error.message(), null);
    }

    /** The answer to a message that breaks a rule; {@code channel} is null when it concerns none. */
    public static Frame error(Refusal refusal, @Nullable String channel) {
        return error(refusal.code(), refusal.message(), channel);
    }

    private static Frame error(int code, String message, @Nullable String channel) {
        var json = new StringBuilder("{\"event\":\"pusher:error\",\"data\":{\"code\":")
                .append(code)
                .append(",\"message\":");
        Json.quote(message, json).append("},\"channel\":");
        if (channel == null) {
            json.append("null");
        } else {
            Json.quote(channel, json);
        }
        return new Frame(json.append('}').toString());
    }

    /**
     * Acknowledges a subscription (protocol 3.3).
     *
     * <pre>{"event":"pusher_internal:subscription_succeeded","channel":"orders","data":"{}"}</pre>
     */
    public static Frame subscriptionSucceeded(ChannelName channel) {
        return new Frame("{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":\"" + channel
                + "\",\"data\":\"{}\"}");
    }

    /**
     * Refuses a subscription, for those who listen on the channel (protocol 3.4).
     *
     * <pre>{"event":"pusher:subscription_error","channel":"private-foo",
     * "data":{"type":"AuthError","error":"Invalid signature","status":401}}</pre>
     */
    public static Frame subscriptionError(String channel, SubscriptionError why) {
        var json = Json.quote(channel, new StringBuilder("{\"event\":\"pusher:subscription_error\",\"channel\":"));
        json.append(",\"data\":{\"type\":\"").append(why.type()).append("\",\"error\":");
        return new Frame(Json.quote(why.message(), json)
                .append(",\"status\":")
                .append(why.status())
                .append("}}")
                .toString());
    }

    /** Refuses a subscription, in the form of an error (protocol 3.4, second frame). */
    public static Frame subscriptionFailed(@Nullable String channel, SubscriptionError why) {
        return error(4000, why.message(), channel);
    }

    /**
     * An event that a back end published (protocol 8.3).
     *
     * <pre>{"event":"order.created","channel":"orders","data":"{\"id\":1}"}</pre>
     *
     * @param quotedData the data as a JSON string, quotes and escapes included
     */
    public static Frame event(ChannelName channel, String event, String quotedData) {
        var json =
                Json.quote(event, new StringBuilder(64 + event.length() + quotedData.length()).append("{\"event\":"));
        return new Frame(json.append(",\"channel\":\"")
                .append(channel)
                .append("\",\"data\":")
                .append(quotedData)
                .append('}')
                .toString());
    }
}
