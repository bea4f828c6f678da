package io.stentor.webhook.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.app.ConfiguredApps;
import io.stentor.app.Signature;
import io.stentor.app.TestApps;
import io.stentor.event.ServerEvent.ClientEventReceived;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.SocketId;
import io.stentor.webhook.SteppedTime;
import io.stentor.webhook.WebhookClient;
import io.stentor.webhook.WebhookRequest;
import io.stentor.webhook.WebhookSettings;
import io.stentor.webhook.WebhookStats;
import io.stentor.webhook.Webhooks;
import io.stentor.webhook.http.Receiver.Behaviour;
import io.stentor.webhook.http.Receiver.Request;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of a steady stream of events while the receiver misbehaves: real requests over real sockets, and a clock
 * that passes minutes in milliseconds. 20 events a second in 20 channels, numbered in each channel.
 */
class WebhookFaultTest {
    private static final Logger LOGGER = Logger.getLogger(Webhooks.class.getName());
    private static final int CHANNELS = 20;
    private static final Duration STEP = Duration.ofMillis(100);
    private static final Pattern EVENT = Pattern.compile("\"channel\":\"(private-[0-9]+)\"[^}]*\"data\":\"([0-9]+)\"");

    private final SteppedTime time = new SteppedTime();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final List<String> accepted = Collections.synchronizedList(new ArrayList<>());
    private final Semaphore release = new Semaphore(0);
    private volatile boolean holding;
    private int happened;
    private int deepest;
    private Receiver receiver;
    private Webhooks webhooks;

    @BeforeEach
    void start() throws IOException {
        LOGGER.setUseParentHandlers(false);
        receiver = new Receiver().does(accepting());
    }

    @AfterEach
    void stop() throws IOException {
        release.release(1_000);
        webhooks.close();
        receiver.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void fourMinutesWithoutAReceiverLoseNothing(long seed) throws IOException {
        webhooks = webhooks(10_000, seed);
        pass(Duration.ofSeconds(30));

        receiver.goDown();
        pass(Duration.ofMinutes(4));
        receiver.comeUp();
        pass(Duration.ofSeconds(90));

        report("down for 4 minutes, jitter " + seed);
        assertNothingIsLost();
        assertThat(accepted).hasSize(happened);
        assertThat(webhooks.stats().get("app-id").retried()).isBetween(8L, 12L);
        assertThat(webhooks.stats().get("app-id").depth()).isZero();
    }

    @Test
    void fourMinutesOfErrorsLoseNothing() throws IOException {
        webhooks = webhooks(10_000, 42);
        pass(Duration.ofSeconds(10));

        receiver.does(Receiver.status(500));
        pass(Duration.ofMinutes(4));
        receiver.does(accepting());
        pass(Duration.ofSeconds(90));

        report("500 for 4 minutes");
        assertNothingIsLost();
        assertThat(accepted).hasSize(happened);
    }

    @Test
    void connectionsThatAreResetAfterTheRequestWasTakenLoseNothingButRepeat() throws IOException {
        webhooks = webhooks(10_000, 42);
        var random = new Random(42);

        receiver.does((request, socket, out) -> {
            take(request);
            return random.nextBoolean()
                    ? Receiver.status(200).answer(request, socket, out)
                    : Receiver.reset().answer(request, socket, out);
        });
        pass(Duration.ofMinutes(2));
        receiver.does(accepting());
        drain();

        report("every other connection reset");
        assertNothingIsLost();
        assertThat(accepted).hasSizeGreaterThan(happened);
    }

    @Test
    void aSlowReceiverIsWaitedForAndGetsMoreWithEachRequest() throws IOException {
        webhooks = webhooks(10_000, 42);

        receiver.does(afterAWhile(Duration.ofSeconds(4)));
        pass(Duration.ofMinutes(2));
        drain();

        report("4 s for each answer");
        assertNothingIsLost();
        assertThat(accepted).hasSize(happened);
        assertThat(webhooks.stats().get("app-id").retried()).isZero();
        assertThat(deepest).isLessThan(400);
    }

    @Test
    void aReceiverThatIsSlowerThanTheTimeoutGetsEverythingOnceItIsQuickEnough() throws IOException {
        webhooks = webhooks(10_000, 42);

        receiver.does(afterAWhile(Duration.ofSeconds(11)));
        pass(Duration.ofMinutes(2));
        receiver.does(accepting());
        release.release(1_000);
        drain();

        report("11 s for each answer, 2 minutes");
        assertNothingIsLost();
        assertThat(webhooks.stats().get("app-id").retried()).isGreaterThan(3);
    }

    @Test
    void oversizeAnswersAreSuccesses() throws IOException {
        webhooks = webhooks(10_000, 42);

        receiver.does((request, socket, out) -> {
            take(request);
            return receiver.body(64 << 20).answer(request, socket, out);
        });
        pass(Duration.ofSeconds(10));
        drain();

        report("64 MB in each answer, of " + receiver.requests().size() + " answers the receiver got rid of "
                + receiver.written() / 1024 / receiver.requests().size() + " KB each");
        assertNothingIsLost();
        assertThat(accepted).hasSize(happened);
    }

    @Test
    void aQueueThatOverflowsCountsAndKeepsWhatItDrops() throws IOException {
        webhooks = webhooks(1_000, 42);

        receiver.goDown();
        pass(Duration.ofMinutes(4));
        receiver.comeUp();
        drain();

        report("queue of 1,000, down for 4 minutes");
        var stats = webhooks.stats().get("app-id");
        assertThat(stats.overflow()).isGreaterThan(3_000);
        assertThat(stats.delivered() + stats.overflow()).isEqualTo(happened);
        assertThat(stats.dead()).isZero();
        assertThat(accepted).hasSize((int) stats.delivered());
        assertOrderIsKept();
        assertThat(webhooks.deadLetters()).hasSize(1_000);

        assertThat(webhooks.resend(null)).isEqualTo(1_000);
        drain();
        assertThat(accepted).hasSize((int) stats.delivered() + 1_000);
        assertThat(webhooks.deadLetters()).isEmpty();
    }

    private Webhooks webhooks(int queue, long seed) {
        var settings =
                new WebhookSettings(Duration.ofMillis(50), 100, queue, 16 << 20, 1_000, 16 << 20, false, Duration.ZERO);
        var apps = new ConfiguredApps(List.of(TestApps.app("\"webhooks\":[{\"url\":\"http://127.0.0.1:"
                + receiver.port() + "/hooks\",\"event_types\":[\"client_event\"]}]")));
        var random = new Random(seed);
        return new Webhooks(settings, apps, new Counting(), time, random::nextDouble);
    }

    /** The real client, of which it is known whether it has a request under way. */
    private final class Counting implements WebhookClient {
        private final HttpWebhookClient http = new HttpWebhookClient(Thread::new, time, false);

        @Override
        public CompletionStage<Integer> send(WebhookRequest request) {
            var answer = new CompletableFuture<Integer>();
            open.incrementAndGet();
            sent.incrementAndGet();
            http.send(request).whenComplete((status, failure) -> {
                if (failure == null) {
                    answer.complete(status);
                } else {
                    answer.completeExceptionally(failure);
                }
                open.decrementAndGet();
            });
            return answer;
        }

        @Override
        public void close() {
            http.close();
        }
    }

    /** Lets time pass while things happen. */
    private void pass(Duration duration) {
        for (var left = duration; !left.isZero(); left = left.minus(STEP)) {
            for (int i = 0; i < 2; i++) {
                var event = new ClientEventReceived(
                        "app-id",
                        ChannelName.parse("private-" + happened % CHANNELS, 200),
                        "client-x",
                        "\"" + happened / CHANNELS + "\"",
                        SocketId.parse("1.2"),
                        null);
                if (webhooks.wants(event)) {
                    webhooks.accept(event);
                }
                happened++;
            }
            step();
        }
    }

    /** Lets time pass in which nothing happens, until nothing waits. */
    private void drain() {
        for (int i = 0; i < 20_000 && webhooks.stats().get("app-id").depth() > 0; i++) {
            step();
        }
    }

    private void step() {
        time.advance(STEP);
        deepest = Math.max(deepest, webhooks.stats().get("app-id").depth());
        do {
            Awaitility.await()
                    .pollInterval(Duration.ofNanos(200_000))
                    .pollDelay(Duration.ZERO)
                    .until(this::isQuiet);
            time.settle();
        } while (!isQuiet());
    }

    /** Whether the next thing to happen is that time passes. */
    private boolean isQuiet() {
        return open.get() == 0 || holding && receiver.requests().size() == sent.get();
    }

    private Behaviour accepting() {
        return (request, socket, out) -> {
            take(request);
            return Receiver.status(200).answer(request, socket, out);
        };
    }

    /** Answers when this much time has passed; a client that has given up by then has not been served. */
    private Behaviour afterAWhile(Duration duration) {
        return (request, socket, out) -> {
            holding = true;
            time.after(duration, release::release);
            release.acquireUninterruptibly();
            holding = false;
            return answerLate(request, socket, out);
        };
    }

    private boolean answerLate(Request request, Socket socket, OutputStream out) throws IOException {
        if (open.get() > 0) {
            take(request);
        }
        out.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
        return true;
    }

    private void take(Request request) {
        assertThat(request.header("X-Pusher-Signature")).isEqualTo(new Signature("app-secret").of(request.body()));
        var events = EVENT.matcher(request.body());
        while (events.find()) {
            accepted.add(events.group(1) + " " + events.group(2));
        }
    }

    private void assertNothingIsLost() {
        assertThat(new HashSet<>(accepted)).hasSize(happened);
        assertThat(webhooks.deadLetters()).isEmpty();
        assertThat(webhooks.stats().get("app-id"))
                .extracting(WebhookStats::dead, WebhookStats::overflow)
                .containsExactly(0L, 0L);
        assertOrderIsKept();
    }

    /** In each channel numbers ascend, repetitions of what was there before aside. */
    private void assertOrderIsKept() {
        var last = new HashMap<String, Integer>();
        var seen = new HashSet<String>();
        for (var event : accepted) {
            var parts = event.split(" ");
            if (seen.add(event)) {
                int number = Integer.parseInt(parts[1]);
                assertThat(number).as(event).isGreaterThan(last.getOrDefault(parts[0], -1));
                last.put(parts[0], number);
            }
        }
    }

    private void report(String what) {
        var stats = webhooks.stats().get("app-id");
        System.out.printf(
                "%s: %d events in %d s, %d requests, %d retries, %d accepted (%d of them again), %d lost, %d dead,"
                        + " %d overflowed, depth at most %d%n",
                what,
                happened,
                time.elapsed().toSeconds(),
                sent.get(),
                stats.retried(),
                accepted.size(),
                accepted.size() - new HashSet<>(accepted).size(),
                happened - new HashSet<>(accepted).size() - stats.dead() - stats.overflow(),
                stats.dead(),
                stats.overflow(),
                deepest);
    }
}
