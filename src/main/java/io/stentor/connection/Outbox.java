package io.stentor.connection;

import io.stentor.protocol.ErrorCode;
import io.stentor.protocol.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames on their way to one client. Its lane alone touches it; one write is in flight; what waits leaves together when
 * the lane flushes. It ends in one of two ways: {@link #finish} says goodbye and closes, {@link #discard} is for a
 * client that is gone.
 */
public final class Outbox {
    /** What one write takes at most, so that a slow one holds little beyond the limits. */
    private static final int BATCH_BYTES = 64 * 1024;

    private final Lane lane;
    private final Transport transport;
    private final OutboxLimits limits;
    private final Runnable broken;
    private final ArrayDeque<Frame> waiting = new ArrayDeque<>(4);
    private long bytes;
    private boolean writing;
    private long writingSince;
    private long lastWrite;
    private boolean queued;
    private boolean closed;
    private @Nullable ErrorCode goodbye;
    private long deadline;

    /** @param broken what to do when a write fails; the lane runs it */
    Outbox(Lane lane, Transport transport, OutboxLimits limits, Runnable broken) {
        this.lane = lane;
        this.transport = transport;
        this.limits = limits;
        this.broken = broken;
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
        if (writing || closed) {
            return;
        }
        if (!waiting.isEmpty()) {
            writing = true;
            writingSince = lane.now();
            transport.write(batch(), failure -> lane.completed(() -> written(failure)));
        } else if (goodbye != null) {
            closed = true;
            transport.close(goodbye.closeCode(), goodbye.closeReason());
        }
    }

    private List<Frame> batch() {
        var batch = new ArrayList<Frame>(Math.min(waiting.size(), 16));
        int size = 0;
        while (!waiting.isEmpty() && (batch.isEmpty() || size + waiting.peek().bytes() <= BATCH_BYTES)) {
            var frame = waiting.remove();
            size += frame.bytes();
            batch.add(frame);
        }
        bytes -= size;
        return batch;
    }

    private void written(@Nullable Throwable failure) {
        writing = false;
        lastWrite = lane.now();
        if (failure == null) {
            flush();
        } else if (!closed) {
            discard();
            transport.abort();
            broken.run();
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
        transport.abort();
        return true;
    }

    boolean stuck(long now, long writeTimeoutNanos) {
        return writing && writeTimeoutNanos > 0 && now - writingSince > writeTimeoutNanos;
    }

    boolean idleSince(long nanos, long now) {
        return !writing && waiting.isEmpty() && now - lastWrite >= nanos;
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
