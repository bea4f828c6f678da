package io.stentor.transport.websocket.door;

import io.stentor.transport.websocket.Gate;
import io.stentor.transport.websocket.Notes;
import java.lang.System.Logger.Level;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.jspecify.annotations.Nullable;

/** One WebSocket for Jetty, from the handshake to the end. */
final class JettyHandler implements FrameHandler {
    private static final System.Logger LOG = System.getLogger(JettyHandler.class.getName());

    /** Until the WebSocket is open, which Jetty lets happen before anything else. */
    private @Nullable Arrival arrival;

    private volatile @Nullable JettyClient client;

    /** How it ended, perhaps while it was opening. */
    private volatile @Nullable CloseStatus end;

    /**
     * What came with the handshake.
     *
     * @param path as it was sent
     * @param query as it was sent, null for none
     * @param secure whether Jetty got it over TLS
     */
    record Arrival(Gate gate, String path, @Nullable String query, boolean secure, Notes notes) {
        private JettyClient enter(CoreSession session) {
            var inbound = gate.open(path, notes, secure, query, new JettyTransport(session));
            return new JettyClient(gate, session, inbound);
        }
    }

    JettyHandler(Arrival arrival) {
        this.arrival = arrival;
    }

    @Override
    public void onOpen(CoreSession session, Callback callback) {
        if (arrival != null) {
            client = arrival.enter(session);
            arrival = null;
        }
        tellEnd();
        callback.succeeded();
        session.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        var opened = client;
        if (opened == null) {
            callback.failed(new IllegalStateException("a frame before the WebSocket is open"));
        } else {
            opened.received(frame, callback);
        }
    }

    /** A client that vanished, or sent what is no WebSocket: onClosed follows, and nobody needs to know. */
    @Override
    public void onError(Throwable cause, Callback callback) {
        LOG.log(Level.DEBUG, "a WebSocket failed", cause);
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        end = status;
        tellEnd();
        callback.succeeded();
    }

    private void tellEnd() {
        var opened = client;
        var status = end;
        if (opened != null && status != null) {
            opened.ended(Gate.brokenOff(status.getCode()));
        }
    }
}
