package io.stentor.connection;

import io.stentor.app.SlowConsumer;
import io.stentor.protocol.ErrorCode;
import io.stentor.protocol.Frame;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Frames on their way to one client. Its lane alone touches it; one write is in flight; what waits leaves together when
 * the lane flushes. It ends in one of two ways: {@link #finish} says goodbye and closes, {@link #discard} is for a
 * client that is gone.
 */
public final class Outbox {
    /** What one write takes at most, so that a slow one holds little beyond the limits. */
    private static final int BATCH_BYTES = 64 * 1024;

    /** How RFC 6455 7.4.1 calls an end that has no reason of its own. */
    private static final int GOING_AWAY = 1001;

    private final Lane lane;
    private final Transport transport;
    private final OutboxLimits limits;
    private final Owner owner;
    private final ArrayDeque<Frame> waiting = new ArrayDeque<>(4);

    /** What transports call at the end of a write; one object, since there are many writes. */
    private final Consumer<@Nullable Throwable> done = this::done;

    private long bytes;
    private long dropped;
    private boolean writing;

    /** Who is within {@link Transport#write}: a write that ends there ends at once. Written by the lane alone. */
    private @Nullable Thread starting;

    private boolean endedAtOnce;
    private @Nullable Throwable failure;
    private long writingSince;
    private long lastWrite;
    private boolean queued;
    private boolean closed;
    private @Nullable ErrorCode goodbye;
    private long deadline;

    /** Whose outbox it is. Its lane tells it. */
    interface Owner {
        /** A write takes its time. */
        default void writing() {}

        /** A write failed: the client is gone. */
        void broken();
    }

    Outbox(Lane lane, Transport transport, OutboxLimits limits, Owner owner) {
        this.lane = lane;
        this.transport = transport;
        this.limits = limits;
        this.owner = owner;
        this.lastWrite = lane.now();
    }

    /** Says whether there was room; the frames in flight are not counted. After the end it swallows everything. */
    boolean add(Frame frame) {
        if (goodbye != null || closed) {
            return true;
        }
        if (!limits.admit(waiting.size(), bytes, frame)) {
            flush();
            if (!limits.admit(waiting.size(), bytes, frame)) {
                return false;
            }
        }
        append(frame);
        return true;
    }

    /**
     * Offers an event of a channel; says whether the client may stay. Where there is no room, this event or others are
     * missed, as the policy wants it (protocol 7).
     */
    boolean offer(Frame event, SlowConsumer policy) {
        var topic = event.topic();
        if (policy == SlowConsumer.LATEST_ONLY && topic != null) {
            drop(waiting.iterator(), frame -> topic.equals(frame.topic()));
        }
        if (add(event)) {
            return true;
        }
        if (policy == SlowConsumer.DISCONNECT) {
            return false;
        }
        if (policy != SlowConsumer.DROP_NEWEST) {
            makeRoom(event);
        }
        if (limits.admit(waiting.size(), bytes, event)) {
            append(event);
        } else {
            dropped++;
        }
        return true;
    }

    /** Drops events, the oldest first, as far as it takes; what is no event stays. */
    private void makeRoom(Frame event) {
        var oldest = waiting.iterator();
        boolean more = true;
        while (more && !limits.admit(waiting.size(), bytes, event)) {
            more = drop(oldest, frame -> frame.topic() != null);
        }
    }

    /** Drops the next of these frames; says whether there was one. */
    private boolean drop(Iterator<Frame> frames, Predicate<Frame> which) {
        while (frames.hasNext()) {
            var frame = frames.next();
            if (which.test(frame)) {
                frames.remove();
                bytes -= frame.bytes();
                dropped++;
                return true;
            }
        }
        return false;
    }

    /** Events that the client missed, since others or the latest took their place. */
    long dropped() {
        return dropped;
    }

    /**
     * Adds a frame that may not be dropped, such as an acknowledgement or an error, to an outbox that is full; its limits
     * count twice then. Says whether there was room.
     */
    boolean addBeyond(Frame frame) {
        if (goodbye == null && !closed) {
            if (!limits.admit(waiting.size() / 2, bytes / 2, frame)) {
                return false;
            }
            append(frame);
        }
        return true;
    }

    private void append(Frame frame) {
        waiting.add(frame);
        bytes += frame.bytes();
        if (!queued) {
            queued = true;
            lane.touched(this);
        }
    }

    /** Once per turn of the lane, however many frames came. */
    void flush() {
        queued = false;
        while (!writing && !closed && !waiting.isEmpty()) {
            start();
        }
        if (!writing && !closed && goodbye != null) {
            closed = true;
            transport.close(goodbye.closeCode(), goodbye.closeReason());
        }
    }

    /** Begins a write, which may be over when this returns. */
    private void start() {
        writing = true;
        writingSince = lane.now();
        endedAtOnce = false;
        starting = Thread.currentThread();
        try {
            transport.write(batch(), done);
        } finally {
            starting = null;
        }
        if (endedAtOnce) {
            ended(failure);
        } else {
            owner.writing();
        }
    }

    private void done(@Nullable Throwable why) {
        // Another thread sees null or the lane's thread here, never itself: it would have to have written it last.
        if (Thread.currentThread() == starting) {
            endedAtOnce = true;
            failure = why;
        } else {
            lane.completed(() -> {
                ended(why);
                flush();
            });
        }
    }

    private Batch batch() {
        var batch = lane.scratch();
        int size = 0;
        while (!waiting.isEmpty() && (batch.isEmpty() || size + waiting.peek().bytes() <= BATCH_BYTES)) {
            var frame = waiting.remove();
            size += frame.bytes();
            batch.add(frame);
        }
        bytes -= size;
        return lane.batch(batch);
    }

    private void ended(@Nullable Throwable why) {
        writing = false;
        lastWrite = lane.now();
        if (why != null && !closed) {
            discard();
            abort();
            owner.broken();
        }
    }

    /**
     * Says why, then closes: after what still waits, or at once in its place. Nothing is added any more. The client has
     * until the deadline to take it.
     *
     * @param error what the client is told; the reason of the close is the code's
     * @param discard whether what waits is thrown away, as for a client that does not read
     */
    void finish(ErrorCode why, Frame error, boolean discard, long deadline) {
        if (goodbye != null || closed) {
            return;
        }
        if (discard) {
            empty();
        }
        append(error);
        goodbye = why;
        this.deadline = deadline;
        lane.farewell(this);
    }

    /** For a client that is gone. */
    void discard() {
        empty();
        closed = true;
    }

    /** Lets go hard when the goodbye took too long; says whether the outbox is done with. */
    boolean overdue(long now) {
        if (now - deadline < 0) {
            return false;
        }
        discard();
        abort();
        return true;
    }

    private void abort() {
        if (goodbye == null) {
            transport.abort(GOING_AWAY, "");
        } else {
            transport.abort(goodbye.closeCode(), goodbye.closeReason());
        }
    }

    /** Whether a write is under way. */
    boolean writing() {
        return writing;
    }

    /** When the write that is under way began. */
    long writingSince() {
        return writingSince;
    }

    /** When the last write ended, or the outbox was made. */
    long lastWrite() {
        return lastWrite;
    }

    boolean idle() {
        return !writing && waiting.isEmpty();
    }

    OutboxLimits limits() {
        return limits;
    }

    int size() {
        return waiting.size();
    }

    private void empty() {
        waiting.clear();
        bytes = 0;
    }
}
