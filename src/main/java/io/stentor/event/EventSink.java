package io.stentor.event;

/**
 * Hears what happens. Lanes call it, also under the lock of a channel, so it must return at once and must not throw;
 * events of one channel come one after the other, in the order in which they happened. What clients send each other is
 * told beside that lock: that of one client in its order, that of several perhaps not as the subscribers heard it.
 */
public interface EventSink {
    /** Nobody listens. */
    EventSink NONE = new EventSink() {
        @Override
        public boolean wants(ServerEvent event) {
            return false;
        }

        @Override
        public void accept(ServerEvent event) {}
    };

    /** Whether {@link #accept} would do anything with this event; asked before anything else is done about it. */
    boolean wants(ServerEvent event);

    /** Hears it; what it does not want it passes over. */
    void accept(ServerEvent event);
}
