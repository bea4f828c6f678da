package io.stentor.cluster;

import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Frame;
import io.stentor.protocol.SocketId;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to every node: ids and a ready frame, never objects, never a secret. Immutable.
 *
 * @param fromBackEnd whether a back end published it, so that cache channels keep it
 * @param except the connection that must not get it; null excludes nobody
 */
public record Envelope(
        String appId,
        ChannelName channel,
        Frame frame,
        boolean fromBackEnd,
        @Nullable SocketId except) {}
