package io.stentor.server;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the HTTP API needs to know of the configuration (protocol 8, 12). Immutable.
 *
 * @param requestBytes greatest size of the body of a request
 * @param bodyTimeout in which a body must have come in
 * @param idempotencyKeys of one app that are remembered at once
 * @param idempotencyBytes of the answers that are remembered with them
 * @param cors null when pages of other sites may not use the API
 */
public record HttpSettings(
        long requestBytes,
        Duration bodyTimeout,
        int idempotencyKeys,
        long idempotencyBytes,
        @Nullable CorsSettings cors) {}
