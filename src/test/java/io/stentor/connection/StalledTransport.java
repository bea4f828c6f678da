package io.stentor.connection;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The slow client: it never finishes a write. Any thread. */
public final class StalledTransport implements Transport {
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicInteger aborts = new AtomicInteger();

    @Override
    public void write(Batch frames, Consumer<Throwable> done) {
        writes.incrementAndGet();
    }

    @Override
    public void close(int code, String reason) {
        throw new AssertionError("a close while a write is under way");
    }

    @Override
    public void abort() {
        aborts.incrementAndGet();
    }

    public int writes() {
        return writes.get();
    }

    public int aborts() {
        return aborts.get();
    }
}
