package io.stentor.transport.websocket;

import io.stentor.connection.Handshake;
import io.stentor.connection.TrustedProxies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake said, before it is known who may be believed. Immutable.
 *
 * @param origins the lines of the Origin header
 * @param forwardedFor the lines of X-Forwarded-For
 * @param forwardedProto the lines of X-Forwarded-Proto
 * @param peer the address at the other end of the TCP connection, null when the container does not tell
 * @param credulous whether the container may call the connection secure because its client says so
 */
public record Notes(
        List<String> origins,
        List<String> forwardedFor,
        List<String> forwardedProto,
        @Nullable String peer,
        boolean credulous) {

    /** Of a container that believes nobody. */
    public Notes(List<String> origins, List<String> forwardedFor, List<String> forwardedProto, @Nullable String peer) {
        this(origins, forwardedFor, forwardedProto, peer, false);
    }

    Handshake handshake(TrustedProxies proxies, boolean secure, @Nullable String query) {
        boolean believed = secure && !credulous;
        return new Handshake(
                origins, query, proxies.secure(peer, believed, forwardedProto), proxies.client(peer, forwardedFor));
    }
}
