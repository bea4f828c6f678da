package io.stentor.server;

import io.stentor.app.LiveApp;
import io.stentor.connection.Connection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The users of every app of this node. */
final class UserRegistry {
    private final Map<LiveApp, Users> perApp = new ConcurrentHashMap<>();

    Users of(LiveApp app) {
        return perApp.computeIfAbsent(app, id -> new Users());
    }

    /** A connection is over, whether or not it had signed in. */
    void depart(Connection connection) {
        var user = connection.user();
        if (user != null) {
            of(connection.liveApp()).depart(connection, user);
        }
    }

    /** Forgets the users of apps of which nothing is left. */
    void forget(Predicate<LiveApp> gone) {
        perApp.keySet().removeIf(gone);
    }

    /** Users who are signed in or watched, over all apps. */
    int count() {
        return perApp.values().stream().mapToInt(Users::count).sum();
    }
}
