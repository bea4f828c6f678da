package io.stentor.transport.websocket;

import io.stentor.server.ServerHolder;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.Principal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the upgrade where the container lets a filter (Jetty does not, and needs none). It keeps away what is no
 * {@code /app/{appKey}}, since some take an empty key for one (protocol 1.1), and carries the peer's address into the
 * handshake, which has no way to ask for it, as the request's principal: the one property of a request that a client
 * cannot forge. When the application goes, it says goodbye.
 */
public class UpgradeFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    /** The engine of GlassFish and Payara, where the streams of a WebSocket do not end with it. */
    private static final String TYRUS = "org.glassfish.tyrus.servlet.TyrusHttpUpgradeHandler";

    private static final Pattern ENDPOINT = Pattern.compile("/app/[^/]+");

    @Override
    public void init() {
        EngineTimers.prepare(getServletContext());
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var path = request.getRequestURI().substring(request.getContextPath().length());
        if (ENDPOINT.matcher(path).matches()) {
            upgrade(request, response, chain);
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    /**
     * Filters go before the listeners of an application, so this is the moment to say goodbye: some containers close all
     * WebSockets by a listener of their own, with a code of their own, before Stentor's is asked (protocol 1.5).
     */
    @Override
    public void destroy() {
        var holder = holder();
        if (holder != null) {
            holder.server().dismiss();
        }
    }

    private @Nullable ServerHolder holder() {
        return (ServerHolder) getServletContext().getAttribute(ServerHolder.class.getName());
    }

    /** Some containers answer a query or a header that is none with a fault of their own and a trace in the log. */
    private void upgrade(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            if (request.getQueryString() != null) {
                var unused = new URI("/?" + request.getQueryString());
            }
            chain.doFilter(new AddressedRequest(request), response);
        } catch (URISyntaxException | IllegalArgumentException malformed) {
            if (!response.isCommitted()) {
                response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            }
        }
    }

    /**
     * The peer of a TCP connection.
     *
     * @param encrypted whether the container itself speaks TLS with it, as opposed to what a header says
     */
    record Peer(String getName, boolean encrypted) implements Principal {}

    private final class AddressedRequest extends HttpServletRequestWrapper {
        AddressedRequest(HttpServletRequest request) {
            super(request);
        }

        @Override
        public Principal getUserPrincipal() {
            return new Peer(getRemoteAddr(), getAttribute("jakarta.servlet.request.cipher_suite") != null);
        }

        @Override
        public <T extends HttpUpgradeHandler> T upgrade(Class<T> type) throws IOException, ServletException {
            var holder = holder();
            if (holder == null || !type.getName().equals(TYRUS)) {
                return super.upgrade(type);
            }
            try {
                var engine = type.getDeclaredConstructor().newInstance();
                var server = holder.server();
                // What ends in the midst of a request on the same thread gets mixed up with it.
                server.workAlone();
                super.upgrade(EndingUpgrade.class)
                        .standFor(engine, new PooledRequest(getRequest()), server::blockingAfter);
                return engine;
            } catch (ReflectiveOperationException other) {
                throw new ServletException(other);
            }
        }

        /** A WebSocket needs no session of HTTP; Open Liberty would make one, and a cookie, for each. */
        @Override
        public @Nullable HttpSession getSession(boolean create) {
            return super.getSession(false);
        }

        @Override
        public @Nullable HttpSession getSession() {
            return super.getSession(false);
        }
    }
}
