package io.stentor.transport.websocket.door;

import io.stentor.transport.websocket.EngineGate;
import io.stentor.transport.websocket.Gate;
import io.stentor.transport.websocket.Notes;
import io.stentor.transport.websocket.door.JettyHandler.Arrival;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.http.pathmap.UriTemplatePathSpec;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;

/**
 * Jetty 12.0 and 12.1, whichever level of Jakarta EE they run: all have one core. Its {@code jakarta.websocket} looks
 * through the endpoint's class anew for each connection and keeps the request for as long as the connection lives, which
 * together are most of what a connection costs.
 */
public final class JettyGate implements EngineGate {
    private final String version = String.valueOf(Frame.class.getPackage().getImplementationVersion());

    @Override
    public String engine() {
        return "Jetty " + version;
    }

    @Override
    public boolean known() {
        return version.startsWith("12.0.") || version.startsWith("12.1.");
    }

    @Override
    public void open(Object upgrades, Gate gate) {
        var mappings = (WebSocketMappings) upgrades;
        var path = new UriTemplatePathSpec(Gate.PATH);
        mappings.removeMapping(path);
        mappings.addMapping(path, new Negotiator(gate));
    }

    /** Lets every upgrade through, so that the reason of a refusal can be read by the client (protocol 1.2). */
    private record Negotiator(Gate gate) implements WebSocketNegotiator {
        @Override
        public FrameHandler negotiate(ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
            // permessage-deflate costs each connection some hundred kilobytes; protocol 1.1 leaves it off.
            response.setExtensions(List.of());
            var uri = request.getHttpURI();
            return new JettyHandler(
                    new Arrival(gate, uri.getPath(), uri.getQuery(), request.isSecure(), notes(request)));
        }

        private static Notes notes(Request request) {
            var headers = request.getHeaders();
            return new Notes(
                    headers.getValuesList("Origin"),
                    headers.getValuesList("X-Forwarded-For"),
                    headers.getValuesList("X-Forwarded-Proto"),
                    Request.getRemoteAddr(request));
        }

        /** Silence and size are Stentor's to judge. */
        @Override
        public void customize(Configuration session) {
            session.setIdleTimeout(Duration.ZERO);
            session.setMaxFrameSize(0);
        }
    }
}
