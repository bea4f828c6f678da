package io.stentor.channel;

import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Frame;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The last event of each cache channel of one app (protocol 3.8), bounded: the one written longest ago goes first. Any thread. */
final class EventCache {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int limit;
    private final Map<ChannelName, Cached> events = new LinkedHashMap<>();

    private record Cached(Frame frame, long until) {}

    EventCache(int limit) {
        this.limit = limit;
    }

    synchronized void put(ChannelName channel, Frame frame, long now, long lifetime) {
        events.remove(channel);
        if (limit > 0) {
            events.put(channel, new Cached(frame, now + lifetime));
        }
        if (events.size() > limit) {
            var oldest = events.keySet().iterator();
            if (oldest.hasNext()) {
                oldest.next();
                oldest.remove();
            }
        }
    }

    synchronized @Nullable Frame get(ChannelName channel, long now) {
        var cached = events.get(channel);
        if (cached == null || now - cached.until() < 0) {
            return cached == null ? null : cached.frame();
        }
        events.remove(channel);
        return null;
    }

    /** The event with the time for which it is kept, null when there is none. */
    synchronized @Nullable CachedEvent look(ChannelName channel, long now) {
        var frame = get(channel, now);
        var cached = events.get(channel);
        return frame == null || cached == null
                ? null
                : new CachedEvent(frame, (cached.until() - now + SECOND - 1) / SECOND);
    }

    synchronized int size() {
        return events.size();
    }
}
