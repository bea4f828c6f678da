package io.stentor.channel;

import io.stentor.app.LiveApp;
import io.stentor.event.EventSink;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** The channels of every app of this node. Any thread. */
public final class ChannelRegistry {
    private final Map<LiveApp, Channels> perApp = new ConcurrentHashMap<>();
    private final int lanes;
    private final ChannelSettings settings;
    private final EventSink sink;
    private final LongSupplier clock;

    /**
     * @param sink hears what happens to channels, under the lock of each
     * @param clock monotonic, in nanoseconds
     */
    public ChannelRegistry(int lanes, ChannelSettings settings, EventSink sink, LongSupplier clock) {
        this.lanes = lanes;
        this.settings = settings;
        this.sink = sink;
        this.clock = clock;
    }

    public Channels of(LiveApp app) {
        return perApp.computeIfAbsent(app, id -> new Channels(app, lanes, settings, sink, clock));
    }

    /** Forgets the channels of apps of which nothing is left, what they cached included. */
    public void forget(Predicate<LiveApp> gone) {
        perApp.keySet().removeIf(gone);
    }

    /** Does what has become due in any channel; to be called now and then. */
    public void tick() {
        perApp.values().forEach(Channels::tick);
    }

    /** Channels that are occupied now, over all apps. */
    public int count() {
        return perApp.values().stream().mapToInt(Channels::count).sum();
    }
}
