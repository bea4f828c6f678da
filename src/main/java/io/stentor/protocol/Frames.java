package io.stentor.protocol;

import java.util.Collection;
import java.util.StringJoiner;
import java.util.stream.Collectors;
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

    /** See {@link Frame#topic}. */
    private record Topic(ChannelName channel, String event) {}

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
        return error(error, null);
    }

    /** The same, where it concerns one channel; null when it concerns none. */
    public static Frame error(ErrorCode error, @Nullable String channel) {
        return error(error.frameCode(), error.message(), channel);
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
        return internal("subscription_succeeded", channel, "{}");
    }

    /**
     * Acknowledges a subscription to a presence channel (protocol 3.3).
     *
     * <pre>{"event":"pusher_internal:subscription_succeeded","channel":"presence-room",
     * "data":"{\"presence\":{\"ids\":[\"42\"],\"hash\":{\"42\":{\"name\":\"Ada\"}},\"count\":1}}"}</pre>
     *
     * @param members in the order in which they joined
     */
    public static Frame subscriptionSucceeded(ChannelName channel, Collection<Member> members) {
        var ids = new StringJoiner(",", "[", "]");
        var hash = new StringJoiner(",", "{", "}");
        for (var member : members) {
            var id = Json.quote(member.userId());
            ids.add(id);
            hash.add(id + ":" + member.info());
        }
        return internal(
                "subscription_succeeded",
                channel,
                "{\"presence\":{\"ids\":" + ids + ",\"hash\":" + hash + ",\"count\":" + members.size() + "}}");
    }

    /**
     * Tells the other subscribers that a user arrived, for a user's first connection only (protocol 3.6).
     *
     * <pre>{"event":"pusher_internal:member_added","channel":"presence-room",
     * "data":"{\"user_id\":\"42\",\"user_info\":{\"name\":\"Ada\"}}"}</pre>
     */
    public static Frame memberAdded(ChannelName channel, Member member) {
        return internal(
                "member_added",
                channel,
                "{\"user_id\":" + Json.quote(member.userId()) + ",\"user_info\":" + member.info() + "}");
    }

    /**
     * Tells the remaining subscribers that a user left with its last connection (protocol 3.6).
     *
     * <pre>{"event":"pusher_internal:member_removed","channel":"presence-room","data":"{\"user_id\":\"42\"}"}</pre>
     */
    public static Frame memberRemoved(ChannelName channel, String userId) {
        return internal("member_removed", channel, "{\"user_id\":" + Json.quote(userId) + "}");
    }

    /**
     * Tells how many are subscribed (protocol 3.7).
     *
     * <pre>{"event":"pusher_internal:subscription_count","channel":"orders","data":"{\"subscription_count\":12}"}</pre>
     */
    public static Frame subscriptionCount(ChannelName channel, int count) {
        return internal(
                "subscription_count",
                channel,
                "{\"subscription_count\":" + count + "}",
                new Topic(channel, "pusher_internal:subscription_count"));
    }

    /**
     * Tells a new subscriber that nothing is cached (protocol 3.8).
     *
     * <pre>{"event":"pusher:cache_miss","channel":"cache-x","data":"{}"}</pre>
     */
    public static Frame cacheMiss(ChannelName channel) {
        return new Frame("{\"event\":\"pusher:cache_miss\",\"channel\":\"" + channel + "\",\"data\":\"{}\"}");
    }

    /**
     * What one client tells the others (protocol 4.1).
     *
     * <pre>{"event":"client-typing","channel":"presence-room","data":{"on":true},"user_id":"42"}</pre>
     *
     * @param data the JSON as the client sent it
     * @param userId the sender's in a presence channel, null elsewhere
     */
    public static Frame clientEvent(ChannelName channel, String event, String data, @Nullable String userId) {
        var json = Json.quote(event, new StringBuilder("{\"event\":"))
                .append(",\"channel\":\"")
                .append(channel)
                .append("\",\"data\":")
                .append(data);
        if (userId != null) {
            Json.quote(userId, json.append(",\"user_id\":"));
        }
        return new Frame(json.append('}').toString(), new Topic(channel, event));
    }

    /**
     * Confirms a sign-in (protocol 5.1).
     *
     * <pre>{"event":"pusher:signin_success","data":{"user_data":"{\"id\":\"42\"}"}}</pre>
     *
     * @param userData exactly as it was received
     */
    public static Frame signinSuccess(String userData) {
        return new Frame("{\"event\":\"pusher:signin_success\",\"data\":{\"user_data\":" + Json.quote(userData) + "}}");
    }

    /**
     * Tells who of a watchlist came or went (protocol 5.3); at least one of the lists has somebody.
     *
     * <pre>{"event":"pusher_internal:watchlist_events",
     * "data":"{\"events\":[{\"name\":\"online\",\"user_ids\":[\"7\"]},{\"name\":\"offline\",\"user_ids\":[\"9\"]}]}"}</pre>
     */
    public static Frame watchlistEvents(Collection<String> online, Collection<String> offline) {
        var events = new StringJoiner(",", "{\"events\":[", "]}");
        if (!online.isEmpty()) {
            events.add(watchlistEvent("online", online));
        }
        if (!offline.isEmpty()) {
            events.add(watchlistEvent("offline", offline));
        }
        return new Frame(
                "{\"event\":\"pusher_internal:watchlist_events\",\"data\":" + Json.quote(events.toString()) + "}");
    }

    private static String watchlistEvent(String name, Collection<String> users) {
        return users.stream()
                .map(Json::quote)
                .collect(Collectors.joining(",", "{\"name\":\"" + name + "\",\"user_ids\":[", "]}"));
    }

    /** @param data JSON, which travels as a string */
    private static Frame internal(String event, ChannelName channel, String data) {
        return internal(event, channel, data, null);
    }

    private static Frame internal(String event, ChannelName channel, String data, @Nullable Topic topic) {
        var json = new StringBuilder(
                "{\"event\":\"pusher_internal:" + event + "\",\"channel\":\"" + channel + "\",\"data\":");
        return new Frame(Json.quote(data, json).append('}').toString(), topic);
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
        return new Frame(
                json.append(",\"channel\":\"")
                        .append(channel)
                        .append("\",\"data\":")
                        .append(quotedData)
                        .append('}')
                        .toString(),
                new Topic(channel, event));
    }
}
