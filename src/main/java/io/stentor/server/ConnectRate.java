package io.stentor.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** How often each address connected within the current second. Any thread. */
final class ConnectRate {
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** More addresses than this within one second are nobody's customers; they are refused. */
    private static final int MOST_ADDRESSES = 100_000;

    private final int limit;
    private final LongSupplier clock;
    private final AtomicLong window;
    private final Map<String, Integer> connects = new ConcurrentHashMap<>();

    /** @param limit connects of one address within one second, 0 for any number */
    ConnectRate(int limit, LongSupplier clock) {
        this.limit = limit;
        this.clock = clock;
        this.window = new AtomicLong(clock.getAsLong());
    }

    boolean admit(String address) {
        if (limit == 0) {
            return true;
        }
        long start = window.get();
        long now = clock.getAsLong();
        if (now - start >= WINDOW_NANOS && window.compareAndSet(start, now)) {
            connects.clear();
        }
        return connects.size() < MOST_ADDRESSES && connects.merge(address, 1, Integer::sum) <= limit;
    }
}
