package io.stentor.channel;

import io.stentor.app.App;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The channels of every app of this node. Any thread. */
public final class ChannelRegistry {
    private final Map<String, Channels> perApp = new ConcurrentHashMap<>();
    private final int lanes;

    public ChannelRegistry(int lanes) {
        this.lanes = lanes;
    }

    public Channels of(App app) {
        return of(app.id());
    }

    /** @param appId of an app that exists: there is one entry for each that was asked for */
    public Channels of(String appId) {
        return perApp.computeIfAbsent(appId, id -> new Channels(lanes));
    }

    /** Channels that are occupied now, over all apps. */
    public int count() {
        return perApp.values().stream().mapToInt(Channels::count).sum();
    }
}
