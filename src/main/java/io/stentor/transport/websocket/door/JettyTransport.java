package io.stentor.transport.websocket.door;

import io.stentor.connection.Batch;
import io.stentor.connection.Transport;
import io.stentor.protocol.Frame;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * A connection over one WebSocket of Jetty's core, none of whose calls blocks. It hands Jetty's own flusher one entry
 * whose bytes are several whole frames: a frame whose announced length is that of the first text, so that Jetty writes its head, and whose payload goes on with the complete frames that follow, which Jetty
 * writes as they are. Order with Jetty's pongs and closes, back-pressure and TLS stay Jetty's. Nothing may transform
 * frames on their way, so there must be no extension.
 */
final class JettyTransport implements Transport {
    private final CoreSession session;
    private final JettyFrames frames;

    JettyTransport(CoreSession session) {
        this.session = session;
        this.frames = JettyFrames.of(session);
    }

    @Override
    public void write(Batch batch, Consumer<@Nullable Throwable> done) {
        var end = new End(done);
        if (fitsOneEntry(batch)) {
            var first = batch.get(0);
            var wire = batch.wire();
            frames.send(new Joined(wire.position(first.headBytes()), first.bytes()), end);
        } else {
            // When one of them fails, so do those after it.
            int last = batch.size() - 1;
            for (int i = 0; i <= last; i++) {
                session.sendFrame(single(batch.get(i)), i == last ? end : Callback.NOOP, false);
            }
        }
    }

    @Override
    public void close(int code, String reason) {
        session.close(code, reason, Callback.NOOP);
    }

    @Override
    public void abort(int code, String reason) {
        session.abort();
    }

    /** A ping is a frame of its own kind, and a text may be longer than Jetty lets a frame be. */
    private boolean fitsOneEntry(Batch batch) {
        long longest = session.getMaxFrameSize();
        for (int i = 0, n = batch.size(); i < n; i++) {
            var frame = batch.get(i);
            if (frame == Frame.NATIVE_PING || longest > 0 && frame.bytes() > longest) {
                return false;
            }
        }
        return true;
    }

    private static org.eclipse.jetty.websocket.core.Frame single(Frame frame) {
        return frame == Frame.NATIVE_PING
                ? new org.eclipse.jetty.websocket.core.Frame(OpCode.PING)
                : new Joined(frame.wire().position(frame.headBytes()), frame.bytes());
    }

    /** A text and what follows it on the wire. */
    private static final class Joined extends org.eclipse.jetty.websocket.core.Frame {
        private final int first;

        private Joined(ByteBuffer firstAndMore, int first) {
            super(OpCode.TEXT, firstAndMore);
            this.first = first;
        }

        @Override
        public int getPayloadLength() {
            return first;
        }
    }

    /** Any thread; never blocks. */
    private record End(Consumer<@Nullable Throwable> done) implements Callback {
        @Override
        public void succeeded() {
            done.accept(null);
        }

        @Override
        public void failed(Throwable why) {
            done.accept(why);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
