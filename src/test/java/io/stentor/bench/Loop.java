package io.stentor.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * All sockets of the benchmark on one thread, which reads them into one buffer. Nothing is allocated for a read or a
 * write that goes through at once.
 */
final class Loop implements AutoCloseable {
    private static final int BUFFER = 256 * 1024;
    private static final int LONGEST_WRITE = 1 << 20;

    /** How long before its time the timer stops to sleep, which ends late by about that much. */
    private static final long EARLY_NANOS = 60_000;

    private final Selector selector = Selector.open();
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
    private final Consumer<SelectionKey> ready = key -> ((Endpoint) key.attachment()).ready(key);
    private final Thread timer = new Thread(this::keepTime, "bench-timer");
    private byte[] bytes = new byte[BUFFER + 1024];
    private long lastAlarm;

    private volatile long alarm = Long.MAX_VALUE;
    private volatile boolean closed;

    Loop() throws IOException {
        timer.setDaemon(true);
        timer.start();
    }

    /** What hears that its socket is ready. */
    interface Endpoint {
        void ready(SelectionKey key);
    }

    SelectionKey register(SocketChannel channel, int operations, Endpoint endpoint) throws IOException {
        return channel.register(selector, operations, endpoint);
    }

    /** Waits for sockets and lets them be handled, until something has happened or the time has come. */
    void poll(long until) {
        try {
            long left = until - System.nanoTime();
            if (left < TimeUnit.MILLISECONDS.toNanos(1)) {
                selector.selectNow(ready);
            } else {
                selector.select(ready, TimeUnit.NANOSECONDS.toMillis(left));
            }
        } catch (IOException e) {
            throw new BenchException(Exit.FAILED, "cannot wait for sockets: " + e);
        }
    }

    /**
     * Lets {@link #poll} return at this time of {@link System#nanoTime}, some microseconds late at most; a selector alone
     * counts milliseconds.
     */
    void wakeAt(long time) {
        if (time == lastAlarm) {
            return;
        }
        lastAlarm = time;
        alarm = time;
        LockSupport.unpark(timer);
    }

    private void keepTime() {
        while (!closed) {
            long due = alarm;
            if (due == Long.MAX_VALUE) {
                LockSupport.park(this);
                continue;
            }
            long left = due - System.nanoTime();
            if (left > EARLY_NANOS) {
                LockSupport.parkNanos(this, left - EARLY_NANOS);
                continue;
            }
            while (due - System.nanoTime() > 0) {
                Thread.onSpinWait();
            }
            if (alarm == due) {
                alarm = Long.MAX_VALUE;
            }
            try {
                selector.wakeup();
            } catch (ClosedSelectorException over) {
                return;
            }
        }
    }

    /** Where {@link #read} leaves what it got. */
    byte[] bytes() {
        return bytes;
    }

    /**
     * Reads what is there into {@link #bytes}, behind what a reader kept from the last time.
     *
     * @return the end of it all, -1 when the other side has closed
     */
    int read(SocketChannel channel, FrameReader reader) throws IOException {
        in.clear();
        int got = channel.read(in);
        if (got < 0) {
            return -1;
        }
        int kept = reader.kept();
        if (kept + got > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(kept + got, bytes.length * 2));
        }
        reader.resume(bytes);
        in.flip();
        in.get(bytes, kept, got);
        return kept + got;
    }

    /** Whether the last read filled the buffer, so that there may be more. */
    boolean full() {
        return in.limit() == in.capacity();
    }

    /**
     * Writes as much as goes.
     *
     * @return where what did not go begins
     */
    int write(SocketChannel channel, byte[] data, int from, int to) throws IOException {
        if (to - from > LONGEST_WRITE) {
            throw new IOException("more than a megabyte waits for the server to read");
        }
        int at = from;
        while (at < to) {
            int size = Math.min(to - at, out.capacity());
            out.clear().put(data, at, size).flip();
            int done = channel.write(out);
            at += done;
            if (done < size) {
                break;
            }
        }
        return at;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        LockSupport.unpark(timer);
        for (var key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
