package io.stentor.connection;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
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
    void whoBringsLittleDoesItHimself() {
        var who = new ArrayList<Thread>();

        lanes.lend(() -> {
            lanes.get(0).run(() -> who.add(Thread.currentThread()));
            lanes.get(1).run(() -> who.add(Thread.currentThread()));
            assertThat(who).isEmpty();
        });

        assertThat(who).containsExactly(Thread.currentThread(), Thread.currentThread());
    }

    @Test
    void muchWorkIsTheLanesOwn() {
        var who = new CompletableFuture<Thread>();

        lanes.lend(() -> lanes.get(0).run(new Heavy(() -> who.complete(Thread.currentThread()))));

        assertThat(who).succeedsWithin(2, SECONDS).isNotEqualTo(Thread.currentThread());
    }

    @Test
    void aLaneThatIsBusyIsLeftToWhoIsAtIt() throws Exception {
        var release = new CountDownLatch(1);
        var started = new CountDownLatch(1);
        lanes.get(0).run(() -> {
            started.countDown();
            awaitQuietly(release);
        });
        started.await();
        var who = new CompletableFuture<Thread>();

        lanes.lend(() -> lanes.get(0).run(() -> who.complete(Thread.currentThread())));

        assertThat(who).isNotDone();
        release.countDown();
        assertThat(who).succeedsWithin(2, SECONDS).isNotEqualTo(Thread.currentThread());
    }

    @Test
    void whoBringsWorkDoesNoneOfItWhereLanesWorkAlone() {
        var who = new CompletableFuture<Thread>();
        lanes.workAlone();

        lanes.lend(() -> lanes.get(0).run(() -> who.complete(Thread.currentThread())));

        assertThat(who).succeedsWithin(2, SECONDS).isNotEqualTo(Thread.currentThread());
    }

    @Test
    void whatATaskBringsToOtherLanesIsDoneAsWell() {
        var who = new ArrayList<Thread>();

        lanes.lend(() -> lanes.get(0).run(() -> lanes.get(1).run(() -> who.add(Thread.currentThread()))));

        assertThat(who).containsExactly(Thread.currentThread());
    }

    /** Two lanes that always find work for each other must not keep a thread that only wanted to help. */
    @Test
    void nobodyHelpsForEver() {
        var stop = new AtomicBoolean();
        var turns = new AtomicInteger();

        lanes.lend(() -> lanes.get(0).run(() -> pass(0, stop, turns)));

        await().atMost(2, SECONDS).until(() -> turns.get() > 1000);
        stop.set(true);
    }

    private void pass(int lane, AtomicBoolean stop, AtomicInteger turns) {
        turns.incrementAndGet();
        if (!stop.get()) {
            int other = 1 - lane;
            lanes.get(other).run(() -> pass(other, stop, turns));
        }
    }

    @Test
    void whoBringsWorkAndFailsHasBroughtIt() {
        var done = new CompletableFuture<Void>();

        assertThatThrownBy(() -> lanes.lend(() -> {
                    lanes.get(0).run(() -> done.complete(null));
                    throw new IllegalStateException("late");
                }))
                .hasMessage("late");

        assertThat(done).succeedsWithin(2, SECONDS);
    }

    private record Heavy(Runnable work) implements LaneTask {
        @Override
        public void run() {
            work.run();
        }

        @Override
        public int weight() {
            return 1000;
        }
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
