package io.stentor.webhook;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The requests that nobody took, the last of them: bounded in number and in bytes, the oldest makes room (protocol 9.2,
 * 11). Any thread; never blocks.
 */
final class DeadLetters {
    private record Entry(WebhookQueue queue, DeadLetter letter) {
        int bytes() {
            return 200 + letter.body().length();
        }
    }

    private final int most;
    private final long mostBytes;

    /** Of this process, so that nobody resends by an id that he read before a restart. */
    private final String prefix;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Entry> entries = new ArrayDeque<>();
    private long bytes;
    private long last;

    DeadLetters(int most, long mostBytes, long startMillis) {
        this.most = most;
        this.mostBytes = mostBytes;
        this.prefix = Long.toString(startMillis, Character.MAX_RADIX) + "-";
    }

    void add(WebhookQueue queue, Delivery delivery, long millis) {
        lock.lock();
        try {
            var letter = new DeadLetter(
                    prefix + ++last,
                    queue.appId(),
                    queue.address(),
                    millis,
                    delivery.attempts(),
                    delivery.lastError(),
                    delivery.events(),
                    delivery.body());
            var entry = new Entry(queue, letter);
            entries.addLast(entry);
            bytes += entry.bytes();
            while (entries.size() > most || bytes > mostBytes) {
                bytes -= entries.removeFirst().bytes();
            }
        } finally {
            lock.unlock();
        }
    }

    List<DeadLetter> newestFirst() {
        lock.lock();
        try {
            var letters = new ArrayList<DeadLetter>(entries.size());
            entries.forEach(entry -> letters.add(entry.letter()));
            Collections.reverse(letters);
            return letters;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives letters back to their queues, the oldest first; what finds no room there stays.
     *
     * @return how many went
     */
    int resend(Predicate<DeadLetter> which) {
        lock.lock();
        try {
            int before = entries.size();
            entries.removeIf(entry -> {
                boolean goes = which.test(entry.letter()) && entry.queue().again(entry.letter());
                bytes -= goes ? entry.bytes() : 0;
                return goes;
            });
            return before - entries.size();
        } finally {
            lock.unlock();
        }
    }
}
