package io.stentor.transport.websocket;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;

/**
 * Carries the peer's address into the WebSocket handshake, which has no way to ask for it, as the request's principal: the
 * one property of a request that a client cannot forge.
 */
public class PeerAddressFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(new AddressedRequest(request), response);
    }

    /** The peer of a TCP connection. */
    record Peer(String getName) implements Principal {}

    private static final class AddressedRequest extends HttpServletRequestWrapper {
        AddressedRequest(HttpServletRequest request) {
            super(request);
        }

        @Override
        public Principal getUserPrincipal() {
            return new Peer(getRemoteAddr());
        }
    }
}
