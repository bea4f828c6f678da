package io.stentor.connection;

import org.jspecify.annotations.Nullable;

/** A connection's place in one channel, as the connection sees it. */
public interface Membership {
    /** Who the connection is there, in a presence channel; null in any other. */
    default @Nullable String userId() {
        return null;
    }

    /**
     * Gives the place up. The connection's lane calls it, once.
     *
     * @param brokenOff whether the client vanished instead of leaving
     */
    void leave(boolean brokenOff);
}
