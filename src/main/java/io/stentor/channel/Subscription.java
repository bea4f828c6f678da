package io.stentor.channel;

import io.stentor.connection.Connection;
import io.stentor.connection.Membership;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Member;
import org.jspecify.annotations.Nullable;

/** One connection in one channel. */
final class Subscription implements Membership {
    private final Channels channels;
    private final ChannelName channel;
    private final Connection connection;
    private final @Nullable Member member;

    /** The number of the first event that it hears; set once, before it enters. */
    long since;

    /** The number of the first coming or going that it hears: what came before is in its latest acknowledgement. */
    long membersSince;

    /** Whether the connection has left, though its lane still keeps it for a while; the lane's. */
    boolean left;

    /** Where the connection's lane keeps it; the lane alone reads and writes it. */
    int slot = -1;

    /** @param member who the connection is in a presence channel, null in any other */
    Subscription(Channels channels, ChannelName channel, Connection connection, @Nullable Member member) {
        this.channels = channels;
        this.channel = channel;
        this.connection = connection;
        this.member = member;
    }

    Connection connection() {
        return connection;
    }

    @Nullable
    Member member() {
        return member;
    }

    @Override
    public @Nullable String userId() {
        return member == null ? null : member.userId();
    }

    @Override
    public void leave(boolean brokenOff) {
        left = true;
        channels.leave(channel, this, brokenOff);
    }
}
