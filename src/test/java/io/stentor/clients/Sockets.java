package io.stentor.clients;

import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import io.stentor.conformance.client.SignedSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Plain connections that hear what a server SDK publishes, frame by frame. Closing this closes them all. */
final class Sockets implements AutoCloseable {
    private final URI base;
    private final SignedRequests app;
    private final List<RawWebSocket> open = new ArrayList<>();

    Sockets(URI base, SignedRequests app) {
        this.base = base;
        this.app = app;
    }

    RawWebSocket connected() {
        var socket = RawWebSocket.open(base, "/app/" + app.key() + "?protocol=7");
        open.add(socket);
        return socket.awaitEstablished();
    }

    /** In a public channel. */
    RawWebSocket in(String channel) {
        return connected().subscribe(channel);
    }

    /** Alone in a presence channel, as this user. */
    RawWebSocket in(String channel, String user) {
        var socket = connected();
        var data = "{\"user_id\":\"" + user + "\"}";
        var auth = new SignedSocket(app, socket.socketId()).channel(channel, data);
        socket.text("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"%s\",\"auth\":\"%s\",\"channel_data\":%s}}"
                .formatted(channel, auth, quoted(data)));
        var members = "{\"presence\":{\"ids\":[\"%s\"],\"hash\":{\"%s\":{}},\"count\":1}}".formatted(user, user);
        return socket.awaitExactly(
                "{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":\"%s\",\"data\":%s}"
                        .formatted(channel, quoted(members)));
    }

    /** In a private or encrypted channel. */
    RawWebSocket inPrivate(String channel) {
        var socket = connected();
        var auth = new SignedSocket(app, socket.socketId()).channel(channel);
        socket.text("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"%s\",\"auth\":\"%s\"}}"
                .formatted(channel, auth));
        return socket.awaitExactly(subscribed(channel));
    }

    /** Signed in as this user, and in the user's own channel. */
    RawWebSocket inChannelOf(String user) {
        var socket = signedIn(user);
        var channel = "#server-to-user-" + user;
        socket.text("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
        return socket.awaitExactly(subscribed(channel));
    }

    /** Signed in as this user. */
    RawWebSocket signedIn(String user) {
        var socket = connected();
        var data = "{\"id\":\"" + user + "\"}";
        var auth = new SignedSocket(app, socket.socketId()).user(data);
        socket.text("{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"%s\",\"user_data\":%s}}"
                .formatted(auth, quoted(data)));
        return socket.awaitExactly(
                "{\"event\":\"pusher:signin_success\",\"data\":{\"user_data\":%s}}".formatted(quoted(data)));
    }

    /** The frame of an event; the data is given as the string that it is. */
    static String event(String name, String channel, String data) {
        return "{\"event\":\"%s\",\"channel\":\"%s\",\"data\":%s}".formatted(name, channel, quoted(data));
    }

    private static String subscribed(String channel) {
        return "{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":\"%s\",\"data\":\"{}\"}"
                .formatted(channel);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @Override
    public void close() {
        open.forEach(RawWebSocket::close);
    }
}
