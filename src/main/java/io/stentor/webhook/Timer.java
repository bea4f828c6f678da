package io.stentor.webhook;

import java.time.Duration;

/** What time it is, and a call when it is later. Any thread. */
public interface Timer extends AutoCloseable {
    /** Monotonic, for durations. */
    long nanoTime();

    /** The wall clock, for people. */
    long currentTimeMillis();

    /**
     * Runs a task after a while, on a thread of its own and never two at once; tasks of one time in the order in which
     * they were given. A task must not block.
     *
     * @return calls the task off, unless it has begun
     */
    Runnable after(Duration delay, Runnable task);

    /** Runs nothing more. */
    @Override
    void close();
}
