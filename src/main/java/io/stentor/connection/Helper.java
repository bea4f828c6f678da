package io.stentor.connection;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A thread that brings work to lanes and has a hand in it. To wake a lane's own thread costs more than a small task and
 * the write that follows; so a lane that has little to do, and nobody at it, is run by whoever made it busy.
 */
final class Helper {
    /** Those at work. Not kept in the threads, which are the container's and would keep it after us. */
    private static final ConcurrentMap<Thread, Helper> WORKING = new ConcurrentHashMap<>();

    /** Turns that one helper takes, so that others who bring work do not keep it for ever. */
    private static final int MOST = 8;

    private final Queue<Lane> taken = new ArrayDeque<>(2);
    private int turns;

    private Helper() {}

    /** Does something that brings work to lanes, then what it may of that work. */
    static void lend(Runnable work) {
        var helper = new Helper();
        if (WORKING.putIfAbsent(Thread.currentThread(), helper) != null) {
            work.run();
            return;
        }
        try {
            work.run();
        } finally {
            helper.finish();
        }
    }

    private void finish() {
        try {
            for (var lane = taken.poll(); lane != null; lane = taken.poll()) {
                lane.help();
            }
        } finally {
            WORKING.remove(Thread.currentThread());
            // None, unless something went wrong that no lane survives.
            taken.forEach(Lane::leaveToItsThreads);
        }
    }

    /** Whether the current thread will run this lane, which has work and nobody at it. */
    static boolean takes(Lane lane) {
        var helper = WORKING.get(Thread.currentThread());
        return helper != null && helper.turns++ < MOST && helper.taken.add(lane);
    }
}
