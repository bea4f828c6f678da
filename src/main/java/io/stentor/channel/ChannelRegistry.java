package io.stentor.channel;

import io.stentor.app.App;
import io.stentor.event.EventSink;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The channels of every app of this node. Any thread. */
public final class ChannelRegistry {
    private final Map<String, Channels> perApp = new ConcurrentHashMap<>();
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

    public Channels of(App app) {
        return perApp.computeIfAbsent(app.id(), id -> new Channels(app, lanes, settings, sink, clock));
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
