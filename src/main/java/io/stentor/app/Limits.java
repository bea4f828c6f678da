package io.stentor.app;

/**
 * What an app may do (protocol 12). Lengths are bytes of UTF-8. Immutable.
 *
 * @param connections at once, 0 for any number
 * @param channelsPerConnection 0 for any number
 */
public record Limits(
        int connections,
        int channelName,
        int channelsPerConnection,
        int channelsPerPublish,
        int eventName,
        int eventPayloadBytes) {}
