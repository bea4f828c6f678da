package io.stentor.webhook;

import static io.stentor.webhook.TestWebhooks.body;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is tried again, when, and for how long (protocol 9.2). The jitter draws its middle unless it is said. */
class WebhookRetryTest {
    private static final long[] TIMES = {0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 300};

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 299})
    void any2xxIsSuccess(int status) {
        var hooks = TestWebhooks.of();
        hooks.receiver.answers(status);

        hooks.occupied("c").after(600_000);

        assertThat(hooks.receiver.requests()).hasSize(1);
        assertThat(hooks.stats()).isEqualTo(new WebhookStats(1, 0, 0, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 199, 300, 301, 302, 304, 307, 400, 401, 404, 410, 429, 500, 503, 600})
    void anythingElseIsTriedAgain(int status) {
        var hooks = TestWebhooks.of();
        hooks.receiver.answers(status);

        hooks.occupied("c").after(1_050);

        assertThat(hooks.receiver.requests()).hasSize(2);
        assertThat(hooks.stats()).isEqualTo(new WebhookStats(0, 1, 0, 0, 1));
    }

    @Test
    void aRequestThatCannotBeMadeIsTriedAgain() {
        var hooks = TestWebhooks.of();
        hooks.receiver.answers(request -> {
            throw new IllegalStateException();
        });
        hooks.occupied("c").after(50);

        hooks.receiver.answers(200);
        hooks.after(1_000);

        assertThat(hooks.stats().delivered()).isEqualTo(1);
    }

    @Test
    void thePausesDoubleFromOneSecondToOneMinuteFor300Seconds() {
        var hooks = TestWebhooks.of();
        hooks.receiver.isDown();

        hooks.occupied("c").after(3_600_000);

        assertThat(hooks.receiver.times()).hasSize(TIMES.length);
        for (int i = 0; i < TIMES.length; i++) {
            assertThat(hooks.receiver.times().get(i)).isEqualTo(50 + 1_000 * TIMES[i]);
        }
        assertThat(hooks.stats()).isEqualTo(new WebhookStats(0, TIMES.length - 1, 1, 0, 0));
    }

    @Test
    void everyAttemptHasTheSameBytesAndTheSameSignature() {
        var hooks = TestWebhooks.of();
        hooks.receiver.isDown();

        hooks.occupied("a").after(50).occupied("b").after(200_000);

        assertThat(hooks.receiver.requests()).hasSizeGreaterThan(5);
        assertThat(new HashSet<>(hooks.receiver.bodies())).containsExactly(body(0, "a"));
        assertThat(hooks.receiver.requests())
                .extracting(WebhookRequest::headers)
                .allMatch(headers ->
                        headers.equals(hooks.receiver.requests().get(0).headers()));
    }

    @Test
    void aPauseIsAFifthShorterOrLongerAtMost() {
        for (double draw : new double[] {0, 0.25, 0.5, 0.75, 0.999999}) {
            var hooks = TestWebhooks.of().draws(draw);
            hooks.receiver.isDown();

            hooks.occupied("c").after(150_000);

            var times = hooks.receiver.times();
            long plain = 1_000;
            for (int i = 1; i < times.size(); i++) {
                double pause = times.get(i) - times.get(i - 1);
                assertThat(pause / plain).isBetween(0.8 + 0.4 * draw - 0.002, 0.8 + 0.4 * draw + 0.002);
                plain = Math.min(60_000, plain * 2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999999})
    void whateverTheJitterTheLastAttemptIsAt300Seconds(double draw) {
        var hooks = TestWebhooks.of().draws(draw);
        hooks.receiver.isDown();

        hooks.occupied("c").after(3_600_000);

        assertThat(hooks.receiver.times()).last().isEqualTo(50L + 300_000);
        assertThat(hooks.webhooks.deadLetters()).hasSize(1);
    }

    @Test
    void theTimeThatAttemptsTakeCounts() {
        var hooks = TestWebhooks.of();
        hooks.receiver.answers(request -> {
            var late = new CompletableFuture<Integer>();
            hooks.time.after(request.timeout(), () -> late.completeExceptionally(new java.io.IOException("late")));
            return late;
        });

        hooks.occupied("c").after(3_600_000);

        // 0, 10 + 1, 21 + 2, 33 + 4, 47 + 8, 65 + 16, 91 + 32, 133 + 60, 203 + 60, 273 + 27
        assertThat(hooks.receiver.times())
                .containsExactly(
                        50L, 11_050L, 23_050L, 37_050L, 55_050L, 81_050L, 123_050L, 193_050L, 263_050L, 300_050L);
        assertThat(hooks.webhooks.deadLetters().get(0).failedAtMillis()).isEqualTo(SteppedTime.START + 310_050);
    }

    @Test
    void theNextRequestWaitsForTheLastAttemptAndHasAWindowOfItsOwn() {
        var hooks = TestWebhooks.of();
        hooks.receiver.isDown();
        hooks.occupied("a").after(50).occupied("b").after(300_000);
        assertThat(new HashSet<>(hooks.receiver.bodies())).containsExactly(body(0, "a"), body(50, "b"));

        hooks.after(250_000);
        hooks.receiver.forget();
        hooks.receiver.answers(200);
        hooks.occupied("c").after(60_000);

        assertThat(hooks.receiver.bodies()).containsExactly(body(50, "b"), body(550_050, "c"));
        assertThat(hooks.stats().delivered()).isEqualTo(2);
        assertThat(hooks.stats().dead()).isEqualTo(1);
    }

    @Test
    void attemptsCanBeLimited() {
        var hooks = TestWebhooks.of("\"retry\":{\"max_attempts\":3}");
        hooks.receiver.isDown();

        hooks.occupied("c").after(3_600_000);

        assertThat(hooks.receiver.times()).containsExactly(50L, 1_050L, 3_050L);
        assertThat(hooks.webhooks.deadLetters()).hasSize(1);
        assertThat(hooks.webhooks.deadLetters().get(0).attempts()).isEqualTo(3);
    }

    @Test
    void withoutRetryThereIsOneAttempt() {
        var hooks = TestWebhooks.of("\"retry\":{\"enabled\":false}");
        hooks.receiver.isDown();

        hooks.occupied("c").after(3_600_000);

        assertThat(hooks.receiver.requests()).hasSize(1);
        assertThat(hooks.stats()).isEqualTo(new WebhookStats(0, 0, 1, 0, 0));
    }

    @Test
    void theTimesOfTheEndpointHold() {
        var hooks = TestWebhooks.of(
                "\"retry\":{\"max_elapsed_time_ms\":1000,\"initial_backoff_ms\":100,\"max_backoff_ms\":300}");
        hooks.receiver.isDown();

        hooks.occupied("c").after(3_600_000);

        assertThat(hooks.receiver.times()).containsExactly(50L, 150L, 350L, 650L, 950L, 1_050L);
    }

    @Test
    void anEndpointThatComesBackGetsEverythingInOrder() {
        var hooks = TestWebhooks.of();
        hooks.receiver.isDown();
        var expected = new ArrayList<String>();
        for (int i = 0; i < 240; i++) {
            hooks.occupied("c" + i).after(1_000);
            expected.add("c" + i);
        }

        hooks.receiver.forget();
        hooks.receiver.answers(200);
        hooks.after(300_000);

        var told = new ArrayList<String>();
        hooks.receiver.bodies().forEach(body -> {
            for (var part : body.split("\"channel\":\"")) {
                told.add(part.substring(0, Math.max(0, part.indexOf('"'))));
            }
        });
        told.removeIf(name -> !name.startsWith("c"));
        assertThat(told).isEqualTo(expected);
        assertThat(hooks.stats().dead()).isZero();
    }
}
