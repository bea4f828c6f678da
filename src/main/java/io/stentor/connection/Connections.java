package io.stentor.connection;

import io.stentor.app.LiveApp;
import io.stentor.protocol.SocketId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The live connections of this node. Registration and quota are one step. Any thread. */
public final class Connections {
    private final ConcurrentMap<SocketId, Connection> live = new ConcurrentHashMap<>();
    private final Map<LiveApp, Integer> perApp = new ConcurrentHashMap<>();
    private final AtomicInteger all = new AtomicInteger();

    /** Takes a place for a connection that is about to be admitted; says false when all {@code limit} places are taken; 0 is no limit. */
    public boolean reserve(int limit) {
        int before = all.getAndUpdate(taken -> limit == 0 || taken < limit ? taken + 1 : taken);
        return limit == 0 || before < limit;
    }

    /** Takes one of the app's places; says false when there is none. */
    public boolean reserve(LiveApp app) {
        int limit = app.now().limits().connections();
        var taken = new boolean[1];
        perApp.compute(app, (id, count) -> {
            int before = count == null ? 0 : count;
            taken[0] = limit == 0 || before < limit;
            return taken[0] ? Integer.valueOf(before + 1) : count;
        });
        return taken[0];
    }

    /** Gives back what {@link #reserve(int)} took for a connection that was not admitted after all. */
    public void cancel() {
        all.decrementAndGet();
    }

    /** Registers a connection with its two places taken; says false when its id is in use. */
    public boolean add(Connection connection) {
        return live.putIfAbsent(connection.id(), connection) == null;
    }

    /** Removes a registered connection and frees its places. */
    public void remove(Connection connection) {
        if (live.remove(connection.id(), connection)) {
            perApp.computeIfPresent(connection.liveApp(), (id, count) -> count > 1 ? count - 1 : null);
            all.decrementAndGet();
        }
    }

    public Optional<Connection> find(SocketId id) {
        return Optional.ofNullable(live.get(id));
    }

    /** A view of those that are live now. */
    public Collection<Connection> all() {
        return live.values();
    }

    public int count() {
        return all.get();
    }

    /** Connections of one app. */
    public int count(LiveApp app) {
        return perApp.getOrDefault(app, 0);
    }
}
