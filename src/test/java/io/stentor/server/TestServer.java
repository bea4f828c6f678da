package io.stentor.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.stentor.app.App;
import io.stentor.app.Apps;
import io.stentor.app.ConfiguredApps;
import io.stentor.app.TestApps;
import io.stentor.channel.ChannelSettings;
import io.stentor.cluster.LocalRelay;
import io.stentor.connection.FakeClock;
import io.stentor.connection.Handshake;
import io.stentor.connection.Lanes;
import io.stentor.connection.OutboxLimits;
import io.stentor.connection.Timeouts;
import io.stentor.connection.Transport;
import io.stentor.connection.TrustedProxies;
import io.stentor.event.EventSink;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.SocketId;
import io.stentor.server.StentorServer.Holdings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A whole server without doors: fake transports, real lanes, a clock that moves when told. */
public final class TestServer implements AutoCloseable {
    private static final Holdings NOTHING = new Holdings(0, 0, 0, 0, 0);
    private static final Handshake PLAIN = new Handshake(List.of(), null, false, null);

    static final HttpSettings HTTP = new HttpSettings(10 << 20, Duration.ofSeconds(30), 1000, 1 << 20, null);

    private final FakeClock clock = new FakeClock();
    private final List<Inbound> open = Collections.synchronizedList(new ArrayList<>());
    private final StentorServer server;
    private final Apps apps;

    private TestServer(ServerSettings settings, Apps apps) {
        this.apps = apps;
        server = new StentorServer(
                settings, apps, new LocalRelay(), new Lanes(3, Thread::new, clock), EventSink.NONE, Thread::new, clock);
        server.start();
    }

    /** A server with the app {@code app-id} / {@code app-key} / {@code app-secret}. */
    public static TestServer withApp() {
        return withApp("");
    }

    /** The same with more members of the app's JSON, such as {@code "max_connections":3}. */
    public static TestServer withApp(String members) {
        return with(settings(0, 0), new ConfiguredApps(List.of(TestApps.app(members))));
    }

    static TestServer with(ServerSettings settings, Apps apps) {
        return new TestServer(settings, apps);
    }

    static ServerSettings settings(int maxConnections, int connectsPerAddress) {
        return new ServerSettings(
                maxConnections,
                connectsPerAddress,
                64 * 1024,
                true,
                new OutboxLimits(1000, 1 << 20, true),
                new ChannelSettings(100, Duration.ZERO),
                new Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(30)),
                Duration.ofSeconds(3),
                new TrustedProxies(List.of()),
                HTTP,
                Duration.ofSeconds(10));
    }

    public FakeClock clock() {
        return clock;
    }

    public StentorServer server() {
        return server;
    }

    /** Connects and takes the first frame. */
    public TestClient client() {
        var client = connect("app-key", PLAIN);
        client.established();
        return client;
    }

    public TestClient connect(String key, Handshake handshake) {
        var client = new TestClient(server.reader());
        return client.connected(open(key, handshake, client));
    }

    /** Connects with a plain handshake and this query. */
    public TestClient connect(String key, String query) {
        return connect(key, new Handshake(List.of(), query, false, null));
    }

    Inbound open(String key, Handshake handshake, Transport transport) {
        var inbound = server.open(key, handshake, transport);
        open.add(inbound);
        return inbound;
    }

    Inbound open(Transport transport) {
        return open("app-key", PLAIN, transport);
    }

    public void publish(String channel, String event, String data) {
        publish(channel, event, data, null);
    }

    public void publish(String channel, String event, String data, SocketId except) {
        server.publisher().publish(app(), List.of(ChannelName.parse(channel, 200)), event, data, except);
    }

    public App app() {
        return apps.all().iterator().next();
    }

    public Holdings holdings() {
        return server.holdings();
    }

    /** Waits until nothing of any connection is left. */
    void awaitNothingLeft() {
        await().atMost(5, SECONDS).until(() -> server.holdings().equals(NOTHING));
    }

    /** Every client vanishes, then the server stops. */
    @Override
    public void close() {
        List.copyOf(open).forEach(inbound -> inbound.closed(false));
        server.close();
    }
}
