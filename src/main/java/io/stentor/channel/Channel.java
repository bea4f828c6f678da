package io.stentor.channel;

import io.stentor.connection.Lane;
import io.stentor.connection.LaneTask;
import io.stentor.protocol.Frame;
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
 */
final class Channel {
    private final @Nullable Share[] shares;
    private int subscriptions;
    private long events;

    Channel(int lanes) {
        this.shares = new @Nullable Share[lanes];
    }

    int subscriptions() {
        return subscriptions;
    }

    /** Gives the subscription its place in the channel's order; its lane then lets it {@linkplain Share#add enter}. */
    Share add(Subscription subscription) {
        var share = share(subscription.connection().lane());
        subscriptions++;
        share.promised++;
        subscription.since = events;
        return share;
    }

    void remove(Subscription subscription) {
        var share = share(subscription.connection().lane());
        subscriptions--;
        share.promised--;
        share.lane.run(() -> share.remove(subscription));
    }

    void broadcast(Frame frame, @Nullable SocketId except) {
        long number = events++;
        for (var share : shares) {
            if (share != null && share.promised > 0) {
                share.lane.run(new Broadcast(share, share.promised, number, frame, except));
            }
        }
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
            @Nullable SocketId except) implements LaneTask {
        @Override
        public void run() {
            share.deliver(number, frame, except);
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
        void deliver(long number, Frame frame, @Nullable SocketId except) {
            for (int i = 0, n = present.size(); i < n; i++) {
                var subscription = present.get(i);
                var connection = subscription.connection();
                if (!subscription.left
                        && subscription.since <= number
                        && (except == null || !connection.id().equals(except))) {
                    connection.deliver(frame);
                }
            }
        }
    }
}
