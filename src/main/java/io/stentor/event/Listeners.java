package io.stentor.event;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of the application. Each has a bounded queue of its own, and a thread while there is something in it, so
 * that one that blocks holds up nobody: when its queue is full, it misses events, which are counted. Any thread.
 */
public final class Listeners implements EventSink, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Listeners.class.getName());
    private static final int MOST_LISTENERS = 64;
    private static final long IDLE_SECONDS = 10;
    private static final long LAST_WORDS_SECONDS = 2;

    private final int queue;
    private final ThreadPoolExecutor threads;
    private final List<Hearing> hearings = new CopyOnWriteArrayList<>();

    /** @param queue events that may wait for one listener */
    public Listeners(int queue, ThreadFactory factory) {
        this.queue = queue;
        // Never more threads than listeners, since each asks for one at a time.
        this.threads = new ThreadPoolExecutor(
                0, MOST_LISTENERS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    }

    /**
     * Adds a listener.
     *
     * @param kinds the records of {@link ServerEvent} that it hears
     * @return removes it again; what waits for it then is dropped
     * @throws IllegalStateException when there are too many
     */
    public synchronized Runnable add(Set<Class<? extends ServerEvent>> kinds, ServerEventListener listener) {
        if (hearings.size() >= MOST_LISTENERS) {
            throw new IllegalStateException("there are " + MOST_LISTENERS + " listeners, which is the limit");
        }
        var hearing = new Hearing(Set.copyOf(kinds), listener);
        hearings.add(hearing);
        return () -> {
            hearings.remove(hearing);
            hearing.end();
        };
    }

    @Override
    public boolean wants(ServerEvent event) {
        for (var hearing : hearings) {
            if (hearing.kinds.contains(event.getClass())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void accept(ServerEvent event) {
        for (var hearing : hearings) {
            if (hearing.kinds.contains(event.getClass())) {
                hearing.add(event);
            }
        }
    }

    /** Events that listeners missed so far. */
    public long missed() {
        return hearings.stream().mapToLong(Hearing::missed).sum();
    }

    /** Lets listeners hear what waits for them, for a moment; then ends the threads. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LAST_WORDS_SECONDS, TimeUnit.SECONDS)) {
                hearings.forEach(Hearing::end);
                threads.shutdownNow();
                if (!threads.awaitTermination(LAST_WORDS_SECONDS, TimeUnit.SECONDS)) {
                    LOG.log(Level.WARNING, "a listener for server events does not return");
                }
            }
        } catch (InterruptedException stop) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** One listener and what waits for it. */
    private final class Hearing {
        private final Set<Class<? extends ServerEvent>> kinds;
        private final ServerEventListener listener;
        private final Queue<ServerEvent> waiting = new ArrayDeque<>();
        private boolean running;
        private boolean ended;
        private boolean full;
        private long missed;

        /** The thread's that runs. */
        private long failures;

        private Hearing(Set<Class<? extends ServerEvent>> kinds, ServerEventListener listener) {
            this.kinds = kinds;
            this.listener = listener;
        }

        private void add(ServerEvent event) {
            synchronized (this) {
                if (ended || isFull()) {
                    return;
                }
                waiting.add(event);
                if (running) {
                    return;
                }
                running = true;
            }
            try {
                threads.execute(this::run);
            } catch (RejectedExecutionException refused) {
                end();
                if (!threads.isShutdown()) {
                    LOG.log(Level.WARNING, "there is no thread for a listener for server events: {0}", name());
                }
            }
        }

        private boolean isFull() {
            if (waiting.size() < queue) {
                return false;
            }
            missed++;
            if (!full) {
                full = true;
                LOG.log(Level.WARNING, "a listener is too slow and misses server events: {0}", name());
            }
            return true;
        }

        private String name() {
            return listener.getClass().getName();
        }

        private void run() {
            for (var event = next(); event != null; event = next()) {
                try {
                    listener.happened(event);
                } catch (RuntimeException | Error broken) {
                    complain(broken);
                }
            }
        }

        /** Ever more rarely: what clients do may be what makes it fail. */
        private void complain(Throwable broken) {
            failures++;
            if (Long.bitCount(failures) == 1) {
                LOG.log(Level.ERROR, "a listener for server events failed, " + failures + " so far: " + name(), broken);
            }
        }

        private synchronized @Nullable ServerEvent next() {
            var event = waiting.poll();
            if (event == null) {
                running = false;
                if (full) {
                    full = false;
                    LOG.log(Level.WARNING, "a listener hears server events again, it missed {0} so far", missed);
                }
            }
            return event;
        }

        private synchronized void end() {
            ended = true;
            waiting.clear();
        }

        private synchronized long missed() {
            return missed;
        }
    }
}
