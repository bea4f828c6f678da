package io.stentor.webhook;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes when told, in the thread that tells it; tasks may come from any thread. */
public final class SteppedTime implements Timer {
    /** The wall clock at the beginning. */
    public static final long START = 1_700_000_000_000L;

    private record Task(long due, long number, Runnable work) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::number));
    // Begins below zero, as System.nanoTime may.
    private final long beginning = -Duration.ofMinutes(1).toNanos();
    private long now = beginning;
    private long number;
    private boolean closed;

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public synchronized long currentTimeMillis() {
        return START + Duration.ofNanos(now - beginning).toMillis();
    }

    /** Since the beginning. */
    public Duration elapsed() {
        return Duration.ofNanos(nanoTime() - beginning);
    }

    @Override
    public synchronized Runnable after(Duration delay, Runnable work) {
        if (closed) {
            return () -> {};
        }
        var task = new Task(now + delay.toNanos(), number++, work);
        tasks.add(task);
        return () -> callOff(task);
    }

    private synchronized void callOff(Task task) {
        tasks.remove(task);
    }

    /** Lets time pass, and does at its time what becomes due meanwhile. */
    public void advance(Duration time) {
        long end = nanoTime() + time.toNanos();
        for (var task = next(end); task != null; task = next(end)) {
            task.work().run();
        }
    }

    public void advance(long millis) {
        advance(Duration.ofMillis(millis));
    }

    /** Does what is due now. */
    public void settle() {
        advance(Duration.ZERO);
    }

    private synchronized Task next(long end) {
        var task = tasks.peek();
        if (task == null || task.due() > end) {
            now = end;
            return null;
        }
        now = Math.max(now, task.due());
        return tasks.remove();
    }

    /** How many tasks wait for their time. */
    public synchronized int waiting() {
        return tasks.size();
    }

    @Override
    public synchronized void close() {
        closed = true;
        tasks.clear();
    }
}
