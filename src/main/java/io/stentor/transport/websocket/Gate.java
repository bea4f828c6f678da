package io.stentor.transport.websocket;

import io.stentor.connection.Transport;
import io.stentor.protocol.ClientMessage;
import io.stentor.protocol.Query;
import io.stentor.server.Inbound;
import io.stentor.server.StentorServer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What all ways in have in common, whichever engine a client comes through (protocol 1.1). Any thread. */
public final class Gate {
    /** Where WebSocket clients connect, below the context path. */
    public static final String PATH = "/app/{appKey}";

    /** What engines say when a client vanished: 1006, and 1011 on Open Liberty. */
    private static final Set<Integer> UNEXPECTED = Set.of(1006, 1011);

    private final StentorServer server;

    public Gate(StentorServer server) {
        this.server = server;
    }

    /**
     * Lets a client in, or has it told why not.
     *
     * @param path of the request, as it was sent
     * @param secure whether the container got the request over TLS
     * @param query as it was sent, null for none
     */
    public Inbound open(String path, Notes notes, boolean secure, @Nullable String query, Transport transport) {
        var handshake = notes.handshake(server.settings().proxies(), secure, query);
        return server.open(Query.decode(path.substring(path.lastIndexOf('/') + 1), false), handshake, transport);
    }

    /** What a client's text says; never throws. */
    public ClientMessage read(String text) {
        return server.reader().read(text);
    }

    /** Greatest size of a message from a client, in bytes of UTF-8. */
    public int messageBytes() {
        return server.settings().messageBytes();
    }

    /** Whether a WebSocket that ended so was broken off, without a word of either side. */
    public static boolean brokenOff(int closeCode) {
        return UNEXPECTED.contains(closeCode);
    }
}
