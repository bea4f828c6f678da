package io.stentor.bench;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Histograms of nanoseconds up to two minutes, to three digits. */
final class Latencies {
    private static final long LONGEST = TimeUnit.MINUTES.toNanos(2);

    private Latencies() {}

    static Histogram histogram() {
        return new Histogram(LONGEST, 3);
    }

    static long clamp(long nanos) {
        return Math.max(0, Math.min(nanos, LONGEST));
    }
}
