package io.stentor.app;

/**
 * How often something may be done by one connection or app. Immutable.
 *
 * @param attempts within the time, 0 for any number
 * @param seconds the time
 * @param terminate whether who does it more often is disconnected
 */
public record RateLimit(int attempts, int seconds, boolean terminate) {}
