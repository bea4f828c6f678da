package io.stentor.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Log lines that strangers can provoke: one a second at most, the others counted in the next. Any thread. */
final class Notices {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int LONGEST = 200;

    private final Logger log;
    private final LongSupplier clock;
    private final AtomicLong next;
    private final AtomicLong suppressed = new AtomicLong();

    Notices(Logger log, LongSupplier clock) {
        this.log = log;
        this.clock = clock;
        this.next = new AtomicLong(clock.getAsLong());
    }

    void say(String line) {
        long due = next.get();
        long now = clock.getAsLong();
        if (now - due >= 0 && next.compareAndSet(due, now + PAUSE_NANOS)) {
            long others = suppressed.getAndSet(0);
            log.log(Level.INFO, others == 0 ? line : line + " (and " + others + " more refused before)");
        } else {
            suppressed.incrementAndGet();
        }
    }

    /** Text of a stranger, fit for one line of a log: shortened, without control characters. */
    static String printable(String text) {
        var start = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return start.replaceAll("[^\\x20-\\x7e…]", "?");
    }
}
