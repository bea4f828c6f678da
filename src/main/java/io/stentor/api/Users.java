package io.stentor.api;

import java.util.Map;

/** Who is connected to an app, and how it gets rid of somebody (protocol 5.4, 8.4). */
final class Users {
    private Users() {}

    /** {@code GET /connections}: how many there are. */
    static Answer connections(ApiRequest request) {
        return request.ok(Map.of("connections", request.server().connections(request.app())));
    }

    /** {@code POST /users/{id}/terminate_connections}; the body does not matter. */
    static Answer terminate(ApiRequest request) {
        request.server().terminate(request.app(), request.name());
        return Answer.EMPTY;
    }

    /** {@code POST /users/{id}/force_reconnect}; the body does not matter. */
    static Answer forceReconnect(ApiRequest request) {
        request.server().forceReconnect(request.app(), request.name());
        return Answer.EMPTY;
    }
}
