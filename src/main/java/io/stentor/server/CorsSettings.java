package io.stentor.server;

import io.stentor.app.Origins;

/**
 * Which pages of other sites may use the HTTP API, and how (protocol 8.5). Immutable.
 *
 * @param anyOrigin whether every origin may, which the answer can then say
 * @param methods and {@code headers} are comma lists, as they are sent
 */
public record CorsSettings(Origins origins, boolean anyOrigin, String methods, String headers, boolean credentials) {}
