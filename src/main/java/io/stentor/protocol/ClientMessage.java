package io.stentor.protocol;

import org.jspecify.annotations.Nullable;

/** Everything a client may say. Null means absent on the wire. Immutable. */
public sealed interface ClientMessage {
    /**
     * {@code {"event":"pusher:subscribe","data":{"channel":"…","auth":"…","channel_data":"…"}}} (protocol 3.2).
     *
     * @param auth null also when it was no string, which counts the same
     * @param channelData null also when it was no string
     * @param malformed whether {@code channel_data} was neither a string nor null, as which pusher-js passes on what an
     *     authoriser left empty
     */
    record Subscribe(
            String channel, @Nullable String auth, @Nullable String channelData, boolean malformed)
            implements ClientMessage {}

    /** {@code {"event":"pusher:unsubscribe","data":{"channel":"…"}}} (protocol 3.5). */
    record Unsubscribe(String channel) implements ClientMessage {}

    /**
     * {@code {"event":"client-…","channel":"…","data":…}} (protocol 4.1).
     *
     * @param channel null also when it was no string
     * @param data the JSON as it was sent, {@code null} when it was absent
     */
    record ClientEvent(String event, @Nullable String channel, String data) implements ClientMessage {}

    /** {@code {"event":"pusher:signin","data":{"auth":"…","user_data":"…"}}} (protocol 5.1); null also when no string. */
    record SignIn(@Nullable String auth, @Nullable String userData) implements ClientMessage {}

    /** {@code {"event":"pusher:ping"}} with any data or none (protocol 1.4). */
    record Ping() implements ClientMessage {}

    /** {@code {"event":"pusher:pong"}} (protocol 1.4). */
    record Pong() implements ClientMessage {}

    /** Breaks a rule of protocol 6. */
    record Refused(Refusal why) implements ClientMessage {}

    /** Larger than a message may be (protocol 6): the one thing that ends the connection. */
    record TooLarge() implements ClientMessage {}

    /** A reserved event that a client has no business to send; counted, not answered (protocol 6). */
    record Ignored() implements ClientMessage {}
}
