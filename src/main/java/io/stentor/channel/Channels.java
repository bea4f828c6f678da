package io.stentor.channel;

import io.stentor.app.LiveApp;
import io.stentor.channel.Channel.Share;
import io.stentor.connection.Connection;
import io.stentor.event.EventSink;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Frame;
import io.stentor.protocol.Frames;
import io.stentor.protocol.Member;
import io.stentor.protocol.SocketId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The live channels of one app. A channel exists exactly while somebody is subscribed: made by the first, gone with the
 * last, both in one step of the map, whose lock on the entry is the channel's lock. Any thread.
 */
public final class Channels {
    private static final long COUNT_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final ConcurrentMap<ChannelName, Channel> live = new ConcurrentHashMap<>();

    /** Channels in which something is due later: a count to be told, a user to be given up. */
    private final Set<ChannelName> pending = ConcurrentHashMap.newKeySet();

    private final LiveApp app;
    private final int lanes;
    private final ChannelSettings settings;
    private final LongSupplier clock;
    private final EventCache cache;
    private final ChannelEvents happenings;

    Channels(LiveApp app, int lanes, ChannelSettings settings, EventSink sink, LongSupplier clock) {
        this.app = app;
        this.lanes = lanes;
        this.settings = settings;
        this.clock = clock;
        this.happenings = new ChannelEvents(app.id(), sink);
        this.cache = new EventCache(settings.cachedEvents());
    }

    /**
     * Subscribes a connection that is not in the channel yet; its lane calls it, and what it sends to the connection next
     * comes before any event of the channel.
     *
     * @param member who the connection is in a presence channel, null in any other
     */
    public Joined join(ChannelName name, Connection connection, @Nullable Member member) {
        var subscription = new Subscription(this, name, connection, member);
        var entrance = new Share[1];
        var answers = new ArrayList<Frame>(2);
        live.compute(name, (key, found) -> {
            if (member != null
                    && found != null
                    && !found.members().admits(member, app.now().limits().presenceMembers())) {
                return found;
            }
            var channel = found == null ? occupy(name) : found;
            entrance[0] = channel.add(subscription);
            answers.add(channel.acknowledge(subscription));
            if (name.kind().cached()) {
                var cached = cache.get(name, clock.getAsLong());
                answers.add(cached == null ? miss(name) : cached);
            }
            countChanged(channel, name);
            return channel;
        });
        if (entrance[0] == null) {
            return Joined.FULL;
        }
        connection.joined(name, subscription);
        entrance[0].add(subscription);
        return new Joined(false, answers);
    }

    private Channel occupy(ChannelName name) {
        happenings.occupied(name);
        return new Channel(name, lanes, happenings, app, clock.getAsLong());
    }

    private Frame miss(ChannelName name) {
        happenings.cacheMissed(name);
        return Frames.cacheMiss(name);
    }

    /** The acknowledgement for a connection that subscribes again; its lane calls it. */
    public Optional<Frame> acknowledgeAgain(ChannelName name, Connection connection) {
        return connection.membership(name) instanceof Subscription subscription
                ? ask(name, channel -> Optional.of(channel.acknowledge(subscription)), Optional.empty())
                : Optional.empty();
    }

    void leave(ChannelName name, Subscription subscription, boolean brokenOff) {
        boolean lingers = brokenOff && !settings.lingering().isZero() && subscription.member() != null;
        var until =
                lingers ? Long.valueOf(clock.getAsLong() + settings.lingering().toNanos()) : null;
        live.computeIfPresent(name, (key, channel) -> {
            channel.remove(subscription, until);
            countChanged(channel, name);
            if (channel.subscriptions() == 0) {
                channel.vacate();
                pending.remove(name);
                return null;
            }
            if (lingers) {
                pending.add(name);
            }
            return channel;
        });
    }

    /** Gives the frame its place in the order of every subscriber, but for the one that is left out. */
    public void broadcast(ChannelName name, Frame frame, @Nullable SocketId except) {
        live.computeIfPresent(name, (key, channel) -> {
            channel.broadcast(frame, except);
            return channel;
        });
    }

    /** The same for what a back end published, which a cache channel keeps, whether or not anybody is subscribed. */
    public void broadcastAndCache(ChannelName name, Frame frame, @Nullable SocketId except) {
        if (!name.kind().cached()) {
            broadcast(name, frame, except);
            return;
        }
        live.compute(name, (key, channel) -> {
            long lifetime = TimeUnit.SECONDS.toNanos(app.now().limits().cacheSeconds());
            cache.put(name, frame, clock.getAsLong(), lifetime);
            if (channel != null) {
                channel.broadcast(frame, except);
            }
            return channel;
        });
    }

    /** Does what has become due: counts that many subscribers wait for, users who did not come back. */
    void tick() {
        long now = clock.getAsLong();
        for (var name : pending) {
            live.computeIfPresent(name, (key, channel) -> {
                boolean lingering = channel.expireMembers(now);
                boolean counting = channel.tellCount(app.now().features().subscriptionCount(), now, COUNT_PAUSE_NANOS);
                if (!lingering && !counting) {
                    pending.remove(name);
                }
                return channel;
            });
        }
    }

    private void countChanged(Channel channel, ChannelName name) {
        boolean subscribers = app.now().features().subscriptionCount();
        boolean counted =
                !name.kind().presence() && !name.kind().user() && (subscribers || happenings.wantsCounts(name));
        if (counted && channel.countChanged(subscribers, clock.getAsLong(), COUNT_PAUSE_NANOS)) {
            pending.add(name);
        }
    }

    /** Connections that are subscribed to a channel now. */
    public int subscriptions(ChannelName name) {
        return ask(name, Channel::subscriptions, 0);
    }

    /** Users who are in a presence channel now, in the order in which they joined. */
    public List<Member> members(ChannelName name) {
        return ask(name, channel -> channel.members().list(), List.of());
    }

    /** How full a channel is now. */
    public Occupancy occupancy(ChannelName name) {
        return ask(
                name,
                channel -> new Occupancy(
                        name, channel.subscriptions(), channel.members().count()),
                Occupancy.none(name));
    }

    /** The occupied channels whose names begin with this text, by name; those of users are not told (protocol 5.2). */
    public List<Occupancy> occupied(String prefix) {
        return live.keySet().stream()
                .filter(name -> !name.kind().user() && name.text().startsWith(prefix))
                .sorted()
                .map(this::occupancy)
                .filter(Occupancy::occupied)
                .toList();
    }

    /** What a cache channel keeps now. */
    public Optional<CachedEvent> cached(ChannelName name) {
        return Optional.ofNullable(cache.look(name, clock.getAsLong()));
    }

    private <T> T ask(ChannelName name, Function<Channel, T> question, T otherwise) {
        var answer = new ArrayList<T>(1);
        live.computeIfPresent(name, (key, channel) -> {
            answer.add(question.apply(channel));
            return channel;
        });
        return answer.isEmpty() ? otherwise : answer.get(0);
    }

    /** Channels that are occupied now. */
    public int count() {
        return live.size();
    }

    /** Channels in which something is due later. */
    int pendingCount() {
        return pending.size();
    }
}
