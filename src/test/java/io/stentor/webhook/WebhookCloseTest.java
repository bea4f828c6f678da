package io.stentor.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.app.ConfiguredApps;
import io.stentor.app.TestApps;
import io.stentor.event.ServerEvent.ChannelOccupied;
import io.stentor.protocol.ChannelName;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A server that stops delivers what it can within its time, and leaves no thread. Real time, a thread of its own. */
class WebhookCloseTest {
    private static final String THREAD = "stentor-webhook-close-test";

    /** Answers with these, then with 200. */
    private static final class Receiver implements WebhookClient {
        final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
        final Queue<CompletionStage<Integer>> answers = new ArrayDeque<>();

        @Override
        public synchronized CompletionStage<Integer> send(WebhookRequest request) {
            bodies.add(new String(request.body(), UTF_8));
            var answer = answers.poll();
            return answer == null ? CompletableFuture.completedFuture(200) : answer;
        }

        @Override
        public void close() {}
    }

    private final Receiver receiver = new Receiver();

    private Webhooks webhooks(Duration batching, Duration flush) {
        var settings = new WebhookSettings(batching, 100, 10_000, 1 << 20, 1_000, 1 << 20, false, flush);
        var apps = new ConfiguredApps(List.of(TestApps.app("\"webhooks\":[" + TestWebhooks.webhook("") + "]")));
        return new Webhooks(settings, apps, receiver, new TimerThread(task -> new Thread(task, THREAD)), () -> 0.5);
    }

    private static void occupied(Webhooks webhooks, String... channels) {
        for (var channel : channels) {
            webhooks.accept(new ChannelOccupied("app-id", ChannelName.parse(channel, 200)));
        }
    }

    @Test
    void whatIsStillCollectedIsSentAtOnce() {
        var webhooks = webhooks(Duration.ofMinutes(1), Duration.ofSeconds(30));
        occupied(webhooks, "a", "b");

        webhooks.close();

        assertThat(receiver.bodies).hasSize(1);
        assertThat(webhooks.stats().get("app-id").delivered()).isEqualTo(2);
        assertNoThread();
    }

    @Test
    void anEndpointThatFailsGetsALastAttemptAndIsNotWaitedFor() {
        receiver.answers.add(CompletableFuture.failedFuture(new IOException("down")));
        receiver.answers.add(CompletableFuture.failedFuture(new IOException("down")));
        var webhooks = webhooks(Duration.ofMillis(1), Duration.ofMinutes(5));
        occupied(webhooks, "a");
        Awaitility.await().until(() -> receiver.bodies.size() == 1);
        long start = System.nanoTime();

        webhooks.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        assertThat(receiver.bodies).hasSize(2);
        assertThat(webhooks.stats().get("app-id").depth()).isEqualTo(1);
        assertNoThread();
    }

    @Test
    void theLastAttemptMaySucceedAndBringTheRestAlong() {
        receiver.answers.add(CompletableFuture.failedFuture(new IOException("down")));
        var webhooks = webhooks(Duration.ofMillis(1), Duration.ofMinutes(5));
        occupied(webhooks, "a");
        Awaitility.await().until(() -> receiver.bodies.size() == 1);
        occupied(webhooks, "b", "c");

        webhooks.close();

        assertThat(webhooks.stats().get("app-id").delivered()).isEqualTo(3);
        assertNoThread();
    }

    @Test
    void anEndpointThatNeverAnswersIsWaitedForNoLongerThanAllowed() {
        receiver.answers.add(new CompletableFuture<>());
        var webhooks = webhooks(Duration.ofMillis(1), Duration.ofMillis(200));
        occupied(webhooks, "a");

        webhooks.close();

        assertThat(webhooks.stats().get("app-id").depth()).isEqualTo(1);
        assertNoThread();
    }

    @Test
    void afterwardsNothingIsHeard() {
        var webhooks = webhooks(Duration.ofMillis(1), Duration.ZERO);
        webhooks.close();
        webhooks.close();

        assertThat(webhooks.wants(new ChannelOccupied("app-id", ChannelName.parse("a", 200))))
                .isFalse();
        occupied(webhooks, "a");

        assertThat(webhooks.stats()).isEmpty();
        assertNoThread();
    }

    /** Whoever waits for an executor's end may be a moment ahead of the end of its thread. */
    private static void assertNoThread() {
        Awaitility.await()
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .doesNotContain(THREAD));
    }
}
