package io.stentor.server;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the few calls of a transport that may block, such as native pings and closes, on threads of their own: no lane
 * may wait. A connection asks for at most one at a time, which bounds the queue. An engine may never come back from a
 * call: Open Liberty waits for ever to write its close when the connection breaks meanwhile, and goes on when it is
 * interrupted. So calls that bear it are.
 */
final class BlockingCalls implements Executor, AutoCloseable {
    static final int THREADS = 8;

    /** With those that stand in for threads which do not come back although they were interrupted. */
    static final int MOST_THREADS = 64;

    /** Longer than any engine's own patience with a close. */
    static final Duration PATIENCE = Duration.ofSeconds(6);

    private final ThreadPoolExecutor threads;
    private final LongSupplier clock;
    private final Set<Impatient> underWay = ConcurrentHashMap.newKeySet();
    private int stuck;

    /** @param clock nanoseconds, as of {@link System#nanoTime} */
    BlockingCalls(ThreadFactory factory, LongSupplier clock) {
        this.clock = clock;
        threads = new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable call) {
        try {
            threads.execute(call);
        } catch (RejectedExecutionException stopped) {
            // The container closes what is left.
            return;
        }
    }

    /** Runs a call likewise, and interrupts it whenever {@link #PATIENCE} is over. */
    void executeImpatiently(Runnable call) {
        execute(new Impatient(call));
    }

    /** To be called now and then: interrupts what takes too long. */
    void tick() {
        underWay.forEach(Impatient::look);
    }

    /** Opens a thread for each that is stuck, so that few clients cannot keep the others from being closed. */
    private synchronized void stuck(int more) {
        stuck += more;
        int size = Math.min(THREADS + stuck, MOST_THREADS);
        if (size > threads.getMaximumPoolSize()) {
            threads.setMaximumPoolSize(size);
            threads.setCorePoolSize(size);
        } else {
            threads.setCorePoolSize(size);
            threads.setMaximumPoolSize(size);
        }
    }

    private final class Impatient implements Runnable {
        private final Runnable call;
        private @Nullable Thread thread;
        private long since;
        private boolean interrupted;

        private Impatient(Runnable call) {
            this.call = call;
        }

        @Override
        public void run() {
            begin();
            try {
                call.run();
            } finally {
                end();
            }
        }

        private synchronized void begin() {
            thread = Thread.currentThread();
            since = clock.getAsLong();
            underWay.add(this);
        }

        private synchronized void look() {
            if (thread != null && clock.getAsLong() - since >= PATIENCE.toNanos()) {
                since = clock.getAsLong();
                if (!interrupted) {
                    interrupted = true;
                    stuck(1);
                }
                thread.interrupt();
            }
        }

        private synchronized void end() {
            underWay.remove(this);
            thread = null;
            if (interrupted) {
                stuck(-1);
                // Not the next call's.
                var unused = Thread.interrupted();
            }
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(2, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException stop) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
