package io.stentor.connection;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked for when it connected. Immutable.
 *
 * @param origins the Origin header, a line each; empty when there was none
 * @param query as sent, null when absent
 * @param secure whether it came over TLS
 * @param address the client's, null when the container does not tell
 */
public record Handshake(
        List<String> origins,
        @Nullable String query,
        boolean secure,
        @Nullable String address) {
    public Handshake {
        origins = List.copyOf(origins);
    }
}
