package io.stentor.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.WebhookReceiver;
import io.stentor.event.ServerEvent;
import io.stentor.event.ServerEvent.ChannelVacated;
import io.stentor.event.ServerEvent.Disconnected;
import io.stentor.server.StentorServer.Holdings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever clients do, when they are gone every registry of the server is empty; and after the WAR is gone, its threads are. */
class NothingLeftBehindIT {
    private static final Path WAR = Path.of(System.getProperty("stentor.war", "target/stentor.war"));
    private static final Holdings NOTHING = new Holdings(0, 0, 0, 0, 0);
    private static final String APPS = "[{\"id\":\"app-id\",\"key\":\"app-key\",\"secret\":\"app-secret\"}]";

    private InProcessJetty server;

    @BeforeEach
    void start() throws Exception {
        server = new InProcessJetty(WAR, Map.of("stentor.apps", APPS));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void aThousandConnectsAndDisconnectsLeaveNothing() {
        for (int i = 0; i < 1_000; i++) {
            try (var client = connect()) {
                client.subscribe("orders").subscribe("orders-" + i % 7);
                if (i % 3 == 0) {
                    client.sendClose(1000, "");
                } else if (i % 3 == 1) {
                    client.vanish();
                }
            }
        }

        assertNothingIsHeld();
    }

    @Test
    void aClientThatIsKilledLeavesNothing() throws Exception {
        var client = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Path.of("target", "test-classes").toString(),
                        Subscriber.class.getName(),
                        server.uri().toString().replace("http", "ws") + "/app/app-key")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Awaitility.await().until(() -> server.stentor().holdings().channels() == 1);
        } finally {
            client.destroyForcibly();
        }

        assertNothingIsHeld();
    }

    @Test
    void twoHundredMalformedFramesLeaveNothing() {
        var random = new Random(42);
        for (int i = 0; i < 200; i++) {
            var garbage = new byte[1 + random.nextInt(200)];
            random.nextBytes(garbage);
            try (var client = connect().subscribe("orders")) {
                client.quietly(() -> client.raw(garbage));
                client.vanish();
            }
        }

        assertNothingIsHeld();
    }

    @Test
    void refusedConnectionsLeaveNothing() {
        for (int i = 0; i < 50; i++) {
            try (var client = RawWebSocket.open(server.uri(), "/app/no-such-key")) {
                client.awaitText();
                client.awaitClosed(4001);
            }
        }

        assertNothingIsHeld();
    }

    @Test
    void anUndeployedApplicationLeavesNoThreadAndTellsItsClientsToReconnect() throws Exception {
        var before = threads();
        assertThat(before).isNotEmpty();
        var client = connect().subscribe("orders");

        server.undeploy();

        assertThat(client.awaitText()).contains("\"code\":4200");
        client.awaitClosed(4200);
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void webhooksAndListenersLeaveNoThreadEither() throws Exception {
        var before = httpClients();
        var receiver = WebhookReceiver.get();
        var apps = APPS.replace(
                "}]",
                ",\"webhooks\":[{\"url\":\"" + receiver.base()
                        + "/left-behind\",\"event_types\":[\"channel_vacated\"]}]}]");
        // One at a time: in this JVM they share their classes, CDI's static provider included.
        server.close();
        server = new InProcessJetty(WAR, Map.of("stentor.apps", apps));
        var heard = new CopyOnWriteArrayList<ServerEvent>();
        server.bean().listen(heard::add);
        connect().subscribe("orders").close();
        Awaitility.await().untilAsserted(() -> assertThat(heard).hasAtLeastOneElementOfType(Disconnected.class));
        assertThat(threads()).anyMatch(name -> name.startsWith("stentor-listener-"));

        server.undeploy();

        // What was held back or waited when the application went has been told.
        assertThat(heard).last().isInstanceOf(ChannelVacated.class);
        assertThat(receiver.requests("/left-behind"))
                .singleElement()
                .satisfies(request -> assertThat(request.body()).contains("channel_vacated"));
        Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            assertThat(threads()).isEmpty();
            // A client of HTTP ends some time after nobody has it any more.
            System.gc();
            assertThat(httpClients()).isSubsetOf(before);
        });
    }

    private static Set<String> httpClients() {
        return named("HttpClient-");
    }

    private RawWebSocket connect() {
        var client = RawWebSocket.open(server.uri(), "/app/app-key");
        client.awaitEstablished();
        return client;
    }

    private void assertNothingIsHeld() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(server.stentor().holdings()).isEqualTo(NOTHING));
    }

    private static Set<String> threads() {
        return named("stentor-");
    }

    private static Set<String> named(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(prefix))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A client in a process of its own, to be killed. */
    static final class Subscriber {
        private Subscriber() {}

        public static void main(String[] args) throws IOException {
            var socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create(args[0]), new WebSocket.Listener() {})
                    .join();
            socket.sendText("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"orders\"}}", true)
                    .join();
            // Until it is killed.
            new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
