package io.stentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.connection.Batch;
import io.stentor.connection.Transport;
import io.stentor.protocol.ClientMessage;
import io.stentor.protocol.Frames;
import io.stentor.protocol.MessageReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A client of a {@link TestServer}, which reads at once. What it hears are the texts of frames, and at the end
 * {@code close <code> <reason>}; it answers a close as a browser does.
 */
public final class TestClient implements Transport {
    private final MessageReader reader;
    private final CompletableFuture<Inbound> inbound = new CompletableFuture<>();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    TestClient(MessageReader reader) {
        this.reader = reader;
    }

    TestClient connected(Inbound server) {
        inbound.complete(server);
        return this;
    }

    /** Sends a text message. */
    public TestClient say(String text) {
        return say(reader.read(text));
    }

    TestClient say(ClientMessage message) {
        inbound.join().received(message);
        return this;
    }

    public TestClient subscribe(String channel) {
        return say("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
    }

    public TestClient unsubscribe(String channel) {
        return say("{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
    }

    /** The next thing heard; waits for it. */
    public String next() {
        try {
            var next = heard.poll(5, TimeUnit.SECONDS);
            return next == null ? "nothing within five seconds" : next;
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    /** Everything heard until now: what comes before the pong to a ping that is sent now. */
    public List<String> heard() {
        say(new ClientMessage.Ping());
        var all = new ArrayList<String>();
        for (var next = next(); !next.equals(Frames.PONG.text()); next = next()) {
            assertThat(next).as("after %s", all).doesNotStartWith("close ").doesNotStartWith("nothing");
            all.add(next);
        }
        return all;
    }

    /** The id of the connection, whose first frame this takes. */
    public String established() {
        var first = next();
        assertThat(first).startsWith("{\"event\":\"pusher:connection_established\",");
        return first.replaceAll(".*socket_id\\\\\":\\\\\"([0-9.]+)\\\\\".*", "$1");
    }

    /** Vanishes without a word. */
    public void vanish() {
        inbound.join().closed(false);
    }

    @Override
    public void write(Batch frames, Consumer<Throwable> done) {
        frames.forEach(frame -> heard.add(frame.text()));
        done.accept(null);
    }

    @Override
    public void close(int code, String reason) {
        heard.add("close " + code + " " + reason);
        inbound.thenAccept(open -> open.closed(true));
    }

    @Override
    public void abort(int code, String reason) {
        heard.add("aborted");
    }
}
