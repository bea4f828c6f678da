package io.stentor.event;

import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Member;
import io.stentor.protocol.SocketId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened on this server: what webhooks report (protocol 9.1), and connections that come and go.
 * Listeners in the same application hear it too; where there is CDI, an observer of one of these records, or of this
 * interface, does. Immutable.
 */
public sealed interface ServerEvent {
    /** Everything that can happen. */
    Set<Class<? extends ServerEvent>> KINDS = Set.of(
            ChannelOccupied.class,
            ChannelVacated.class,
            MemberAdded.class,
            MemberRemoved.class,
            ClientEventReceived.class,
            CacheMissed.class,
            SubscriptionCountChanged.class,
            Connected.class,
            Disconnected.class);

    /** The app in which it happened. */
    String appId();

    /** Something that happened to a channel. */
    sealed interface OfChannel extends ServerEvent {
        ChannelName channel();
    }

    /** A channel got its first subscriber. */
    record ChannelOccupied(String appId, ChannelName channel) implements OfChannel {}

    /** A channel lost its last subscriber, and got no new one within the delay. */
    record ChannelVacated(String appId, ChannelName channel) implements OfChannel {}

    /** A user came into a presence channel, with the first of its connections. */
    record MemberAdded(String appId, ChannelName channel, Member member) implements OfChannel {}

    /** A user left a presence channel with the last of its connections, and did not come back within the delay. */
    record MemberRemoved(String appId, ChannelName channel, String userId) implements OfChannel {}

    /**
     * A client's event was relayed to the other subscribers (protocol 4).
     *
     * @param event its name, {@code client-…}
     * @param data the JSON as the client sent it
     * @param userId the sender's in a presence channel, null elsewhere
     */
    record ClientEventReceived(
            String appId,
            ChannelName channel,
            String event,
            String data,
            SocketId socketId,
            @Nullable String userId) implements OfChannel {}

    /** A client subscribed to a cache channel in which nothing was kept; at most once per channel in 5 seconds. */
    record CacheMissed(String appId, ChannelName channel) implements OfChannel {}

    /** The number of subscribers changed; of many only now and then (protocol 3.7). Never of presence channels. */
    record SubscriptionCountChanged(String appId, ChannelName channel, int count) implements OfChannel {}

    /** A client was admitted. */
    record Connected(String appId, SocketId socketId) implements ServerEvent {}

    /** A connection is over, whoever ended it. */
    record Disconnected(String appId, SocketId socketId) implements ServerEvent {}
}
