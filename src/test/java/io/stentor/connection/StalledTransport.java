package io.stentor.connection;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The slow client: it never finishes a write. Any thread. */
public final class StalledTransport implements Transport {
    private final AtomicInteger writes = new AtomicInteger();
    private final List<String> aborts = new CopyOnWriteArrayList<>();

    @Override
    public void write(Batch frames, Consumer<Throwable> done) {
        writes.incrementAndGet();
    }

    @Override
    public void close(int code, String reason) {
        throw new AssertionError("a close while a write is under way");
    }

    @Override
    public void abort(int code, String reason) {
        aborts.add(code + " " + reason);
    }

    public int writes() {
        return writes.get();
    }

    /** Code and reason of each. */
    public List<String> aborts() {
        return aborts;
    }
}
