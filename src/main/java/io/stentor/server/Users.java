package io.stentor.server;

import io.stentor.connection.Connection;
import io.stentor.connection.User;
import io.stentor.protocol.Frame;
import io.stentor.protocol.Frames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The users of one app who are signed in, and who wants to hear of whom (protocol 5.3). Coming, going and watching
 * exclude each other per user, and what they cause is posted in that order. Connections' lanes call it.
 */
final class Users {
    private final Map<String, Entry> known = new ConcurrentHashMap<>();

    /** Numbers comings and goings, so that one which a watcher already knows from its first frame is not told again. */
    private final AtomicLong changes = new AtomicLong();

    /** One user; there is an entry exactly while somebody is signed in as it or watches it. */
    private static final class Entry {
        private final Set<Connection> connections = new HashSet<>();

        /** Each with the number of the latest change that it knows. */
        private final Map<Connection, Long> watchers = new HashMap<>();

        private boolean empty() {
            return connections.isEmpty() && watchers.isEmpty();
        }
    }

    /** The connection signed in, for the first time. */
    void arrive(Connection connection, User user) {
        known.compute(user.id(), (id, found) -> {
            var entry = found == null ? new Entry() : found;
            if (entry.connections.isEmpty()) {
                tell(id, entry, Frames.watchlistEvents(List.of(id), List.of()));
            }
            entry.connections.add(connection);
            return entry;
        });
    }

    /** The connection is over. */
    void depart(Connection connection, User user) {
        unwatch(connection, user.watchlist());
        known.computeIfPresent(user.id(), (id, entry) -> {
            if (entry.connections.remove(connection) && entry.connections.isEmpty()) {
                tell(id, entry, Frames.watchlistEvents(List.of(), List.of(id)));
            }
            return entry.empty() ? null : entry;
        });
    }

    /** Begins to watch these users, and sends who of them is there and who is not; nothing when there is nobody to watch. */
    void watch(Connection connection, Set<String> users) {
        var online = new ArrayList<String>();
        var offline = new ArrayList<String>();
        for (var user : users) {
            known.compute(user, (id, found) -> {
                var entry = found == null ? new Entry() : found;
                entry.watchers.put(connection, changes.get());
                (entry.connections.isEmpty() ? offline : online).add(id);
                return entry;
            });
        }
        if (!users.isEmpty()) {
            connection.send(Frames.watchlistEvents(online, offline));
        }
    }

    void unwatch(Connection connection, Set<String> users) {
        for (var user : users) {
            known.computeIfPresent(user, (id, entry) -> {
                entry.watchers.remove(connection);
                return entry.empty() ? null : entry;
            });
        }
    }

    private void tell(String userId, Entry entry, Frame frame) {
        long number = changes.incrementAndGet();
        for (var watcher : entry.watchers.keySet()) {
            watcher.lane().run(() -> {
                if (waitsFor(userId, watcher, number)) {
                    watcher.send(frame);
                }
            });
        }
    }

    private boolean waitsFor(String userId, Connection watcher, long number) {
        var waits = new boolean[1];
        known.computeIfPresent(userId, (id, entry) -> {
            var knows = entry.watchers.get(watcher);
            waits[0] = knows != null && knows < number;
            return entry;
        });
        return waits[0];
    }

    int count() {
        return known.size();
    }
}
