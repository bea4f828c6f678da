package io.stentor.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.app.ConfiguredApps;
import io.stentor.app.TestApps;
import io.stentor.event.ServerEvent.SubscriptionCountChanged;
import io.stentor.protocol.ChannelName;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;

/** Many threads bring events while an endpoint answers from others, now and then with a failure (protocol 9.2). */
class WebhookContentionTest {
    private static final int THREADS = 8;
    private static final int EVENTS = 2_000;
    private static final Pattern EVENT = Pattern.compile("\"channel\":\"c-([0-9]+)\",\"subscription_count\":([0-9]+)");

    private final ExecutorService bringers = Executors.newFixedThreadPool(THREADS);
    private final ExecutorService answerers = Executors.newFixedThreadPool(3);

    @AfterEach
    void stop() {
        bringers.shutdownNow();
        answerers.shutdownNow();
    }

    /** Takes nine of ten requests, and remembers their bodies; never two at once. */
    private final class Receiver implements WebhookClient {
        final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
        final AtomicInteger underWay = new AtomicInteger();
        volatile boolean overlapped;
        private final Random random = new Random(42);

        @Override
        public CompletionStage<Integer> send(WebhookRequest request) {
            overlapped |= underWay.incrementAndGet() > 1;
            boolean fails = random.nextInt(10) == 0;
            var answer = new CompletableFuture<Integer>();
            answerers.execute(() -> {
                if (!fails) {
                    bodies.add(new String(request.body(), UTF_8));
                }
                underWay.decrementAndGet();
                if (fails) {
                    answer.completeExceptionally(new IOException("reset"));
                } else {
                    answer.complete(200);
                }
            });
            return answer;
        }

        @Override
        public void close() {}
    }

    @RepeatedTest(5)
    void nothingIsLostAndEachChannelKeepsItsOrder() throws Exception {
        var receiver = new Receiver();
        var settings = new WebhookSettings(
                Duration.ofMillis(1), 100, THREADS * EVENTS, 1 << 30, 1_000, 1 << 20, false, Duration.ofSeconds(30));
        var app = TestApps.app("\"webhooks\":["
                + TestWebhooks.webhook("\"retry\":{\"initial_backoff_ms\":10,\"max_backoff_ms\":10}") + "]");
        var webhooks = new Webhooks(
                settings, new ConfiguredApps(List.of(app)), receiver, new TimerThread(Thread::new), () -> 0.5);
        var gate = new CountDownLatch(1);
        for (int thread = 0; thread < THREADS; thread++) {
            var channel = ChannelName.parse("c-" + thread, 200);
            bringers.execute(() -> {
                awaitGate(gate);
                for (int i = 0; i < EVENTS; i++) {
                    webhooks.accept(new SubscriptionCountChanged("app-id", channel, i));
                }
            });
        }

        gate.countDown();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> webhooks.stats().containsKey("app-id")
                        && webhooks.stats().get("app-id").delivered() == THREADS * EVENTS);
        webhooks.close();

        assertThat(receiver.overlapped).isFalse();
        var next = new HashMap<String, Integer>();
        for (var body : receiver.bodies) {
            var events = EVENT.matcher(body);
            while (events.find()) {
                assertThat(Integer.parseInt(events.group(2))).isEqualTo(next.getOrDefault(events.group(1), 0));
                next.merge(events.group(1), 1, Integer::sum);
            }
        }
        assertThat(next)
                .hasSize(THREADS)
                .allSatisfy((channel, count) -> assertThat(count).isEqualTo(EVENTS));
        assertThat(webhooks.stats().get("app-id").depth()).isZero();
    }

    private static void awaitGate(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
