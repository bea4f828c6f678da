package io.stentor.app;

/** What an app has switched on (protocol 12). Immutable. */
public record Features(
        boolean clientMessages,
        boolean userAuthentication,
        boolean watchlistEvents,
        boolean subscriptionCount,
        boolean idempotency) {}
