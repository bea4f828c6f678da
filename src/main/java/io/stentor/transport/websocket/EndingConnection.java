package io.stentor.transport.websocket;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An upgraded connection whose streams end with it, and which ends on the thread that reads from it. With those of
 * GlassFish and Payara it is otherwise: the next request gets the streams, so that a thread which was about to write to a
 * WebSocket when another thread ended it writes into the answer to a stranger; and where another thread ends it than the
 * one that reads, requests get mixed up as well. Any thread.
 */
public final class EndingConnection implements WebConnection {
    /** For a client to answer a close, or to hang up, which is when the thread that reads comes by. */
    static final Duration GOODBYE = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger(EndingConnection.class.getName());

    private static final byte[] NOTHING = {};

    private final WebConnection connection;
    private final Executor afterGoodbye;
    private final Input input;
    private final Output output;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Thread reader;

    /**
     * @param afterGoodbye runs what it is given when {@link #GOODBYE} is over
     * @throws IOException when the connection has no streams
     */
    public EndingConnection(WebConnection connection, Executor afterGoodbye) throws IOException {
        this.connection = connection;
        this.afterGoodbye = afterGoodbye;
        this.input = new Input(connection.getInputStream());
        this.output = new Output(connection.getOutputStream());
    }

    @Override
    public ServletInputStream getInputStream() {
        return input;
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return output;
    }

    /** Whether it has neither ended nor been cut off, which the container may not have told. */
    boolean alive() {
        try {
            output.write(NOTHING, 0, 0);
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    /** Waits for who uses a stream at this moment; whoever comes later gets an exception. To be called before the end. */
    public void end() {
        output.lease.end();
        input.lease.end();
    }

    @Override
    public void close() {
        end();
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        if (Thread.currentThread().equals(reader)) {
            closeNow();
        } else {
            afterGoodbye.execute(this::closeNow);
        }
    }

    private void closeNow() {
        if (closed.compareAndSet(false, true)) {
            try {
                connection.close();
            } catch (Exception gone) {
                LOG.log(Level.DEBUG, "an upgraded connection was gone before it was closed", gone);
            }
        }
    }

    /** A call of the container on the thread that reads; what it is for is of no interest once the end has come. */
    private interface Call {
        void make() throws IOException;
    }

    private void read(Call call) throws IOException {
        reader = Thread.currentThread();
        try {
            if (!closing.get()) {
                call.make();
            }
        } finally {
            if (closing.get()) {
                closeNow();
            }
            reader = null;
        }
    }

    /** What the container calls in the place of the engine. */
    private final class Reads implements ReadListener {
        private final ReadListener engine;

        Reads(ReadListener engine) {
            this.engine = engine;
        }

        @Override
        public void onDataAvailable() throws IOException {
            read(engine::onDataAvailable);
        }

        @Override
        public void onAllDataRead() throws IOException {
            read(engine::onAllDataRead);
        }

        @Override
        public void onError(Throwable broken) {
            try {
                read(() -> engine.onError(broken));
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
    }

    private final class Input extends ServletInputStream {
        private final ServletInputStream in;
        private final Lease lease = new Lease();

        Input(ServletInputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            lease.enter();
            try {
                return in.read();
            } finally {
                lease.leave();
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            lease.enter();
            try {
                return in.read(bytes, offset, length);
            } finally {
                lease.leave();
            }
        }

        @Override
        public int available() throws IOException {
            lease.enter();
            try {
                return in.available();
            } finally {
                lease.leave();
            }
        }

        @Override
        public boolean isReady() {
            if (!lease.tryEnter()) {
                return false;
            }
            try {
                return in.isReady();
            } finally {
                lease.leave();
            }
        }

        @Override
        public boolean isFinished() {
            if (!lease.tryEnter()) {
                return true;
            }
            try {
                return in.isFinished();
            } finally {
                lease.leave();
            }
        }

        @Override
        public void setReadListener(ReadListener listener) {
            in.setReadListener(new Reads(listener));
        }
    }

    private static final class Output extends ServletOutputStream {
        private final ServletOutputStream out;
        private final Lease lease = new Lease();

        Output(ServletOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            lease.enter();
            try {
                out.write(octet);
            } finally {
                lease.leave();
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            lease.enter();
            try {
                out.write(bytes, offset, length);
            } finally {
                lease.leave();
            }
        }

        @Override
        public void flush() throws IOException {
            lease.enter();
            try {
                out.flush();
            } finally {
                lease.leave();
            }
        }

        /** @throws IllegalStateException when the connection has ended: false would promise a call when it is ready */
        @Override
        public boolean isReady() {
            if (!lease.tryEnter()) {
                throw new IllegalStateException("the connection has ended");
            }
            try {
                return out.isReady();
            } finally {
                lease.leave();
            }
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            if (!lease.tryEnter()) {
                throw new IllegalStateException("the connection has ended");
            }
            try {
                out.setWriteListener(listener);
            } finally {
                lease.leave();
            }
        }
    }
}
