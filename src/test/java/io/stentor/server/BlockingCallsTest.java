package io.stentor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockingCallsTest {
    private final AtomicLong now = new AtomicLong();
    private final BlockingCalls calls = new BlockingCalls(Thread::new, now::get);
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        calls.close();
    }

    @Test
    void aCallThatNeverComesBackIsInterrupted() {
        calls.executeImpatiently(this::waitForEver);
        await().until(() -> heard.contains("begun"));

        calls.tick();
        assertThat(heard).containsExactly("begun");

        now.addAndGet(BlockingCalls.PATIENCE.toNanos());
        calls.tick();
        await().until(() -> heard.contains("interrupted"));
    }

    @Test
    void oneThatGoesOnWaitingIsInterruptedAgain() {
        calls.executeImpatiently(() -> {
            waitForEver();
            waitForEver();
        });

        for (int i = 1; i <= 2; i++) {
            int interruptions = i;
            await().until(() -> heard.size() >= 2 * interruptions - 1);
            now.addAndGet(BlockingCalls.PATIENCE.toNanos());
            calls.tick();
            await().until(() -> heard.size() >= 2 * interruptions);
        }

        assertThat(heard).containsExactly("begun", "interrupted", "begun", "interrupted");
    }

    /** All threads are used by the first calls, so that the next ones come to the same. */
    @Test
    void theNextCallOnTheThreadHearsNothingOfIt() {
        for (int i = 0; i < BlockingCalls.THREADS; i++) {
            calls.executeImpatiently(() -> {
                var unused = begin();
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
                heard.add("noticed");
            });
        }
        await().until(() -> heard.size() == 8);
        now.addAndGet(BlockingCalls.PATIENCE.toNanos());
        calls.tick();
        await().until(() -> heard.size() == 16);

        for (int i = 0; i < BlockingCalls.THREADS; i++) {
            calls.execute(
                    () -> heard.add("interrupted: " + Thread.currentThread().isInterrupted()));
        }

        await().until(() -> heard.size() == 24);
        assertThat(heard.subList(16, 24)).containsOnly("interrupted: false");
    }

    /** A client that reads nothing keeps Open Liberty in its close for as long as it is there. */
    @Test
    void thoseThatAreStuckKeepNobodyElseWaiting() {
        var go = new CountDownLatch(1);
        for (int i = 0; i < BlockingCalls.MOST_THREADS + 10; i++) {
            calls.executeImpatiently(() -> {
                var unused = begin();
                awaitStubbornly(go);
            });
        }
        int running = BlockingCalls.THREADS;
        await().until(() -> heard.size() == BlockingCalls.THREADS);
        while (running < BlockingCalls.MOST_THREADS) {
            now.addAndGet(BlockingCalls.PATIENCE.toNanos());
            calls.tick();
            running = Math.min(running + BlockingCalls.THREADS, BlockingCalls.MOST_THREADS);
            int expected = running;
            await().until(() -> heard.size() == expected);
        }

        now.addAndGet(BlockingCalls.PATIENCE.toNanos());
        calls.tick();
        assertThat(heard).hasSize(BlockingCalls.MOST_THREADS);

        go.countDown();
        await().until(() -> heard.size() == BlockingCalls.MOST_THREADS + 10);
    }

    @Test
    void otherCallsMayTakeTheirTime() throws Exception {
        var go = new CountDownLatch(1);
        calls.execute(() -> {
            var unused = begin();
            while (go.getCount() > 0) {
                Thread.onSpinWait();
            }
            heard.add("interrupted: " + Thread.currentThread().isInterrupted());
        });
        await().until(() -> heard.contains("begun"));

        now.addAndGet(10 * BlockingCalls.PATIENCE.toNanos());
        calls.tick();
        go.countDown();

        await().until(() -> heard.size() == 2);
        assertThat(heard).containsExactly("begun", "interrupted: false");
    }

    private static void awaitStubbornly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException unheard) {
                continue;
            }
        }
    }

    private boolean begin() {
        return heard.add("begun");
    }

    private void waitForEver() {
        var unused = begin();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException awaited) {
            heard.add("interrupted");
        }
    }
}
