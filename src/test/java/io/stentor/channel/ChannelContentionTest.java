package io.stentor.channel;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stentor.app.LiveApp;
import io.stentor.app.TestApps;
import io.stentor.connection.Batch;
import io.stentor.connection.ByHand;
import io.stentor.connection.Connection;
import io.stentor.connection.Handshake;
import io.stentor.connection.Lanes;
import io.stentor.connection.OutboxLimits;
import io.stentor.connection.Transport;
import io.stentor.event.EventSink;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Frame;
import io.stentor.protocol.SocketId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The guarantees of protocol 7 on real threads: one order, no loss, no double, one write at a time, nothing left. */
@Timeout(30)
class ChannelContentionTest {
    private static final ChannelName CHANNEL = ChannelName.parse("a", 200);
    private static final int LANES = 4;
    private static final int PUBLISHERS = 4;
    private static final int EVENTS_EACH = 1000;
    private static final int STAYING = 40;
    private static final int VISITS = 2000;

    private final Lanes lanes = new Lanes(LANES, Thread::new, System::nanoTime);
    private final Channels channels = new ChannelRegistry(
                    LANES, new ChannelSettings(100, Duration.ZERO), EventSink.NONE, System::nanoTime)
            .of(new LiveApp(TestApps.app()));
    private final ExecutorService engine = Executors.newFixedThreadPool(2);
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final CountDownLatch start = new CountDownLatch(1);
    private final Queue<Client> visitors = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        lanes.close();
        engine.shutdownNow();
    }

    @Test
    void everySubscriberHearsOneOrderWhoeverComesAndGoes() throws InterruptedException {
        var staying = new ArrayList<Client>();
        for (int i = 0; i < STAYING; i++) {
            staying.add(join());
        }
        await().until(() -> channels.subscriptions(CHANNEL) == STAYING);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < PUBLISHERS; i++) {
            int publisher = i;
            threads.add(thread(() -> publish(publisher)));
            threads.add(thread(this::comeAndGo));
        }

        start.countDown();
        for (var thread : threads) {
            thread.join();
        }
        int all = PUBLISHERS * EVENTS_EACH;
        await().atMost(20, SECONDS).until(() -> staying.stream().allMatch(client -> client.heard.size() == all + 1));

        var order = staying.get(0).events();
        assertThat(order).doesNotHaveDuplicates();
        assertThat(staying).allSatisfy(client -> assertThat(client.events()).isEqualTo(order));
        for (int i = 0; i < PUBLISHERS; i++) {
            var mine = i + ":";
            assertThat(order.stream()
                            .filter(event -> event.startsWith(mine))
                            .map(event -> Integer.parseInt(event.substring(2))))
                    .hasSize(EVENTS_EACH)
                    .isSorted();
        }
        staying.forEach(client -> client.connection.lane().run(() -> client.connection.gone(true)));
        await().until(() -> ended.get() == ids.get());
        assertThat(visitors)
                .allSatisfy(visitor -> assertThat(Collections.indexOfSubList(order, visitor.events()))
                        .as("what a visitor heard is a part of the order without a gap")
                        .isNotNegative());
        assertThat(visitors).anyMatch(visitor -> visitor.events().size() > 1);
        assertThat(channels.count()).isZero();
        assertThat(lanes.held()).isZero();
        assertThat(staying).noneMatch(client -> client.overlapped.get());
        assertThat(visitors).noneMatch(client -> client.overlapped.get());
    }

    private void publish(int publisher) {
        for (int i = 0; i < EVENTS_EACH; i++) {
            lanes.awaitRoom();
            channels.broadcast(CHANNEL, new Frame(publisher + ":" + i), null);
        }
    }

    private void comeAndGo() {
        for (int i = 0; i < VISITS / PUBLISHERS; i++) {
            var visitor = join();
            visitors.add(visitor);
            for (int pause = ThreadLocalRandom.current().nextInt(20); pause > 0; pause--) {
                Thread.yield();
            }
            boolean politely = i % 2 == 0;
            visitor.connection.lane().run(() -> {
                if (politely) {
                    visitor.connection.leave(CHANNEL);
                }
                visitor.connection.lane().run(() -> visitor.connection.gone(true));
            });
        }
    }

    private Client join() {
        var client = new Client();
        client.connection.lane().run(() -> {
            client.connection.open();
            channels.join(CHANNEL, client.connection, null);
        });
        return client;
    }

    private Thread thread(Runnable work) {
        var thread = new Thread(() -> {
            try {
                start.await();
                work.run();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        return thread;
    }

    /** Completes every second write on another thread, and notices two writes at once. */
    private final class Client implements Transport {
        private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
        private final AtomicBoolean writing = new AtomicBoolean();
        private final AtomicBoolean overlapped = new AtomicBoolean();
        private final Connection connection = new Connection(
                new SocketId("1." + ids.incrementAndGet()),
                new LiveApp(TestApps.app()),
                new Handshake(List.of(), null, false, null),
                lanes.next(),
                this,
                new OutboxLimits(0, 0, true),
                ByHand.TIMEOUTS,
                connection -> ended.incrementAndGet());
        private int writes;

        List<String> events() {
            return List.copyOf(heard).stream().skip(1).toList();
        }

        @Override
        public void write(Batch frames, Consumer<Throwable> done) {
            if (!writing.compareAndSet(false, true)) {
                overlapped.set(true);
            }
            frames.forEach(frame -> heard.add(frame.text()));
            if (writes++ % 2 == 0) {
                complete(done);
            } else {
                engine.execute(() -> complete(done));
            }
        }

        private void complete(Consumer<Throwable> done) {
            writing.set(false);
            done.accept(null);
        }

        @Override
        public void close(int code, String reason) {}

        @Override
        public void abort(int code, String reason) {}
    }
}
