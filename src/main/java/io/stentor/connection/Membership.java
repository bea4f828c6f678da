package io.stentor.connection;

import org.jspecify.annotations.Nullable;

/** A connection's place in one channel, as the connection sees it. */
public interface Membership {
    /** Who the connection is there, in a presence channel; null in any other. */
    @Nullable
    String userId();

    /**
     * Gives the place up. The connection's lane calls it, once.
     *
     * @param brokenOff whether the client vanished instead of leaving
     */
    void leave(boolean brokenOff);
}
