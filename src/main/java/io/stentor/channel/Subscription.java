package io.stentor.channel;

import io.stentor.connection.Connection;
import io.stentor.connection.Membership;
import io.stentor.protocol.ChannelName;

/** One connection in one channel. */
final class Subscription implements Membership {
    private final Channels channels;
    private final ChannelName channel;
    private final Connection connection;

    /** The number of the first event that it hears; set once, before it enters. */
    long since;

    /** Whether the connection has left, though its lane still keeps it for a while; the lane's. */
    boolean left;

    /** Where the connection's lane keeps it; the lane alone reads and writes it. */
    int slot = -1;

    Subscription(Channels channels, ChannelName channel, Connection connection) {
        this.channels = channels;
        this.channel = channel;
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void leave() {
        left = true;
        channels.leave(channel, this);
    }
}
