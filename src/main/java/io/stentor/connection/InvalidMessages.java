package io.stentor.connection;

import java.util.concurrent.TimeUnit;

/** Counts what a client sends wrong (protocol 6): more than 20 within 10 seconds are too many. One thread at a time. */
final class InvalidMessages {
    private static final int ALLOWED = 20;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final long[] times = new long[ALLOWED];
    private int seen;

    /** Notes one more, and says whether it is one too many. */
    boolean oneTooMany(long now) {
        int slot = seen % ALLOWED;
        boolean tooMany = seen >= ALLOWED && now - times[slot] < WINDOW_NANOS;
        times[slot] = now;
        seen = seen + 1 < 0 ? ALLOWED + (seen + 1) % ALLOWED : seen + 1;
        return tooMany;
    }
}
