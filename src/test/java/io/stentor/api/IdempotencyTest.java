package io.stentor.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.stentor.app.App;
import io.stentor.app.TestApps;
import io.stentor.connection.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are done once (protocol 8.7). */
class IdempotencyTest {
    private static final App APP = TestApps.app();
    private static final App OTHER = TestApps.read(
                    "[{\"id\":\"other\",\"key\":\"k\",\"secret\":\"s\",\"idempotency\":{\"ttl_seconds\":7}}]")
            .get(0);

    private final FakeClock clock = new FakeClock();
    private final Idempotency idempotency = new Idempotency(100, 1 << 20, clock);
    private final AtomicInteger done = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void theFirstAnswerIsTheAnswer() {
        assertThat(once("k", "body")).isEqualTo(new Answer(200, "{\"n\":1}"));
        assertThat(once("k", "body")).isEqualTo(new Answer(200, "{\"n\":1}"));
        assertThat(once("l", "body")).isEqualTo(new Answer(200, "{\"n\":2}"));
        assertThat(idempotency
                        .once(APP, "elsewhere", "k", digest("body"), this::work)
                        .body())
                .isEqualTo("{\"n\":3}");
        assertThat(idempotency
                        .once(OTHER, "events", "k", digest("body"), this::work)
                        .body())
                .isEqualTo("{\"n\":4}");
    }

    @Test
    void ofAnAppThatIsForgottenNoKeyIsRemembered() {
        var first = once("k", "body");
        idempotency.forget(OTHER.id()::equals);
        assertThat(once("k", "body")).isEqualTo(first);

        idempotency.forget(APP.id()::equals);

        assertThat(idempotency.count(APP)).isZero();
        assertThat(once("k", "body")).isNotEqualTo(first);
    }

    @Test
    void withoutAKeyEveryRequestIsDone() {
        assertThat(once(null, "body").body()).isEqualTo("{\"n\":1}");
        assertThat(once(null, "body").body()).isEqualTo("{\"n\":2}");
        assertThat(idempotency.count(APP)).isZero();
    }

    @Test
    void anotherBodyIsAConflict() {
        once("k", "body");

        assertThat(error("k", "other")).isEqualTo("409 idempotency_conflict");
        assertThat(once("k", "body").body()).isEqualTo("{\"n\":1}");
    }

    @Test
    void aRequestThatFailedFreesItsKey() {
        assertThatThrownBy(() -> idempotency.once(APP, "events", "k", digest("a"), () -> {
                    throw ApiError.invalidInput("no");
                }))
                .isInstanceOf(ApiError.class);
        assertThatThrownBy(() -> idempotency.once(APP, "events", "k", digest("b"), () -> {
                    throw new IllegalStateException("a bug");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(once("k", "c").body()).isEqualTo("{\"n\":1}");
    }

    @Test
    void aKeyIsRememberedForTheTimeThatTheAppSays() {
        once("k", "body");

        clock.advance(Duration.ofSeconds(120).minusNanos(1));
        assertThat(once("k", "body").body()).isEqualTo("{\"n\":1}");
        clock.advance(Duration.ofNanos(1));
        assertThat(once("k", "other").body()).isEqualTo("{\"n\":2}");

        idempotency.once(OTHER, "events", "k", digest("body"), this::work);
        clock.advance(Duration.ofSeconds(7));
        assertThat(idempotency
                        .once(OTHER, "events", "k", digest("body"), this::work)
                        .body())
                .isEqualTo("{\"n\":4}");
    }

    @Test
    void whatIsExpiredTakesNoRoom() {
        IntStream.range(0, 50).forEach(i -> once("k" + i, "body"));

        clock.advance(Duration.ofSeconds(121));
        once("new", "body");

        assertThat(idempotency.count(APP)).isOne();
    }

    @Test
    void theOldestKeyGoesFirstWhateverIsAskedForOften() {
        once("first", "body");
        for (int i = 0; i < 99; i++) {
            once("k" + i, "body");
            once("first", "body");
        }
        assertThat(done).hasValue(100);

        once("newest", "body");

        assertThat(idempotency.count(APP)).isEqualTo(100);
        assertThat(once("newest", "body").body()).isEqualTo("{\"n\":101}");
        assertThat(once("k98", "body").body()).isEqualTo("{\"n\":100}");
        assertThat(once("first", "body").body()).isEqualTo("{\"n\":102}");
    }

    @Test
    void answersAreBoundedInBytesToo() {
        var large = "x".repeat(100_000);
        for (int i = 0; i < 20; i++) {
            idempotency.once(APP, "events", "k" + i, digest("body"), () -> new Answer(200, large));
        }

        assertThat(idempotency.count(APP)).isEqualTo(5);
        assertThat(once("k19", "body").body()).isEqualTo(large);
        assertThat(once("k14", "body").body()).isEqualTo("{\"n\":1}");
    }

    @Test
    void anAnswerThatIsLargerThanAllTheRoomIsRememberedAlone() {
        once("before", "body");
        var huge = "x".repeat(2 << 20);

        idempotency.once(APP, "events", "huge", digest("body"), () -> new Answer(200, huge));

        assertThat(idempotency.count(APP)).isOne();
        assertThat(once("huge", "body").body()).isEqualTo(huge);
        once("after", "body");
        assertThat(idempotency.count(APP)).isOne();
    }

    @Test
    void aRepetitionWaitsForTheFirst() {
        var release = new CountDownLatch(1);
        var first = begin("k", release);

        var second = CompletableFuture.supplyAsync(() -> once("k", "body"), threads);
        release.countDown();

        assertThat(first).succeedsWithin(Duration.ofSeconds(5));
        assertThat(second.join()).isEqualTo(first.join());
        assertThat(done).hasValue(0);
    }

    @Test
    void aRepetitionDoesNotWaitForLong() {
        var release = new CountDownLatch(1);
        var first = begin("k", release);

        assertThat(error("k", "body")).isEqualTo("503 backpressure");
        assertThat(error("k", "other")).isEqualTo("409 idempotency_conflict");

        release.countDown();
        first.join();
        assertThat(once("k", "body").body()).isEqualTo("{\"first\":true}");
    }

    @Test
    void fewRequestsWaitAtOnce() {
        var release = new CountDownLatch(1);
        begin("k", release);
        var refused = new AtomicInteger();

        for (int i = 0; i < 200; i++) {
            threads.execute(() -> {
                if (error("k", "body").equals("503 backpressure")) {
                    refused.incrementAndGet();
                }
            });
        }

        // One after the other, 16 at a time, they would take almost four seconds.
        await().atMost(Duration.ofSeconds(2)).until(() -> refused.get() == 200);
        release.countDown();
    }

    @Test
    void aRepetitionTakesOverWhenTheFirstFails() {
        var release = new CountDownLatch(1);
        var failing = CompletableFuture.runAsync(
                () -> idempotency.once(APP, "events", "k", digest("body"), () -> {
                    awaitQuietly(release);
                    throw ApiError.invalidInput("no");
                }),
                threads);
        await().until(() -> idempotency.count(APP) == 1);

        var second = CompletableFuture.supplyAsync(() -> once("k", "body"), threads);
        release.countDown();

        assertThat(second.join().body()).isEqualTo("{\"n\":1}");
        assertThat(failing).failsWithin(Duration.ofSeconds(5));
    }

    @Test
    void whatIsInProgressIsNotForgotten() {
        var release = new CountDownLatch(1);
        var first = begin("k", release);

        IntStream.range(0, 200).forEach(i -> once("k" + i, "body"));

        assertThat(idempotency.count(APP)).isEqualTo(100);
        assertThat(error("k", "other")).isEqualTo("409 idempotency_conflict");
        release.countDown();
        first.join();
        assertThat(once("k", "body").body()).isEqualTo("{\"first\":true}");
    }

    @Test
    void ofManyAtOnceOneIsDone() {
        for (int round = 0; round < 200; round++) {
            var key = "k" + round;
            var gate = new CountDownLatch(1);
            var answers = new ArrayList<CompletableFuture<Answer>>();
            for (int i = 0; i < 8; i++) {
                answers.add(CompletableFuture.supplyAsync(
                        () -> {
                            awaitQuietly(gate);
                            return once(key, "body");
                        },
                        threads));
            }
            gate.countDown();

            int expected = round + 1;
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.join().body()).isEqualTo("{\"n\":" + expected + "}"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 127, 128})
    void aKeyHasOneTo128Characters(int length) {
        assertThat(Idempotency.valid("k".repeat(length))).hasSize(length);
        assertThat(Idempotency.valid("😀".repeat(length))).hasSize(2 * length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 129, 1000})
    void anyOtherKeyIsNone(int length) {
        var error = catchThrowableOfType(ApiError.class, () -> Idempotency.valid("é".repeat(length)));

        assertThat(error.status() + " " + error.code()).isEqualTo("400 invalid_input");
    }

    /** A request that does not end before it is released. */
    private CompletableFuture<Answer> begin(String key, CountDownLatch release) {
        var begun = new CountDownLatch(1);
        var first = CompletableFuture.supplyAsync(
                () -> idempotency.once(APP, "events", key, digest("body"), () -> {
                    begun.countDown();
                    awaitQuietly(release);
                    return new Answer(200, "{\"first\":true}");
                }),
                threads);
        awaitQuietly(begun);
        return first;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer work() {
        return new Answer(200, "{\"n\":" + done.incrementAndGet() + "}");
    }

    private Answer once(String key, String body) {
        return idempotency.once(APP, "events", key, digest(body), this::work);
    }

    private String error(String key, String body) {
        var error = catchThrowableOfType(ApiError.class, () -> once(key, body));
        return error.status() + " " + error.code();
    }

    private static Supplier<byte[]> digest(String body) {
        return () -> Idempotency.digest(body.getBytes(UTF_8));
    }
}
