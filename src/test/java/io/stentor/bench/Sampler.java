package io.stentor.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Looks at a process, and perhaps at a channel, five times a second, on a thread of its own. */
final class Sampler implements AutoCloseable {
    private static final int PERIOD_MILLIS = 200;

    private final ServerMeter meter;
    private final Supplier<OptionalLong> subscriptions;
    private final long begin = System.nanoTime();
    private final List<Sample> samples = new ArrayList<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::sample, "bench-sampler");

    /**
     * @param seconds since the sampler began
     * @param subscriptions of the channel, -1 if nobody says
     */
    record Sample(double seconds, long residentKb, long openFiles, long subscriptions) {}

    /** @param subscriptions how many are subscribed now */
    Sampler(ServerMeter meter, Supplier<OptionalLong> subscriptions) {
        this.meter = meter;
        this.subscriptions = subscriptions;
        if (meter.known()) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void sample() {
        try {
            do {
                var sample = new Sample(
                        (System.nanoTime() - begin) / 1e9,
                        meter.residentKb().orElse(0),
                        meter.openFiles().orElse(0),
                        subscriptions.get().orElse(-1));
                synchronized (samples) {
                    samples.add(sample);
                }
            } while (!stop.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    List<Sample> samples() {
        synchronized (samples) {
            return List.copyOf(samples);
        }
    }

    @Override
    public void close() {
        stop.countDown();
    }
}
