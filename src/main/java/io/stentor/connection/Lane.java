package io.stentor.connection;

import io.stentor.protocol.ErrorCode;
import io.stentor.protocol.Frame;
import io.stentor.protocol.Frames;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A share of the connections and the queue of what is to be done with them, run by one thread at a time (its own, or one
 * that lends a hand), so that what a lane owns needs no locks. Tasks run in the order in which they were added.
 *
 * <p>It works in rounds: some tasks, which fill outboxes, then some of the outboxes so touched, each flushed once
 * however many frames it got. Under light load a frame leaves at once, under heavy load many leave in one write. A round
 * is bounded on both sides, so that neither a flood of tasks nor one huge channel keeps the others waiting.
 */
public final class Lane {
    private static final System.Logger LOG = System.getLogger(Lane.class.getName());

    private static final int TASKS_A_ROUND = 64;
    private static final int FLUSHES_A_ROUND = 256;
    private static final int ROUNDS_A_TURN = 64;

    /** Frames that may be on their way to outboxes before the doors have to wait. */
    private static final int ENOUGH = 20_000;

    /** Frames that whoever brings them may hand to outboxes and write by himself. */
    private static final int LITTLE = 32;

    private static final long CHECK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final int index;
    private final Executor threads;
    private final LongSupplier clock;
    private final Queue<Runnable> completions = new ConcurrentLinkedQueue<>();
    private final Queue<LaneTask> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    private final AtomicLong load = new AtomicLong();
    private final ReentrantLock waiting = new ReentrantLock();
    private final Condition room = waiting.newCondition();
    private volatile boolean awaited;
    private volatile boolean stopped;

    // Owned by whoever runs the lane.
    private final ArrayDeque<Outbox> touched = new ArrayDeque<>();
    private final List<Frame> scratch = new ArrayList<>();
    private @Nullable Batch latest;
    private final Set<Connection> connections = new HashSet<>();
    private final Wheel wheel;
    private final Set<Outbox> leaving = Collections.newSetFromMap(new IdentityHashMap<>());

    Lane(int index, Executor threads, LongSupplier clock) {
        this.index = index;
        this.threads = threads;
        this.clock = clock;
        this.wheel = new Wheel(clock.getAsLong());
    }

    /** Its place among the lanes, from 0. */
    public int index() {
        return index;
    }

    /** Adds a task; any thread, never blocks. After the server stopped it is dropped. */
    public void run(LaneTask task) {
        if (stopped) {
            return;
        }
        load.addAndGet(task.weight());
        tasks.add(task);
        schedule();
    }

    /** Adds the end of a write, which goes before all tasks: it makes room. Any thread. */
    void completed(Runnable completion) {
        completions.add(completion);
        schedule();
    }

    /**
     * Waits while the lane has more than enough to do, some seconds at most. For the threads that bring work, before they
     * bring it; no lane may call it.
     */
    public void awaitRoom() {
        if (hasRoom()) {
            return;
        }
        long left = LONGEST_WAIT_NANOS;
        waiting.lock();
        try {
            while (left > 0) {
                // Again each time: whoever wakes us takes it back.
                awaited = true;
                if (hasRoom()) {
                    break;
                }
                left = room.awaitNanos(left);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.unlock();
        }
    }

    boolean hasRoom() {
        return load.get() < ENOUGH;
    }

    private void schedule() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true) && !Helper.takes(this)) {
            execute();
        }
    }

    /** One round, by a thread that is not the lane's, when it is a small one. */
    void help() {
        boolean more = true;
        try {
            more = load.get() > LITTLE || round(LITTLE);
        } finally {
            end(more);
        }
    }

    /** For a helper that took the lane and cannot run it. */
    void leaveToItsThreads() {
        execute();
    }

    private void execute() {
        try {
            threads.execute(this::turn);
        } catch (RejectedExecutionException down) {
            // The server is down: nobody waits for room in it any more.
            stopped = true;
            tasks.clear();
            completions.clear();
            load.set(0);
        }
    }

    private void turn() {
        // Whatever goes wrong in between, the lane must run again.
        boolean more = true;
        try {
            for (int i = 0; more && i < ROUNDS_A_TURN; i++) {
                more = round(Long.MAX_VALUE);
            }
        } finally {
            end(more);
        }
    }

    private void end(boolean more) {
        if (more) {
            execute();
        } else {
            scheduled.set(false);
            if (!completions.isEmpty() || !tasks.isEmpty()) {
                schedule();
            }
        }
    }

    /**
     * Says whether something is left to do.
     *
     * @param most weight of the tasks after which no other one is begun
     */
    private boolean round(long most) {
        long done = 0;
        for (int i = 0; i < TASKS_A_ROUND && done < most; i++) {
            for (var completion = completions.poll(); completion != null; completion = completions.poll()) {
                perform(completion);
            }
            var task = tasks.poll();
            if (task == null) {
                break;
            }
            perform(task);
            done += task.weight();
        }
        for (int i = 0; i < FLUSHES_A_ROUND && !touched.isEmpty(); i++) {
            perform(touched.remove()::flush);
        }
        if (touched.isEmpty()) {
            latest = null;
        }
        if (load.addAndGet(-done) < ENOUGH && awaited) {
            wake();
        }
        return !touched.isEmpty() || !completions.isEmpty() || !tasks.isEmpty();
    }

    private void wake() {
        waiting.lock();
        try {
            awaited = false;
            room.signalAll();
        } finally {
            waiting.unlock();
        }
    }

    private static void perform(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error bug) {
            // One connection's fault must not stop the others of its lane.
            LOG.log(Level.ERROR, "a task of a lane failed", bug);
        }
    }

    /** Monotonic, in nanoseconds. */
    public long now() {
        return clock.getAsLong();
    }

    /** Refuses a connection that was never admitted: the error, then the close, within the time for a goodbye. */
    public Refused refuse(Transport transport, ErrorCode why, Timeouts timeouts) {
        var outbox = new Outbox(this, transport, new OutboxLimits(0, 0, true), () -> {});
        run(() -> outbox.finish(why, Frames.error(why), true, now() + timeouts.goodbyeNanos()));
        return new Refused(this, outbox);
    }

    /** A connection that was turned away at the door. */
    public static final class Refused {
        private final Lane lane;
        private final Outbox outbox;

        private Refused(Lane lane, Outbox outbox) {
            this.lane = lane;
            this.outbox = outbox;
        }

        /** Its transport is gone. Any thread. */
        public void closed() {
            lane.run(() -> {
                outbox.discard();
                lane.left(outbox);
            });
        }
    }

    // What follows, the lane itself calls.

    /** An empty list in which an outbox gathers what it is about to write. */
    List<Frame> scratch() {
        scratch.clear();
        return scratch;
    }

    /** The batch of these frames: the latest one when it has the same, as for all subscribers of one channel. */
    Batch batch(List<Frame> frames) {
        var batch = latest;
        if (batch == null || !batch.isOf(frames)) {
            batch = new Batch(frames);
            latest = batch;
        }
        return batch;
    }

    void touched(Outbox outbox) {
        touched.add(outbox);
    }

    void farewell(Outbox outbox) {
        leaving.add(outbox);
    }

    void left(Outbox outbox) {
        leaving.remove(outbox);
    }

    /** Begins to look after a connection, at that time for the first. */
    void admit(Connection connection, long due) {
        connections.add(connection);
        wheel.schedule(connection, due);
    }

    void dismiss(Connection connection) {
        connections.remove(connection);
        wheel.cancel(connection);
    }

    /** Looks at a connection then, if not before. */
    void lookAt(Connection connection, long due) {
        wheel.hasten(connection, due);
    }

    /** Looks at those whose time has come: who was quiet too long, whose write hangs, whose goodbye is overdue. */
    void tick() {
        long now = now();
        for (var timed : wheel.ripe(now)) {
            perform(() -> check(timed, now));
        }
        leaving.removeIf(outbox -> outbox.overdue(now));
    }

    private void check(Wheel.Timed timed, long now) {
        // Should it fail, it is looked at again.
        long next = now + CHECK_AGAIN_NANOS;
        try {
            next = timed.check(now);
        } finally {
            wheel.schedule(timed, next);
        }
    }

    /** The lane's connections as they are now. */
    List<Connection> connections() {
        return List.copyOf(connections);
    }

    /** Connections and goodbyes that the lane still holds. */
    int held() {
        return connections.size() + leaving.size();
    }

    /** Whether nothing is left that has to be looked at some time. */
    boolean restful() {
        return wheel.isEmpty();
    }
}
