package io.stentor.connection;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A monotonic clock that moves when told. Begins below zero, as {@link System#nanoTime} may. Any thread. */
public final class FakeClock implements LongSupplier {
    private final AtomicLong now = new AtomicLong(-Duration.ofMinutes(1).toNanos());

    @Override
    public long getAsLong() {
        return now.get();
    }

    public void advance(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
