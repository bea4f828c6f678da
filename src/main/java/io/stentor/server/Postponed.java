package io.stentor.server;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Calls that are put off for a while. Those that still wait when the server closes are made then, and those that come
 * afterwards at once, by who brings them. Any thread.
 */
final class Postponed {
    private final ScheduledExecutorService timer;
    private final Set<Once> waiting = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    Postponed(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** @param calls makes them when their time has come */
    Executor after(Duration delay, Executor calls) {
        return call -> {
            var once = new Once(call, calls);
            waiting.add(once);
            try {
                var unused = timer.schedule(once, delay.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException late) {
                once.run();
            }
        };
    }

    void close() {
        closed = true;
        waiting.forEach(Once::run);
    }

    private final class Once implements Runnable {
        private final Runnable call;
        private final Executor calls;
        private final AtomicBoolean made = new AtomicBoolean();

        Once(Runnable call, Executor calls) {
            this.call = call;
            this.calls = calls;
        }

        @Override
        public void run() {
            if (made.compareAndSet(false, true)) {
                waiting.remove(this);
                if (closed) {
                    call.run();
                } else {
                    calls.execute(call);
                }
            }
        }
    }
}
