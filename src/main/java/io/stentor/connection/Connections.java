package io.stentor.connection;

import io.stentor.app.App;
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
    private final Map<String, AtomicInteger> perApp = new ConcurrentHashMap<>();
    private final AtomicInteger all = new AtomicInteger();

    /** Takes a place for a connection that is about to be admitted; says false when all {@code limit} places are taken. */
    public boolean reserve(int limit) {
        return take(all, limit);
    }

    /** Takes one of the app's places; says false when there is none. */
    public boolean reserve(App app) {
        return take(places(app), app.limits().connections());
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
            places(connection.app()).decrementAndGet();
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
    public int count(App app) {
        return places(app).get();
    }

    private AtomicInteger places(App app) {
        return perApp.computeIfAbsent(app.id(), id -> new AtomicInteger());
    }

    /** A limit of 0 is none. */
    private static boolean take(AtomicInteger places, int limit) {
        int before = places.getAndUpdate(taken -> limit == 0 || taken < limit ? taken + 1 : taken);
        return limit == 0 || before < limit;
    }
}
