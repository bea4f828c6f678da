package io.stentor.transport.websocket;

import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets every upgrade through, so that the reason of a refusal can be read by the client (protocol 1.2), and notes what
 * the handshake said. The notes go to the user properties, of which every container gives each connection its own.
 */
public class HandshakeConfigurator extends ServerEndpointConfig.Configurator {
    private static final String NOTES = "io.stentor.handshake";
    private static final Notes NONE = new Notes(List.of(), List.of(), List.of(), null);
    private static final String DOORS = "io.stentor.doors";

    /** Where Jetty puts the peer's address. */
    private static final String PEER = "jakarta.websocket.endpoint.remoteAddress";

    private final EngineDoors doors = new EngineDoors();

    /** The engine's own way out of this session, if there is one. */
    static Optional<Door> door(Session session) {
        return session.getUserProperties().remove(DOORS) instanceof EngineDoors doors
                ? doors.open(session)
                : Optional.empty();
    }

    @Override
    public boolean checkOrigin(String originHeaderValue) {
        return true;
    }

    @Override
    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        // permessage-deflate costs each connection some hundred kilobytes; protocol 1.1 leaves it off.
        return List.of();
    }

    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
        return "";
    }

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        var properties = config.getUserProperties();
        properties.put(DOORS, doors);
        properties.put(
                NOTES,
                new Notes(
                        header(request, "Origin"),
                        header(request, "X-Forwarded-For"),
                        header(request, "X-Forwarded-Proto"),
                        peer(request, properties),
                        isCredulous(request)));
    }

    /** What the handshake of this session said. */
    static Notes notes(Session session) {
        return session.getUserProperties().remove(NOTES) instanceof Notes notes ? notes : NONE;
    }

    /**
     * Open Liberty calls a connection secure when the client says so by X-Forwarded-Proto, whoever the client is; what it
     * says with this header then counts only where it speaks TLS itself.
     */
    private static boolean isCredulous(HandshakeRequest request) {
        return request.getClass().getName().startsWith("com.ibm.")
                && !header(request, "X-Forwarded-Proto").isEmpty()
                && !(request.getUserPrincipal() instanceof UpgradeFilter.Peer peer && peer.encrypted());
    }

    private static List<String> header(HandshakeRequest request, String name) {
        var headers = request.getHeaders();
        var lines = headers.get(name);
        if (lines == null) {
            lines = headers.get(name.toLowerCase(Locale.ROOT));
        }
        return lines == null ? List.of() : List.copyOf(lines);
    }

    /** The peer's address, from the container where it tells, else from {@link UpgradeFilter}. */
    private static @Nullable String peer(HandshakeRequest request, Map<String, Object> properties) {
        if (properties.get(PEER) instanceof InetSocketAddress address) {
            return address.getAddress().getHostAddress();
        }
        return request.getUserPrincipal() instanceof UpgradeFilter.Peer peer ? peer.getName() : null;
    }
}
