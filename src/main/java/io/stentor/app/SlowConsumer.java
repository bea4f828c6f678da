package io.stentor.app;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What becomes of an event for a client for which too much waits already (protocol 7, 12). */
public enum SlowConsumer {
    /** The client is let go (4100). */
    DISCONNECT,
    /** The client misses this event. */
    DROP_NEWEST,
    /** The client misses the events that wait for the longest time. */
    DROP_OLDEST,
    /** Of one channel and event only the latest ever waits, which is enough for tickers; then as {@link #DROP_OLDEST}. */
    LATEST_ONLY;

    /** As in the configuration. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<SlowConsumer> of(String text) {
        return Arrays.stream(values())
                .filter(policy -> policy.text().equals(text))
                .findFirst();
    }
}
