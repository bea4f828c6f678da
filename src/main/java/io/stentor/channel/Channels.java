package io.stentor.channel;

import io.stentor.channel.Channel.Share;
import io.stentor.connection.Connection;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Frame;
import io.stentor.protocol.SocketId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The live channels of one app. A channel exists exactly while somebody is subscribed: made by the first, gone with the
 * last, both in one step of the map, whose lock on the entry is the channel's lock. Any thread.
 */
public final class Channels {
    private final ConcurrentMap<ChannelName, Channel> live = new ConcurrentHashMap<>();
    private final int lanes;

    Channels(int lanes) {
        this.lanes = lanes;
    }

    /**
     * Subscribes a connection that is not in the channel yet; its lane calls it, and what it sends to the connection next
     * comes before any event of the channel.
     */
    public void join(ChannelName name, Connection connection) {
        var subscription = new Subscription(this, name, connection);
        connection.joined(name, subscription);
        var entrance = new Share[1];
        live.compute(name, (key, found) -> {
            var channel = found == null ? new Channel(lanes) : found;
            entrance[0] = channel.add(subscription);
            return channel;
        });
        entrance[0].add(subscription);
    }

    void leave(ChannelName name, Subscription subscription) {
        live.computeIfPresent(name, (key, channel) -> {
            channel.remove(subscription);
            return channel.subscriptions() == 0 ? null : channel;
        });
    }

    /** Gives the frame its place in the order of every subscriber, but for the one that is left out. */
    public void broadcast(ChannelName name, Frame frame, @Nullable SocketId except) {
        live.computeIfPresent(name, (key, channel) -> {
            channel.broadcast(frame, except);
            return channel;
        });
    }

    /** Connections that are subscribed to a channel now. */
    public int subscriptions(ChannelName name) {
        var count = new int[1];
        live.computeIfPresent(name, (key, channel) -> {
            count[0] = channel.subscriptions();
            return channel;
        });
        return count[0];
    }

    /** Channels that are occupied now. */
    public int count() {
        return live.size();
    }
}
