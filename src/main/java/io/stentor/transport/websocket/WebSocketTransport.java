package io.stentor.transport.websocket;

import io.stentor.connection.Batch;
import io.stentor.connection.Transport;
import io.stentor.protocol.Frame;
import jakarta.websocket.CloseReason;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection over one WebSocket, written to by the engine's own {@link Door} where there is one, and else in the
 * portable way: the asynchronous remote with one send in flight, the only one that every container allows.
 */
final class WebSocketTransport implements Transport {
    private static final System.Logger LOG = System.getLogger(WebSocketTransport.class.getName());

    /** In which an engine answers the close of a client by itself. */
    static final Duration ANSWER = Duration.ofMillis(250);

    private static final long LAST_CHANCE_MILLIS = 1_000;

    private final Session session;
    private final @Nullable Door door;
    private final Executor blocking;
    private final Executor later;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Lease sends = new Lease();

    /**
     * @param door the engine's own way out, null where there is none
     * @param blocking where calls that may block are run
     * @param later where calls that do not block are made after {@link #ANSWER}
     */
    WebSocketTransport(Session session, @Nullable Door door, Executor blocking, Executor later) {
        this.session = session;
        this.door = door;
        this.blocking = blocking;
        this.later = later;
    }

    @Override
    public void write(Batch frames, Consumer<@Nullable Throwable> done) {
        if (door == null || !door.write(frames, done)) {
            new Write(frames.iterator(), done).proceed();
        }
    }

    @Override
    public void close(int code, String reason) {
        if (closing.compareAndSet(false, true)) {
            blocking.execute(() -> close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason)));
        }
    }

    /**
     * The API has no abort. A close makes most engines let go. It comes later, since Undertow fails what is sent to a client
     * that has closed before it answers that close. A session that is idle for too long is dropped by the engine, also where
     * its close waits behind a write that never ends, as in Jetty; that comes last, or its code would be the engine's 1001.
     */
    @Override
    public void abort(int code, String reason) {
        later.execute(() -> {
            if (session.isOpen()) {
                blocking.execute(() -> close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason)));
                later.execute(this::expire);
            }
        });
    }

    /** To be called when the session closes, before the answer to the client's close leaves; nothing is sent after it. */
    void end() {
        if (EngineSettings.writesAfterClose(session)) {
            sends.end();
        }
    }

    private void expire() {
        try {
            session.setMaxIdleTimeout(LAST_CHANCE_MILLIS);
        } catch (IllegalStateException closed) {
            LOG.log(Level.TRACE, "a WebSocket was closed before it was dropped", closed);
        }
    }

    private void close(CloseReason reason) {
        try {
            session.close(reason);
        } catch (IOException | RuntimeException gone) {
            LOG.log(Level.DEBUG, "a WebSocket was gone before it was closed", gone);
        }
    }

    /**
     * One batch under way. Containers call the handler on any thread, also within the send itself, so steps are counted
     * and whoever counts first does them: no recursion, no two sends at once.
     */
    private final class Write implements SendHandler {
        private final Iterator<Frame> frames;
        private final Consumer<@Nullable Throwable> done;
        private final AtomicInteger steps = new AtomicInteger();

        private Write(Iterator<Frame> frames, Consumer<@Nullable Throwable> done) {
            this.frames = frames;
            this.done = done;
        }

        @Override
        public void onResult(SendResult result) {
            if (result.isOK()) {
                proceed();
            } else {
                var cause = result.getException();
                done.accept(cause == null ? new IOException("the send failed") : cause);
            }
        }

        private void proceed() {
            if (steps.getAndIncrement() > 0) {
                return;
            }
            do {
                if (!frames.hasNext()) {
                    done.accept(null);
                    return;
                }
                send(frames.next());
            } while (steps.decrementAndGet() > 0);
        }

        private void send(Frame frame) {
            if (frame == Frame.NATIVE_PING) {
                blocking.execute(this::ping);
                return;
            }
            try {
                sends.enter();
                try {
                    session.getAsyncRemote().sendText(frame.text(), this);
                } finally {
                    sends.leave();
                }
            } catch (IOException | RuntimeException closed) {
                onResult(new SendResult(closed));
            }
        }

        private void ping() {
            try {
                sends.enter();
                try {
                    session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
                } finally {
                    sends.leave();
                }
                onResult(new SendResult());
            } catch (IOException | RuntimeException closed) {
                onResult(new SendResult(closed));
            }
        }
    }
}
