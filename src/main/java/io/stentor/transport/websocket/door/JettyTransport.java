package io.stentor.transport.websocket.door;

import io.stentor.connection.Batch;
import io.stentor.connection.Transport;
import java.util.function.Consumer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.jspecify.annotations.Nullable;

/** A connection over one WebSocket of Jetty's core, none of whose calls blocks. */
final class JettyTransport implements Transport {
    private final CoreSession session;
    private final JettyDoor door;

    JettyTransport(CoreSession session) {
        this.session = session;
        this.door = new JettyDoor(session);
    }

    @Override
    public void write(Batch frames, Consumer<@Nullable Throwable> done) {
        door.write(frames, done);
    }

    @Override
    public void close(int code, String reason) {
        session.close(code, reason, Callback.NOOP);
    }

    @Override
    public void abort() {
        session.abort();
    }
}
