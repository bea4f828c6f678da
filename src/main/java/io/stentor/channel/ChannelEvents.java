package io.stentor.channel;

import io.stentor.event.EventSink;
import io.stentor.event.ServerEvent;
import io.stentor.event.ServerEvent.CacheMissed;
import io.stentor.event.ServerEvent.ChannelOccupied;
import io.stentor.event.ServerEvent.ChannelVacated;
import io.stentor.event.ServerEvent.MemberAdded;
import io.stentor.event.ServerEvent.MemberRemoved;
import io.stentor.event.ServerEvent.SubscriptionCountChanged;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Member;

/** Tells what happens to the channels of one app (protocol 9.1); of a user's own channel nothing (5.2). Any thread. */
final class ChannelEvents {
    private final String appId;
    private final EventSink sink;

    ChannelEvents(String appId, EventSink sink) {
        this.appId = appId;
        this.sink = sink;
    }

    void occupied(ChannelName channel) {
        tell(channel, new ChannelOccupied(appId, channel));
    }

    void vacated(ChannelName channel) {
        tell(channel, new ChannelVacated(appId, channel));
    }

    void memberAdded(ChannelName channel, Member member) {
        tell(channel, new MemberAdded(appId, channel, member));
    }

    void memberRemoved(ChannelName channel, String userId) {
        tell(channel, new MemberRemoved(appId, channel, userId));
    }

    void cacheMissed(ChannelName channel) {
        tell(channel, new CacheMissed(appId, channel));
    }

    void counted(ChannelName channel, int subscriptions) {
        tell(channel, new SubscriptionCountChanged(appId, channel, subscriptions));
    }

    boolean wantsCounts(ChannelName channel) {
        return sink.wants(new SubscriptionCountChanged(appId, channel, 0));
    }

    private void tell(ChannelName channel, ServerEvent event) {
        if (!channel.kind().user()) {
            sink.accept(event);
        }
    }
}
