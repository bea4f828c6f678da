package io.stentor.connection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What has to be looked at some time, sorted by when: a ring of slots, each a list of what is due within one stretch of
 * time. To add, to move and to take out cost the same however much there is, and what is not due costs nothing. One
 * thread at a time.
 */
final class Wheel {
    /** Not before the world ends. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long SLOT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** Two minutes and a bit, the usual time between two pings; what is due later goes round more than once. */
    private static final int SLOTS = 512;

    private final @Nullable Timed[] slots = new Timed[SLOTS];
    private final List<Timed> ripe = new ArrayList<>();
    private final long start;

    /** The slot whose time it is, counted from the start; those before it are empty. */
    private long current;

    /** @param now on a monotonic clock, in nanoseconds, as are all times here */
    Wheel(long now) {
        start = now;
    }

    /** Something that is due at some time. In one wheel at most. */
    abstract static class Timed {
        private static final int NOWHERE = -1;

        private @Nullable Timed before;
        private @Nullable Timed after;
        private int slot = NOWHERE;
        private long due = NEVER;

        /** Looks after it; says when to look again, {@link Wheel#NEVER} when there is no need. */
        abstract long check(long now);
    }

    /** Lets it be looked at then, and no more at another time that was said before. */
    void schedule(Timed timed, long due) {
        cancel(timed);
        if (due != NEVER) {
            timed.due = due;
            link(timed, (int) (slotOf(due) % SLOTS));
        }
    }

    /** The same, unless it is looked at before anyway. */
    void hasten(Timed timed, long due) {
        if (timed.due == NEVER || due - timed.due < 0) {
            schedule(timed, due);
        }
    }

    /** Forgets it; nothing happens when it is not here. */
    void cancel(Timed timed) {
        if (timed.slot != Timed.NOWHERE) {
            unlink(timed);
        }
        timed.due = NEVER;
    }

    /** Takes out what is due by now. What this returns is good until the next call. */
    List<Timed> ripe(long now) {
        ripe.clear();
        long last = Math.max(current, (now - start) / SLOT_NANOS);
        long rounds = Math.min(last - current, SLOTS - 1);
        current = last;
        for (long slot = last - rounds; slot <= last; slot++) {
            sort((int) (slot % SLOTS), now);
        }
        return ripe;
    }

    private void sort(int slot, long now) {
        var timed = slots[slot];
        slots[slot] = null;
        while (timed != null) {
            var next = timed.after;
            timed.before = null;
            timed.after = null;
            timed.slot = Timed.NOWHERE;
            if (timed.due - now <= 0) {
                timed.due = NEVER;
                ripe.add(timed);
            } else {
                link(timed, (int) (slotOf(timed.due) % SLOTS));
            }
            timed = next;
        }
    }

    /** The slot of that time, or the last one ahead. */
    private long slotOf(long due) {
        return Math.min(Math.max(current, (due - start) / SLOT_NANOS), current + SLOTS - 1);
    }

    private void link(Timed timed, int slot) {
        var first = slots[slot];
        timed.slot = slot;
        timed.after = first;
        if (first != null) {
            first.before = timed;
        }
        slots[slot] = timed;
    }

    private void unlink(Timed timed) {
        if (timed.before == null) {
            slots[timed.slot] = timed.after;
        } else {
            timed.before.after = timed.after;
        }
        if (timed.after != null) {
            timed.after.before = timed.before;
        }
        timed.before = null;
        timed.after = null;
        timed.slot = Timed.NOWHERE;
    }

    boolean isEmpty() {
        return Arrays.stream(slots).allMatch(slot -> slot == null);
    }
}
