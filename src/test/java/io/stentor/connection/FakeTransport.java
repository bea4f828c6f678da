package io.stentor.connection;

import io.stentor.protocol.Frame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A client that takes a write when it is told to, or at once, and keeps what it got. */
public class FakeTransport implements Transport {
    private final boolean prompt;
    private final List<List<Frame>> writes = new ArrayList<>();
    private volatile Consumer<Throwable> pending;
    private String closed;
    private int aborts;

    private FakeTransport(boolean prompt) {
        this.prompt = prompt;
    }

    /** Completes each write within the write, as engines may. */
    public static FakeTransport prompt() {
        return new FakeTransport(true);
    }

    /** Completes a write when {@link #complete} is called. */
    public static FakeTransport slow() {
        return new FakeTransport(false);
    }

    @Override
    public void write(Batch frames, Consumer<Throwable> done) {
        if (pending != null) {
            throw new AssertionError("a second write while one is under way");
        }
        if (closed != null) {
            throw new AssertionError("a write after the close");
        }
        writes.add(List.copyOf(frames));
        if (prompt) {
            done.accept(null);
        } else {
            pending = done;
        }
    }

    @Override
    public void close(int code, String reason) {
        if (pending != null) {
            throw new AssertionError("a close while a write is under way");
        }
        if (closed != null) {
            throw new AssertionError("a second close");
        }
        closed = code + " " + reason;
    }

    @Override
    public void abort(int code, String reason) {
        aborts++;
    }

    /** Ends the write under way. */
    public void complete() {
        end(null);
    }

    /** Ends the write under way with a failure. */
    public void fail() {
        end(new IOException("broken pipe"));
    }

    private void end(Throwable failure) {
        var done = pending;
        pending = null;
        done.accept(failure);
    }

    /** Every frame that was written, as text; a native ping is {@code PING}. */
    public List<String> frames() {
        return writes.stream().flatMap(List::stream).map(FakeTransport::text).toList();
    }

    /** The frames of each write. */
    public List<List<String>> writes() {
        return writes.stream()
                .map(frames -> frames.stream().map(FakeTransport::text).toList())
                .toList();
    }

    public boolean writing() {
        return pending != null;
    }

    /** Code and reason of the close, null before it. */
    public String closed() {
        return closed;
    }

    public int aborts() {
        return aborts;
    }

    private static String text(Frame frame) {
        return frame == Frame.NATIVE_PING ? "PING" : frame.text();
    }
}
