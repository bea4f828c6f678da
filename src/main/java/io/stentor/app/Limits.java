package io.stentor.app;

/**
 * What an app may do (protocol 12). Lengths are bytes of UTF-8. Immutable.
 *
 * @param connections at once, 0 for any number
 * @param channelsPerConnection 0 for any number
 * @param batch events of one batch
 * @param presenceMembers users in one presence channel
 * @param memberBytes of {@code user_info}
 * @param cacheSeconds for which a cache channel keeps its last event
 * @param clientEvents of one connection
 * @param messages of one connection, pings and pongs aside
 * @param backEndEvents of the whole app, one for each channel that an event goes to
 * @param reads of the whole app: requests that ask and change nothing
 * @param idempotencySeconds for which the key of a request is remembered
 */
public record Limits(
        int connections,
        int channelName,
        int channelsPerConnection,
        int channelsPerPublish,
        int eventName,
        int eventPayloadBytes,
        int batch,
        int presenceMembers,
        int memberBytes,
        int cacheSeconds,
        RateLimit clientEvents,
        RateLimit messages,
        RateLimit backEndEvents,
        RateLimit reads,
        int idempotencySeconds) {}
