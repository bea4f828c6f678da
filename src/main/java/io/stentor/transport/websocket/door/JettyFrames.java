package io.stentor.transport.websocket.door;

import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.eclipse.jetty.websocket.core.WebSocketConnection;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;

/**
 * Where whole text frames go in. The flusher of Jetty's connection is what keeps frames apart and in order, and what knows
 * that a close was sent; the stages of the session before it apply extensions, cut frames up and check their sequence,
 * which for frames that are whole and unextended is a sixth of a delivery's cost for nothing.
 */
@FunctionalInterface
interface JettyFrames {
    /** Any thread; never blocks. */
    void send(Frame frame, Callback done);

    static JettyFrames of(CoreSession session) {
        return Flusher.KNOWN && session instanceof WebSocketCoreSession core
                ? new Flusher(core.getConnection())
                : (frame, done) -> session.sendFrame(frame, done, false);
    }

    /** Since Jetty 12.1; 12.0 knows no {@link OutgoingEntry}. */
    record Flusher(WebSocketConnection connection) implements JettyFrames {
        private static final boolean KNOWN = known();

        @Override
        public void send(Frame frame, Callback done) {
            connection.enqueueFrame(new OutgoingEntry.Builder(frame, done).build());
        }

        private static boolean known() {
            try {
                WebSocketConnection.class.getMethod("enqueueFrame", OutgoingEntry.class);
                return true;
            } catch (NoSuchMethodException | LinkageError older) {
                return false;
            }
        }
    }
}
