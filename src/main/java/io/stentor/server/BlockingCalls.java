package io.stentor.server;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs the few calls of a transport that may block, such as native pings and closes, on threads of their own: no lane
 * may wait. A connection asks for at most one at a time, which bounds the queue.
 */
final class BlockingCalls implements Executor, AutoCloseable {
    private static final int THREADS = 8;

    private final ThreadPoolExecutor threads;

    BlockingCalls(ThreadFactory factory) {
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
