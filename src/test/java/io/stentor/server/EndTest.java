package io.stentor.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stentor.connection.FakeTransport;
import io.stentor.connection.StalledTransport;
import io.stentor.protocol.ErrorCode;
import io.stentor.protocol.Frames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How connections and servers end: evenly, with a reason, and without a trace (protocol 1.5). */
@Timeout(30)
class EndTest {
    private static final String CLOSED = Frames.error(ErrorCode.SERVER_CLOSED).text();
    private static final String CLOSE = "close 4200 Server closed. Please reconnect shortly.";

    private final TestServer server = TestServer.withApp();

    @Test
    void aClientThatVanishesLeavesNothingBehind() {
        var clients = clients(20);

        clients.forEach(TestClient::vanish);

        server.awaitNothingLeft();
        server.close();
    }

    @Test
    void vanishingTwiceIsVanishingOnce() {
        var staying = server.client();
        var client = server.client();

        client.vanish();
        client.vanish();

        await().until(() -> server.holdings().connections() == 1);
        assertThat(staying.heard()).isEmpty();
        assertThat(server.holdings().connections()).isOne();
        server.close();
    }

    @Test
    void aDrainLetsConnectionsGoEvenlyOverTheGracePeriod() throws InterruptedException {
        var gone = new ConcurrentLinkedQueue<TestClient>();
        var clients = clients(10);
        for (var client : clients) {
            new Thread(() -> {
                        assertThat(client.next()).isEqualTo(CLOSED);
                        assertThat(client.next()).isEqualTo(CLOSE);
                        gone.add(client);
                    })
                    .start();
        }
        var drain = new Thread(server.server()::drain);
        drain.start();

        for (int second = 1; second < 10; second++) {
            int so = second;
            await().atMost(4, SECONDS).until(() -> gone.size() == so);
            assertThat(drain.isAlive()).isTrue();
            server.clock().advance(Duration.ofMillis(999));
            assertThat(gone).hasSize(second);
            server.clock().advance(Duration.ofMillis(1));
        }

        drain.join(5000);
        assertThat(drain.isAlive()).isFalse();
        await().until(() -> gone.size() == 10);
        server.awaitNothingLeft();
        server.close();
    }

    @Test
    void whileDrainingNobodyIsAdmitted() throws InterruptedException {
        clients(2);
        var drain = startDrain();

        assertThat(server.server().draining()).isTrue();
        for (var key : List.of("app-key", "nobody")) {
            var late = server.connect(key, (String) null);
            assertThat(late.next())
                    .isEqualTo(Frames.error(ErrorCode.SHUTTING_DOWN).text());
            assertThat(late.next()).isEqualTo("close 4100 Server is shutting down");
        }

        server.close();
        drain.join();
    }

    @Test
    void whileDrainingPingsAreAnswered() throws InterruptedException {
        var clients = clients(2);
        var drain = startDrain();

        clients.forEach(client -> client.say("{\"event\":\"pusher:ping\"}"));

        assertThat(clients).extracting(TestClient::next).containsExactlyInAnyOrder(CLOSED, Frames.PONG.text());
        server.close();
        drain.join();
    }

    /** Begins to drain two clients, of whom the first is let go at once. */
    private Thread startDrain() {
        var drain = new Thread(server.server()::drain);
        drain.start();
        await().until(() -> server.holdings().connections() == 1);
        return drain;
    }

    @Test
    void aDrainWithoutClientsIsOverAtOnce() {
        server.server().drain();
        server.server().drain();

        assertThat(server.server().draining()).isTrue();
        server.close();
    }

    @Test
    void aStoppingServerTellsEveryoneToReconnect() {
        var clients = clients(20);

        server.server().close();

        assertThat(clients).allSatisfy(client -> {
            assertThat(client.next()).isEqualTo(CLOSED);
            assertThat(client.next()).isEqualTo(CLOSE);
        });
    }

    @Test
    void aSlowConsumerIsLetGoWhileTheOthersHearEverything() {
        var stalled = new StalledTransport();
        var slow = server.open(stalled);
        slow.received(
                server.server().reader().read("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"orders\"}}"));
        var reader = server.client().subscribe("orders");
        reader.heard();

        for (int i = 0; i < 1100; i++) {
            server.publish("orders", "e", i + "");
        }

        assertThat(reader.heard()).hasSize(1100);
        await().until(() -> server.holdings().connections() == 1);
        assertThat(stalled.aborts()).isEmpty();
        server.clock().advance(Duration.ofSeconds(5));
        await().until(() -> stalled.aborts().size() == 1);
        assertThat(server.holdings()).isEqualTo(new StentorServer.Holdings(1, 1, 1, 0, 1));
        server.close();
    }

    @Test
    void aFailedWriteTakesTheConnectionOutOfEverything() {
        var client = FakeTransport.slow();
        server.open(client);
        await().until(client::writing);

        client.fail();

        server.awaitNothingLeft();
        server.close();
    }

    @Test
    void theServersThreadsEndWithIt() {
        var before = Thread.getAllStackTraces().keySet();
        var another = TestServer.withApp();
        another.client().subscribe("orders").heard();
        var own = new ArrayList<>(Thread.getAllStackTraces().keySet());
        own.removeAll(before);

        another.close();

        assertThat(own).isNotEmpty();
        await().atMost(5, SECONDS).until(() -> own.stream().noneMatch(Thread::isAlive));
        server.close();
    }

    private List<TestClient> clients(int count) {
        var clients = new ArrayList<TestClient>();
        for (int i = 0; i < count; i++) {
            var client = server.client().subscribe("c" + i % 3);
            client.heard();
            clients.add(client);
        }
        return clients;
    }
}
