package io.stentor.connection;

/** A connection's place in one channel, as the connection sees it. */
public interface Membership {
    /** Gives the place up. The connection's lane calls it, once. */
    void leave();
}
