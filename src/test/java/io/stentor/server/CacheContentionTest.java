package io.stentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.app.App;
import io.stentor.app.ConfiguredApps;
import io.stentor.cluster.LocalRelay;
import io.stentor.connection.Batch;
import io.stentor.connection.Handshake;
import io.stentor.connection.Lanes;
import io.stentor.connection.Transport;
import io.stentor.connection.TrustedProxies;
import io.stentor.event.EventSink;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Frames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link CacheRaceTest} on real threads: one publishes, many come and go. */
@Timeout(60)
class CacheContentionTest {
    private static final ChannelName CHANNEL = ChannelName.parse("cache-x", 200);
    private static final int VISITORS = 6;
    private static final int VISITS_EACH = 200;
    private static final long PAUSE_NANOS = 5_000;

    private final App app = SteppedServer.app("");
    private final StentorServer server = new StentorServer(
            new ServerSettings(
                    0,
                    0,
                    64 * 1024,
                    true,
                    SteppedServer.UNLIMITED,
                    SteppedServer.CHANNELS,
                    SteppedServer.TIMEOUTS,
                    Duration.ofSeconds(3),
                    new TrustedProxies(List.of()),
                    TestServer.HTTP,
                    Duration.ZERO),
            new ConfiguredApps(List.of(app)),
            new LocalRelay(),
            new Lanes(4, Thread::new, System::nanoTime),
            EventSink.NONE,
            Thread::new,
            System::nanoTime);
    private final List<Client> clients = new ArrayList<>();
    private volatile boolean over;
    private int published;

    @AfterEach
    void stop() {
        clients.forEach(client -> client.inbound.closed(false));
        server.close();
    }

    @Test
    void fromTheCachedEventOnNobodyMissesOrDoublesOne() throws InterruptedException {
        server.start();
        IntStream.range(0, VISITORS).forEach(i -> clients.add(new Client()));
        var start = new CountDownLatch(1);
        var publisher = new Thread(() -> publish(start));
        var visitors = clients.stream()
                .map(client -> new Thread(() -> visit(client, start)))
                .toList();

        publisher.start();
        visitors.forEach(Thread::start);
        start.countDown();
        for (var visitor : visitors) {
            visitor.join();
        }
        over = true;
        publisher.join();
        clients.forEach(client -> client.say("{\"event\":\"pusher:ping\"}"));
        clients.forEach(client -> client.pong.orTimeout(30, TimeUnit.SECONDS).join());

        int visits = 0;
        for (var client : clients) {
            visits += check(client.frames);
        }
        assertThat(visits).isEqualTo(VISITORS * VISITS_EACH);
        System.out.println("CacheContentionTest: " + visits + " visits on " + VISITORS + " threads, " + published
                + " events published meanwhile");
    }

    private void publish(CountDownLatch start) {
        await(start);
        while (!over) {
            server.publisher().publish(app, List.of(CHANNEL), "n", "" + ++published, null);
            // Else the lanes have more than enough to do, and nobody gets to subscribe.
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void visit(Client client, CountDownLatch start) {
        var random = new Random(clients.indexOf(client));
        await(start);
        for (int i = 0; i < VISITS_EACH; i++) {
            client.say("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"cache-x\"}}");
            for (int pause = random.nextInt(30); pause > 0; pause--) {
                Thread.yield();
            }
            if (i < VISITS_EACH - 1) {
                client.say(SteppedServer.unsubscription("cache-x"));
            }
        }
    }

    private static void await(CountDownLatch start) {
        try {
            start.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says how many visits there were; the last one goes on to the end. */
    private int check(List<String> frames) {
        int visits = 0;
        int last = 0;
        boolean first = false;
        for (var frame : List.copyOf(frames)) {
            if (frame.contains("subscription_succeeded")) {
                assertThat(first).as("neither a cached event nor a miss").isFalse();
                first = true;
                visits++;
            } else if (frame.contains("cache_miss")) {
                assertThat(first && last == 0).as("a miss after an event").isTrue();
                first = false;
            } else if (frame.contains("\"n\"")) {
                int number = Integer.parseInt(frame.replaceAll(".*\"data\":\"([0-9]+)\".*", "$1"));
                if (first) {
                    assertThat(number).as("the cached event").isGreaterThanOrEqualTo(last);
                } else {
                    assertThat(number).as("the event after %s", last).isEqualTo(last + 1);
                }
                first = false;
                last = number;
            }
        }
        assertThat(last).as("the last event").isEqualTo(published);
        return visits;
    }

    private final class Client implements Transport {
        private final List<String> frames = Collections.synchronizedList(new ArrayList<>());
        private final CompletableFuture<Void> pong = new CompletableFuture<>();
        private final Inbound inbound = server.open("app-key", new Handshake(List.of(), null, false, null), this);

        void say(String text) {
            inbound.received(server.reader().read(text));
        }

        @Override
        public void write(Batch batch, Consumer<Throwable> done) {
            for (var frame : batch) {
                frames.add(frame.text());
                if (frame == Frames.PONG) {
                    pong.complete(null);
                }
            }
            done.accept(null);
        }

        @Override
        public void close(int code, String reason) {
            inbound.closed(false);
        }

        @Override
        public void abort(int code, String reason) {}
    }
}
