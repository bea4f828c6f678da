package io.stentor.channel;

import java.time.Duration;

/**
 * What channels need to know of the configuration (protocol 12). Immutable.
 *
 * @param cachedEvents per app
 * @param lingering how long a user whose connection broke off stays in a presence channel, zero not at all
 */
public record ChannelSettings(int cachedEvents, Duration lingering) {}
