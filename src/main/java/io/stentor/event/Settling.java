package io.stentor.event;

import io.stentor.event.ServerEvent.CacheMissed;
import io.stentor.event.ServerEvent.ChannelOccupied;
import io.stentor.event.ServerEvent.ChannelVacated;
import io.stentor.event.ServerEvent.MemberAdded;
import io.stentor.event.ServerEvent.MemberRemoved;
import io.stentor.event.ServerEvent.OfChannel;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Member;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what has happened for good (protocol 9.1): that somebody left is held back for a delay, and where they come
 * back within it neither is told; that a cache was empty is told once per channel in 5 seconds. Any thread.
 *
 * <p>What is held back of one channel, or of one member, has one entry, whose lock puts leaving, coming back and the end
 * of the delay into one order. All delays are equally long, so entries become due in the order in which they were made.
 */
public final class Settling implements EventSink {
    private static final long MISS_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final EventSink next;
    private final long delayNanos;
    private final int limit;
    private final LongSupplier clock;
    private final ConcurrentMap<Key, Departure> departures = new ConcurrentHashMap<>();

    /** Every departure that was held back, undone or not, until its time comes. */
    private final Queue<Departure> due = new ConcurrentLinkedQueue<>();

    private final AtomicInteger held = new AtomicInteger();
    private final Map<Key, Long> misses = new LinkedHashMap<>();

    /** A channel, or one member of it. */
    private record Key(
            String appId, ChannelName channel, @Nullable String userId) {}

    /** Somebody left; identity counts, since the same may leave again. */
    private static final class Departure {
        private final Key key;
        private final ServerEvent event;
        private final long at;

        private Departure(Key key, ServerEvent event, long at) {
            this.key = key;
            this.event = event;
            this.at = at;
        }
    }

    /**
     * @param next hears what has settled
     * @param limit how much may be held back; beyond it the oldest is told early, and of the channels with an empty cache
     *     the oldest forgotten
     * @param clock monotonic, in nanoseconds
     */
    public Settling(EventSink next, Duration delay, int limit, LongSupplier clock) {
        this.next = next;
        this.delayNanos = delay.toNanos();
        this.limit = limit;
        this.clock = clock;
    }

    @Override
    public boolean wants(ServerEvent event) {
        return next.wants(event);
    }

    @Override
    public void accept(ServerEvent event) {
        if (event instanceof ChannelOccupied occupied) {
            arrived(key(occupied, null), occupied);
        } else if (event instanceof ChannelVacated vacated) {
            left(key(vacated, null), vacated, new ChannelOccupied(vacated.appId(), vacated.channel()));
        } else if (event instanceof MemberAdded added) {
            arrived(key(added, added.member().userId()), added);
        } else if (event instanceof MemberRemoved removed) {
            var member = new Member(removed.userId(), "{}");
            left(key(removed, removed.userId()), removed, new MemberAdded(removed.appId(), removed.channel(), member));
        } else if (!(event instanceof CacheMissed missed) || isNews(missed)) {
            next.accept(event);
        }
    }

    private static Key key(OfChannel event, @Nullable String userId) {
        return new Key(event.appId(), event.channel(), userId);
    }

    private void arrived(Key key, ServerEvent event) {
        if (departures.isEmpty() && !next.wants(event)) {
            return;
        }
        departures.compute(key, (same, departure) -> {
            if (departure == null) {
                next.accept(event);
            }
            return null;
        });
    }

    /** @param undoing what will not be told either when it comes in time */
    private void left(Key key, ServerEvent event, ServerEvent undoing) {
        if (delayNanos == 0) {
            next.accept(event);
        } else if (next.wants(event) || next.wants(undoing)) {
            var departure = new Departure(key, event, clock.getAsLong() + delayNanos);
            departures.put(key, departure);
            due.add(departure);
            var oldest = held.incrementAndGet() > limit ? due.peek() : null;
            if (oldest != null) {
                settle(oldest);
            }
        }
    }

    /** Tells what has settled by now; to be called now and then. */
    public void tick() {
        long now = clock.getAsLong();
        for (var oldest = due.peek(); oldest != null && now - oldest.at >= 0; oldest = due.peek()) {
            settle(oldest);
        }
    }

    /** Tells all that is held back at once: nobody comes back to a server that stops. */
    public void settleAll() {
        for (var oldest = due.peek(); oldest != null; oldest = due.peek()) {
            settle(oldest);
        }
    }

    private void settle(Departure departure) {
        if (due.remove(departure)) {
            held.decrementAndGet();
            departures.computeIfPresent(departure.key, (key, latest) -> {
                if (latest != departure) {
                    return latest;
                }
                next.accept(departure.event);
                return null;
            });
        }
    }

    private boolean isNews(CacheMissed missed) {
        if (!next.wants(missed)) {
            return false;
        }
        var key = key(missed, null);
        long now = clock.getAsLong();
        synchronized (misses) {
            var last = misses.get(key);
            if (last != null && now - last < MISS_PAUSE_NANOS) {
                return false;
            }
            misses.remove(key);
            misses.put(key, now);
            var oldest = misses.values().iterator();
            boolean forgotten = true;
            while (forgotten && oldest.hasNext()) {
                forgotten = now - oldest.next() >= MISS_PAUSE_NANOS || misses.size() > limit;
                if (forgotten) {
                    oldest.remove();
                }
            }
            return true;
        }
    }

    /** What is held back now, undone or not. */
    int held() {
        return held.get();
    }
}
