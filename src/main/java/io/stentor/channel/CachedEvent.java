package io.stentor.channel;

import io.stentor.protocol.Frame;

/**
 * What a cache channel keeps (protocol 3.8). Immutable.
 *
 * @param secondsLeft for which it is kept from now on, a begun second counts
 */
public record CachedEvent(Frame frame, long secondsLeft) {}
