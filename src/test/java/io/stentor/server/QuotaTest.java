package io.stentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.app.ConfiguredApps;
import io.stentor.app.TestApps;
import io.stentor.connection.Handshake;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Quotas hold however many come at once (protocol 1.2, rows 7 and 8). */
class QuotaTest {
    private static final String CAPACITY = "close 4100 Over capacity";

    @Test
    void ofManyThatConnectAtOnceExactlyAsManyAreAdmittedAsTheAppAllows() throws InterruptedException {
        try (var server = TestServer.withApp("\"max_connections\":25")) {
            var clients = connectAtOnce(server, 8, 40);

            assertThat(clients).filteredOn(QuotaTest::admitted).hasSize(25);
            assertThat(server.holdings().connections()).isEqualTo(25);
            assertThat(server.holdings().registered()).isEqualTo(25);
        }
    }

    @Test
    void ofManyThatConnectAtOnceExactlyAsManyAreAdmittedAsTheServerAllows() throws InterruptedException {
        var apps = new ConfiguredApps(List.of(TestApps.app("\"max_connections\":1000")));
        try (var server = TestServer.with(TestServer.settings(13, 0), apps)) {
            var clients = connectAtOnce(server, 8, 40);

            assertThat(clients).filteredOn(QuotaTest::admitted).hasSize(13);
            assertThat(server.holdings().connections()).isEqualTo(13);
        }
    }

    @Test
    void anAddressMayConnectSoOftenASecond() {
        try (var server = withRate(3)) {
            for (int i = 0; i < 3; i++) {
                from(server, "192.0.2.1").established();
            }

            var fourth = from(server, "192.0.2.1");
            fourth.next();
            assertThat(fourth.next()).isEqualTo(CAPACITY);
            from(server, "192.0.2.2").established();
            server.clock().advance(Duration.ofSeconds(1));
            from(server, "192.0.2.1").established();
        }
    }

    @Test
    void aRefusedConnectCountsToo() {
        try (var server = withRate(3)) {
            for (int i = 0; i < 100; i++) {
                from(server, "192.0.2.1");
            }
            server.clock().advance(Duration.ofMillis(999));

            var late = from(server, "192.0.2.1");
            late.next();

            assertThat(late.next()).isEqualTo(CAPACITY);
            assertThat(server.holdings().connections()).isEqualTo(3);
        }
    }

    @Test
    void anUnknownAddressIsNotCounted() {
        try (var server = withRate(1)) {
            for (int i = 0; i < 10; i++) {
                from(server, null).established();
            }
        }
    }

    private static TestServer withRate(int connectsPerAddress) {
        return TestServer.with(TestServer.settings(0, connectsPerAddress), new ConfiguredApps(List.of(TestApps.app())));
    }

    private static TestClient from(TestServer server, String address) {
        return server.connect("app-key", new Handshake(List.of(), null, false, address));
    }

    private static boolean admitted(TestClient client) {
        return client.next().startsWith("{\"event\":\"pusher:connection_established\"");
    }

    private static Queue<TestClient> connectAtOnce(TestServer server, int threads, int each)
            throws InterruptedException {
        var clients = new ConcurrentLinkedQueue<TestClient>();
        var start = new CountDownLatch(1);
        var done = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            new Thread(() -> {
                        try {
                            start.await();
                            for (int j = 0; j < each; j++) {
                                clients.add(server.connect("app-key", (String) null));
                            }
                        } catch (InterruptedException stop) {
                            Thread.currentThread().interrupt();
                        } finally {
                            done.countDown();
                        }
                    })
                    .start();
        }
        start.countDown();
        done.await();
        return clients;
    }
}
