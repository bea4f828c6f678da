package io.stentor.conformance.client;

import java.util.ArrayDeque;
import java.util.Deque;

/** What went over one connection, with the time of each line; keeps the last lines only. Safe for many threads. */
final class Transcript {
    private static final int LINES = 100;

    private final long start = System.nanoTime();
    private final Deque<String> lines = new ArrayDeque<>();
    private int forgotten;

    synchronized void add(String direction, String what) {
        if (lines.size() == LINES) {
            lines.removeFirst();
            forgotten++;
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        lines.add("%6d ms %s %s%n".formatted(millis, direction, what));
    }

    @Override
    public synchronized String toString() {
        var head = forgotten == 0 ? "Seen so far:" : "Seen so far, after " + forgotten + " other lines:";
        return head + System.lineSeparator() + String.join("", lines);
    }
}
