package io.stentor.transport.websocket;

import io.stentor.protocol.ClientMessage;
import io.stentor.protocol.ClientMessage.Refused;
import io.stentor.protocol.ClientMessage.TooLarge;
import io.stentor.protocol.Refusal;
import io.stentor.server.Inbound;
import io.stentor.server.ServerHolder;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The door for WebSocket clients (protocol 1.1); one instance a connection. It translates and decides nothing. */
@ServerEndpoint(
        value = Gate.PATH,
        configurator = HandshakeConfigurator.class,
        decoders = ClientMessageDecoder.class,
        encoders = FrameEncoder.class)
public class PusherEndpoint {
    private static final System.Logger LOG = System.getLogger(PusherEndpoint.class.getName());

    // Written in onOpen, which every container finishes before anything else of the connection.
    private volatile @Nullable Inbound inbound;
    private volatile @Nullable WebSocketTransport transport;
    private int limitBytes;

    @OnOpen
    public void opened(Session session) {
        var server = CDI.current().select(ServerHolder.class).get().server();
        // Silence and size are Stentor's to judge: containers differ (Jetty 30 s idle, Tomcat 8192 characters).
        session.setMaxIdleTimeout(0);
        EngineSettings.apply(session);
        limitBytes = server.settings().messageBytes();
        session.setMaxTextMessageBufferSize(limitBytes);
        session.setMaxBinaryMessageBufferSize(limitBytes);
        var door = server.settings().engineDoors()
                ? HandshakeConfigurator.door(session).orElse(null)
                : null;
        var out = new WebSocketTransport(session, door, server.closing(), server.after(WebSocketTransport.ANSWER));
        transport = out;
        // All from the URL itself, since some containers mix the query into their path parameters.
        var uri = session.getRequestURI();
        inbound = new Gate(server)
                .open(
                        uri.getRawPath(),
                        HandshakeConfigurator.notes(session),
                        session.isSecure(),
                        uri.getRawQuery(),
                        out);
    }

    @OnMessage
    public void received(ClientMessage message) {
        if (inbound != null) {
            inbound.received(message);
        }
    }

    @OnMessage
    public void receivedBinary(ByteBuffer message) {
        // Some engines do not keep to the limit that they were told.
        received(message.remaining() > limitBytes ? new TooLarge() : new Refused(Refusal.BINARY));
    }

    @OnMessage
    public void receivedPong(PongMessage message) {
        if (inbound != null) {
            inbound.heard();
        }
    }

    @OnClose
    public void closed(CloseReason reason) {
        if (transport != null) {
            transport.end();
        }
        closed(Gate.brokenOff(reason.getCloseCode().getCode()));
    }

    private void closed(boolean brokenOff) {
        if (inbound != null) {
            inbound.closed(brokenOff);
        }
    }

    /** A client that vanished, or sent what is no WebSocket: onClose follows, and nobody needs to know. */
    @OnError
    public void failed(Session session, Throwable cause) {
        LOG.log(Level.DEBUG, "a WebSocket failed", cause);
        if (!session.isOpen()) {
            closed(true);
        }
    }
}
