package io.stentor.event;

/** Code of the application that wants to know what happens on its server. */
@FunctionalInterface
public interface ServerEventListener {
    /**
     * Called with one event after the other, in the order in which they happened, on a thread that serves this listener
     * alone; it may block. What it throws is logged.
     */
    void happened(ServerEvent event);
}
