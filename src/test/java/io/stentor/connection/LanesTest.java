package io.stentor.connection;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The lanes of a server on their threads. */
class LanesTest {
    private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    private final Lanes lanes = new Lanes(3, this::thread, System::nanoTime);

    @AfterEach
    void stop() {
        lanes.close();
    }

    @Test
    void newConnectionsGetALaneEachInItsTurn() {
        assertThat(List.of(lanes.next(), lanes.next(), lanes.next(), lanes.next()))
                .extracting(Lane::index)
                .containsExactly(0, 1, 2, 0);
        assertThat(lanes.count()).isEqualTo(3);
        assertThat(lanes.get(2).index()).isEqualTo(2);
    }

    @Test
    void aBusyLaneDoesNotHoldUpTheOthers() throws InterruptedException {
        var release = new CountDownLatch(1);
        lanes.get(0).run(() -> awaitQuietly(release));
        var done = new CompletableFuture<Void>();

        lanes.get(1).run(() -> done.complete(null));

        assertThat(done).succeedsWithin(2, SECONDS);
        release.countDown();
    }

    @Test
    void aLaneRunsOneTaskAtATime() throws InterruptedException {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var all = new CountDownLatch(4 * 5000);
        var start = new CountDownLatch(1);
        for (int i = 0; i < 4; i++) {
            new Thread(() -> {
                        awaitQuietly(start);
                        for (int j = 0; j < 5000; j++) {
                            lanes.get(0).run(() -> {
                                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                inside.decrementAndGet();
                                all.countDown();
                            });
                        }
                    })
                    .start();
        }

        start.countDown();

        assertThat(all.await(5, SECONDS)).isTrue();
        assertThat(most).hasValue(1);
    }

    @Test
    void closingEndsTheThreads() {
        lanes.get(0).run(() -> {});
        lanes.close();

        await().atMost(5, SECONDS).until(() -> threads.stream().noneMatch(Thread::isAlive));
        lanes.get(0).run(() -> {});
    }

    @Test
    void nothingIsHeldWithoutConnections() {
        assertThat(lanes.held()).isZero();
    }

    private Thread thread(Runnable task) {
        var thread = new Thread(task, "lane-" + threads.size());
        threads.add(thread);
        return thread;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
