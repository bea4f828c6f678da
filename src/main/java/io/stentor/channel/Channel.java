package io.stentor.channel;

import io.stentor.app.App;
import io.stentor.app.LiveApp;
import io.stentor.app.SlowConsumer;
import io.stentor.connection.Lane;
import io.stentor.connection.LaneTask;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Frame;
import io.stentor.protocol.Frames;
import io.stentor.protocol.SocketId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named audience inside one app. Its methods are called under the channel's own short lock, that of its entry in
 * {@link Channels}, and do nothing but count and post to lanes; so the channel has one order of joins, leaves and events,
 * and every lane sees its part of it in that order.
 *
 * <p>A subscriber enters its lane's share at once, so that its acknowledgement keeps its place among the answers to the
 * connection; events that were published before, and still wait in the lane, pass it by because their number is smaller.
 * The same holds for who came and went, against the latest acknowledgement.
 */
final class Channel {
    /** With more subscribers than this their number is told now and then, not each time it changes (protocol 3.7). */
    private static final int COUNTED_AT_ONCE = 100;

    private final ChannelName name;
    private final @Nullable Share[] shares;
    private final Members members = new Members();
    private final ChannelEvents happenings;
    private final LiveApp app;

    /** What the app wanted done about slow clients when it was as {@code policyOf}. */
    private @Nullable SlowConsumer policy;

    private @Nullable App policyOf;
    private int subscriptions;
    private long events;
    private boolean countDue;
    private long countAgain;

    /**
     * @param app says what is done about clients that are too slow for its events
     * @param countAgain from when on the number of many subscribers may be told
     */
    Channel(ChannelName name, int lanes, ChannelEvents happenings, LiveApp app, long countAgain) {
        this.name = name;
        this.app = app;
        this.happenings = happenings;
        this.shares = new @Nullable Share[lanes];
        this.countAgain = countAgain;
    }

    int subscriptions() {
        return subscriptions;
    }

    Members members() {
        return members;
    }

    /** Gives the subscription its place in the channel's order; its lane then lets it {@linkplain Share#add enter}. */
    Share add(Subscription subscription) {
        var member = subscription.member();
        if (member != null && members.join(member)) {
            tellOfMembers(Frames.memberAdded(name, member));
            happenings.memberAdded(name, member);
        }
        var share = share(subscription.connection().lane());
        subscriptions++;
        share.promised++;
        subscription.since = events;
        subscription.membersSince = events;
        return share;
    }

    /** The acknowledgement of a subscription, true at this point of the order. */
    Frame acknowledge(Subscription subscription) {
        subscription.membersSince = events;
        return name.kind().presence()
                ? Frames.subscriptionSucceeded(name, members.list())
                : Frames.subscriptionSucceeded(name);
    }

    /** @param lingerUntil how long the user stays without this connection, null not to stay */
    void remove(Subscription subscription, @Nullable Long lingerUntil) {
        var share = share(subscription.connection().lane());
        subscriptions--;
        share.promised--;
        share.lane.run(() -> share.remove(subscription));
        var member = subscription.member();
        if (member != null && (lingerUntil == null ? members.leave(member) : members.linger(member, lingerUntil))) {
            removed(member.userId());
        }
    }

    private void removed(String userId) {
        tellOfMembers(Frames.memberRemoved(name, userId));
        happenings.memberRemoved(name, userId);
    }

    /** The last subscriber is gone, and with it the channel, also for users who might have come back. */
    void vacate() {
        members.list().forEach(member -> removed(member.userId()));
        happenings.vacated(name);
    }

    /** Gives up the users who broke off and did not come back; says whether others may still. */
    boolean expireMembers(long now) {
        members.expire(now).forEach(this::removed);
        return members.anyLingers();
    }

    /**
     * Tells how many are subscribed, now or when it is time again; says whether it is still to be told.
     *
     * @param subscribers whether they are to hear it too
     */
    boolean countChanged(boolean subscribers, long now, long pause) {
        countDue = true;
        return tellCount(subscribers, now, pause);
    }

    boolean tellCount(boolean subscribers, long now, long pause) {
        if (countDue && (subscriptions <= COUNTED_AT_ONCE || now - countAgain >= 0)) {
            countDue = false;
            countAgain = now + pause;
            happenings.counted(name, subscriptions);
            if (subscribers) {
                broadcast(Frames.subscriptionCount(name, subscriptions), null);
            }
        }
        return countDue;
    }

    void broadcast(Frame frame, @Nullable SocketId except) {
        post(frame, except, false);
    }

    private void tellOfMembers(Frame frame) {
        post(frame, null, true);
    }

    private void post(Frame frame, @Nullable SocketId except, boolean ofMembers) {
        long number = events++;
        var policy = policy();
        for (var share : shares) {
            if (share != null && share.promised > 0) {
                share.lane.run(new Broadcast(share, share.promised, number, frame, except, policy, ofMembers));
            }
        }
    }

    /** Null for what the server does; looked up once for each change of the app. */
    @SuppressWarnings("ReferenceEquality")
    private @Nullable SlowConsumer policy() {
        var now = app.now();
        if (policyOf != now) {
            policyOf = now;
            policy = now.slowConsumers().of(name);
        }
        return policy;
    }

    private Share share(Lane lane) {
        var share = shares[lane.index()];
        if (share == null) {
            share = new Share(lane);
            shares[lane.index()] = share;
        }
        return share;
    }

    /** One frame for the subscribers of one lane. */
    private record Broadcast(
            Share share,
            int weight,
            long number,
            Frame frame,
            @Nullable SocketId except,
            @Nullable SlowConsumer policy,
            boolean ofMembers)
            implements LaneTask {
        @Override
        public void run() {
            share.deliver(this);
        }

        boolean concerns(Subscription subscription) {
            return !subscription.left
                    && (ofMembers ? subscription.membersSince : subscription.since) <= number
                    && (except == null || !subscription.connection().id().equals(except));
        }
    }

    /** The subscribers of one lane. */
    static final class Share {
        private final Lane lane;

        /** How many there will be once the lane has done all that was posted; under the channel's lock. */
        private int promised;

        /** Those that there are; the lane's. */
        private final List<Subscription> present = new ArrayList<>(2);

        private Share(Lane lane) {
            this.lane = lane;
        }

        void add(Subscription subscription) {
            subscription.slot = present.size();
            present.add(subscription);
        }

        /** The last one takes the free place, so that leaving costs the same in a channel of any size. */
        void remove(Subscription subscription) {
            var last = present.remove(present.size() - 1);
            if (last != subscription) {
                present.set(subscription.slot, last);
                last.slot = subscription.slot;
            }
        }

        /** A subscriber that is let go here leaves by a task, so nobody is removed while this runs. */
        void deliver(Broadcast broadcast) {
            for (int i = 0, n = present.size(); i < n; i++) {
                var subscription = present.get(i);
                if (broadcast.concerns(subscription)) {
                    if (broadcast.ofMembers()) {
                        subscription.connection().send(broadcast.frame());
                    } else {
                        subscription.connection().deliver(broadcast.frame(), broadcast.policy());
                    }
                }
            }
        }
    }
}
