package io.stentor.server;

import io.stentor.protocol.ClientMessage;

/** What a transport tells the server about one client, in the order in which it happens. Any thread, one at a time. */
public interface Inbound {
    /** The client said something. Waits for a moment when the server has more than enough to do. */
    void received(ClientMessage message);

    /**
     * The same for transports that may not wait.
     *
     * @param next is run when the server can take another message: at once as a rule, later and by another thread when it
     *     has more than enough to do
     */
    void received(ClientMessage message, Runnable next);

    /** A sign of life that is no message: a native pong. */
    void heard();

    /**
     * The transport is closed, by whomever; nothing comes after it.
     *
     * @param brokenOff whether the client vanished without a word
     */
    void closed(boolean brokenOff);
}
