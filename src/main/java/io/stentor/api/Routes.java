package io.stentor.api;

import io.stentor.api.RateLimits.Kind;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every path of the HTTP API (protocol 8.3, 8.4). Immutable. */
final class Routes {
    private final List<Route> all;

    /** What is done for an app once the request is known to be its own. */
    @FunctionalInterface
    interface Action {
        Answer answer(ApiRequest request);
    }

    /** @param path its groups are the app's id and, where there is one, the name of a channel or user */
    record Route(String method, Pattern path, Kind kind, Action action) {}

    /** A route, and the parts of a path that led to it. */
    record Match(Route route, Matcher path) {}

    Routes(Events events) {
        all = List.of(
                route("POST", "/events", Kind.EVENT, events::publish),
                route("POST", "/batch_events", Kind.EVENT, events::publishBatch),
                route("POST", "/channels/{name}/events", Kind.EVENT, events::publishToOne),
                route("GET", "/channels", Kind.READ, ChannelQueries::list),
                route("GET", "/channels/{name}", Kind.READ, ChannelQueries::one),
                route("GET", "/channels/{name}/users", Kind.READ, ChannelQueries::users),
                route("GET", "/connections", Kind.READ, Users::connections),
                route("POST", "/users/{name}/terminate_connections", Kind.OTHER, Users::terminate),
                route("POST", "/users/{name}/force_reconnect", Kind.OTHER, Users::forceReconnect));
    }

    private static Route route(String method, String path, Kind kind, Action action) {
        return new Route(method, Pattern.compile("/apps/([^/]+)" + path.replace("{name}", "([^/]+)")), kind, action);
    }

    /** Where a path leads, as it was sent; nowhere when it is malformed or unknown. */
    Optional<Match> find(String path) {
        if (!wellFormed(path)) {
            return Optional.empty();
        }
        for (var route : all) {
            var matcher = route.path().matcher(path);
            if (matcher.matches()) {
                return Optional.of(new Match(route, matcher));
            }
        }
        return Optional.empty();
    }

    /** Neither a percent sign that encodes nothing, nor an encoded NUL or slash, which nobody's name contains. */
    private static boolean wellFormed(String path) {
        for (int i = path.indexOf('%'); i >= 0; i = path.indexOf('%', i + 1)) {
            int high = i + 2 < path.length() ? Character.digit(path.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(path.charAt(i + 2), 16);
            if (low < 0 || high * 16 + low == 0 || high * 16 + low == '/') {
                return false;
            }
        }
        return true;
    }
}
