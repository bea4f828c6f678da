package io.stentor.channel;

import io.stentor.protocol.Frame;
import java.util.List;

/**
 * The outcome of an attempt to join a channel.
 *
 * @param full whether the presence channel had no room for another user; nothing else happened then
 * @param answers what the connection is sent before anything else of the channel
 */
public record Joined(boolean full, List<Frame> answers) {
    static final Joined FULL = new Joined(true, List.of());
}
