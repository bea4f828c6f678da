package io.stentor.transport.websocket;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The use of something that another thread may end: who ends it waits for the call under way, and no call begins after
 * that. For calls that do not block. Any thread.
 */
final class Lease {
    /** A call into the container does not block, so it is never waited for as long as that. */
    private static final long PATIENCE_MILLIS = Duration.ofSeconds(5).toMillis();

    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean over;

    /** Says whether a call may begin, which ends with {@link #leave}. One at a time; a thread may call from within a call. */
    boolean tryEnter() {
        lock.lock();
        if (over) {
            lock.unlock();
            return false;
        }
        return true;
    }

    /** @throws IOException when it is over */
    void enter() throws IOException {
        if (!tryEnter()) {
            throw new IOException("the connection has ended");
        }
    }

    void leave() {
        lock.unlock();
    }

    /** From here on no call is under way, but for one of this thread itself, and none begins. */
    void end() {
        boolean alone = false;
        try {
            alone = lock.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        over = true;
        if (alone) {
            lock.unlock();
        }
    }
}
