package io.stentor.server;

import io.stentor.app.App;
import io.stentor.connection.Connection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The users of every app of this node. */
final class UserRegistry {
    private final Map<String, Users> perApp = new ConcurrentHashMap<>();

    Users of(App app) {
        return perApp.computeIfAbsent(app.id(), id -> new Users());
    }

    /** A connection is over, whether or not it had signed in. */
    void depart(Connection connection) {
        var user = connection.user();
        if (user != null) {
            of(connection.app()).depart(connection, user);
        }
    }

    /** Users who are signed in or watched, over all apps. */
    int count() {
        return perApp.values().stream().mapToInt(Users::count).sum();
    }
}
