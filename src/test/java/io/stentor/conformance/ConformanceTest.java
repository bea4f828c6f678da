package io.stentor.conformance;

import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import io.stentor.conformance.container.Container;
import java.io.File;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A running server, configured by {@code conformance.json}, and what all rule families need to talk to it. Connections
 * made here are closed after each test; channel names made here are used by one test only.
 */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
abstract class ConformanceTest {
    static final SignedRequests APP = SignedRequests.of("app");

    /**
     * So many events of 8,000 bytes are many times what the buffers of two sockets, the engine and the queue of one
     * connection hold. Grizzly, which is below Tyrus, takes four of its send buffers, that is 10 MB, before it says stop.
     */
    static final int FLOOD = Container.chosen().engine() == Container.Engine.TYRUS ? 8_000 : 2_000;

    private static final AtomicInteger CHANNELS = new AtomicInteger();

    private final List<RawWebSocket> connections = new ArrayList<>();
    private final ExecutorService background = Executors.newCachedThreadPool();

    @ArquillianResource
    private URL url;

    @Deployment(testable = false)
    static WebArchive stentor() {
        return ShrinkWrap.createFromZipFile(
                WebArchive.class, new File(System.getProperty("stentor.war", "target/stentor.war")));
    }

    @AfterEach
    void hangUp() {
        background.shutdownNow();
        synchronized (connections) {
            connections.forEach(RawWebSocket::close);
        }
    }

    /** The address of the server with its context path, without a slash at the end. */
    final URI base() {
        return URI.create(url.toString().replaceAll("/+$", ""));
    }

    /** A connection of which no frame was read yet. */
    final RawWebSocket open(String path, String... headers) {
        return closedAfterwards(RawWebSocket.open(base(), path, headers));
    }

    /** An accepted connection to the app with this key. */
    final RawWebSocket connect(String key) {
        return open("/app/" + key + "?protocol=7").awaitEstablished();
    }

    /**
     * An accepted connection to the default app on which all is quiet, for tests that make the container close it:
     * Tomcat spoils a close of its own that it writes within microseconds of a text from another thread.
     */
    final RawWebSocket settled() {
        return connect("app-key").settle();
    }

    /** An accepted connection to the default app that is in this channel. */
    final RawWebSocket subscriber(String channel) {
        return connect("app-key").subscribe(channel);
    }

    final RawWebSocket closedAfterwards(RawWebSocket connection) {
        synchronized (connections) {
            connections.add(connection);
        }
        return connection;
    }

    /** Runs beside the test, on a thread of its own. */
    final <T> Future<T> inBackground(Callable<T> work) {
        return background.submit(work);
    }

    /**
     * Skips the rest of a test on containers that break the rule where the server cannot mend it.
     *
     * @param engine that of those containers
     * @param how what it does instead
     */
    static void exceptOn(Container.Engine engine, String how) {
        Assumptions.assumeFalse(Container.chosen().engine() == engine, how);
    }

    /** For the one that differs from others with the same engine. */
    static void exceptOn(Container container, String how) {
        Assumptions.assumeFalse(Container.chosen() == container, how);
    }

    /** GlassFish's own check of permissions, before the application hears of it (eclipse-ee4j/glassfish 25749). */
    static void exceptWhereAColonIsRefused() {
        exceptOn(Container.GLASSFISH, "answers 503 by itself to a colon in a path");
    }

    /** Whether the launcher stands before the engine, so that not even an answer of its own is strange. */
    static boolean embedded() {
        return Container.chosen().engine() == Container.Engine.EMBEDDED;
    }

    /** A name that no other test uses. */
    static String unique(String prefix) {
        return prefix + "-" + CHANNELS.incrementAndGet();
    }

    /** The form of every error that concerns no channel (protocol 1.6). */
    static String error(int code, String message) {
        return error(code, message, "null");
    }

    /** The form of every error (protocol 1.6); the channel is given as JSON. */
    static String error(int code, String message, String channel) {
        var frame = """
                {"event":"pusher:error","data":{"code":%d,"message":"%s"},"channel":%s}""";
        return frame.formatted(code, message, channel);
    }

    /** The two frames that refuse a subscription (protocol 3.4); the channel is given as JSON. */
    static String[] refusal(String channel, String type, String message, int status) {
        var frame = """
                {"event":"pusher:subscription_error","channel":%s,"data":{"type":"%s","error":"%s","status":%d}}""";
        return new String[] {frame.formatted(channel, type, message, status), error(4000, message, channel)};
    }

    /** Asks for a channel; its name is given as JSON. */
    static String subscribe(String channel) {
        var frame = """
                {"event":"pusher:subscribe","data":{"channel":%s}}""";
        return frame.formatted(channel);
    }

    /** Acknowledges a subscription to a public channel (protocol 3.3). */
    static String subscribed(String channel) {
        var frame = """
                {"event":"pusher_internal:subscription_succeeded","channel":"%s","data":"{}"}""";
        return frame.formatted(channel);
    }

    /** An event as subscribers see it (protocol 8.3); the data needs no escapes. */
    static String event(String name, String channel, String data) {
        var frame = """
                {"event":"%s","channel":"%s","data":"%s"}""";
        return frame.formatted(name, channel, data);
    }

    /** The body that publishes it. */
    static String publication(String name, String channel, String data) {
        var body = """
                {"name":"%s","channel":"%s","data":"%s"}""";
        return body.formatted(name, channel, data);
    }
}
