package io.stentor.channel;

import io.stentor.protocol.ChannelName;

/**
 * How full a channel is at one moment (protocol 8.4). Immutable.
 *
 * @param subscriptions connections that are subscribed
 * @param users who is in a presence channel, over all their connections; 0 in any other
 */
public record Occupancy(ChannelName channel, int subscriptions, int users) {
    /** Of a channel in which nobody is. */
    public static Occupancy none(ChannelName channel) {
        return new Occupancy(channel, 0, 0);
    }

    public boolean occupied() {
        return subscriptions > 0;
    }
}
