package io.stentor.event;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
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
    private final long queueBytes;
    private final ThreadPoolExecutor threads;
    private final List<Hearing> hearings = new CopyOnWriteArrayList<>();

    /**
     * @param queue events that may wait for one listener
     * @param queueBytes which these events may take, roughly
     */
    public Listeners(int queue, long queueBytes, ThreadFactory factory) {
        this.queue = queue;
        this.queueBytes = queueBytes;
        // Each listener asks for one at a time, but it may ask again while its last one is on the way back.
        this.threads = new ThreadPoolExecutor(
                0, 2 * MOST_LISTENERS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
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
        private long bytes;
        private boolean running;
        private boolean ended;
        private boolean full;
        private long missed;
        private long unheard;

        /** The thread's that runs. */
        private long failures;

        private Hearing(Set<Class<? extends ServerEvent>> kinds, ServerEventListener listener) {
            this.kinds = kinds;
            this.listener = listener;
        }

        /** Lanes call it, so it neither throws nor waits; whatever is to be said is said without the lock. */
        private void add(ServerEvent event) {
            boolean slow = false;
            boolean starts = false;
            synchronized (this) {
                if (ended) {
                    return;
                }
                if (hasRoom(event)) {
                    waiting.add(event);
                    bytes += Weight.of(event);
                    starts = !running;
                    running = true;
                } else {
                    missed++;
                    slow = !full;
                    full = true;
                }
            }
            if (slow) {
                LOG.log(Level.WARNING, "a listener is too slow and misses server events: {0}", name());
            }
            if (starts) {
                start();
            }
        }

        private boolean hasRoom(ServerEvent event) {
            return waiting.isEmpty() || waiting.size() < queue && bytes + Weight.of(event) <= queueBytes;
        }

        private void start() {
            try {
                threads.execute(this::run);
            } catch (RuntimeException | Error noThread) {
                if (threads.isShutdown()) {
                    end();
                } else {
                    tryAgain(noThread);
                }
            }
        }

        /** A container may have no thread to give now; the next event asks for one again. */
        private void tryAgain(Throwable noThread) {
            long times;
            synchronized (this) {
                running = false;
                times = ++unheard;
            }
            if (Long.bitCount(times) == 1) {
                LOG.log(Level.WARNING, "there is no thread for a listener for server events: " + name(), noThread);
            }
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

        private @Nullable ServerEvent next() {
            long caughtUp = 0;
            ServerEvent event;
            synchronized (this) {
                event = waiting.poll();
                if (event == null) {
                    running = false;
                    caughtUp = full ? missed : 0;
                    full = false;
                } else {
                    bytes -= Weight.of(event);
                }
            }
            if (caughtUp > 0) {
                LOG.log(Level.WARNING, "a listener hears server events again, it missed {0} so far", caughtUp);
            }
            return event;
        }

        private synchronized void end() {
            ended = true;
            waiting.clear();
            bytes = 0;
        }

        private synchronized long missed() {
            return missed;
        }
    }
}
