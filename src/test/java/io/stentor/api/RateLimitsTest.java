package io.stentor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stentor.api.RateLimits.Kind;
import io.stentor.app.App;
import io.stentor.app.TestApps;
import io.stentor.connection.FakeClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How much an app's back ends may ask of the API (protocol 8.2). */
class RateLimitsTest {
    private static final App APP =
            TestApps.app("\"max_backend_events_per_second\":10,\"max_read_requests_per_second\":2");

    private final FakeClock clock = new FakeClock();
    private final RateLimits limits = new RateLimits(clock);

    @Test
    void asManyAsTheLimitPassAtOnce() {
        assertThat(passed(Kind.EVENT, 100)).isEqualTo(10);
        assertThat(passed(Kind.READ, 100)).isEqualTo(2);
    }

    @Test
    void theAnswerSaysWhichLimitAndForHowLong() {
        passed(Kind.READ, 2);

        var error = catchThrowableOfType(ApiError.class, () -> limits.admit(APP, Kind.READ));

        assertThat(error.status() + " " + error.code()).isEqualTo("429 rate_limited");
        assertThat(error.headers())
                .containsEntry("Retry-After", "1")
                .containsEntry("X-RateLimit-Limit", "2")
                .containsEntry("X-RateLimit-Remaining", "0")
                .containsEntry("X-RateLimit-Reset", "1");
    }

    @Test
    void ofAnAppThatIsForgottenNothingIsCounted() {
        passed(Kind.READ, 2);
        passed(Kind.EVENT, 10);

        limits.forget("another"::equals);
        assertThat(passed(Kind.READ, 1)).isZero();
        limits.forget(APP.id()::equals);

        assertThat(passed(Kind.READ, 3)).isEqualTo(2);
        assertThat(passed(Kind.EVENT, 11)).isEqualTo(10);
    }

    @Test
    void channelsAreChargedAfterwardsAndPaidOffByTime() {
        limits.admit(APP, Kind.EVENT);
        limits.charge(APP, 30);

        var error = catchThrowableOfType(ApiError.class, () -> limits.admit(APP, Kind.EVENT));
        assertThat(error.headers()).containsEntry("X-RateLimit-Reset", "3");
        clock.advance(Duration.ofMillis(2099));
        assertThat(passed(Kind.EVENT, 1)).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(passed(Kind.EVENT, 2)).isOne();
    }

    @Test
    void oneChannelIsPaidForAtTheDoor() {
        for (int i = 0; i < 10; i++) {
            limits.admit(APP, Kind.EVENT);
            limits.charge(APP, 1);
            limits.charge(APP, 0);
        }

        assertThat(passed(Kind.EVENT, 1)).isZero();
    }

    @Test
    void inTheLongRunNoMoreThanTheLimitIsPublished() {
        int published = 0;
        for (int i = 0; i < 10_000; i++) {
            if (passed(Kind.EVENT, 1) == 1) {
                limits.charge(APP, 7);
                published += 7;
            }
            clock.advance(Duration.ofMillis(10));
        }

        assertThat(published).isBetween(990, 1020);
    }

    @Test
    void anAppWithoutLimitsIsNeverRefused() {
        var free = TestApps.app();
        for (int i = 0; i < 10_000; i++) {
            limits.admit(free, Kind.EVENT);
            limits.charge(free, 100);
            limits.admit(free, Kind.READ);
        }
    }

    @Test
    void someRequestsAreNotCounted() {
        passed(Kind.EVENT, 10);
        passed(Kind.READ, 2);

        assertThatCode(() -> limits.admit(APP, Kind.OTHER)).doesNotThrowAnyException();
    }

    @Test
    void manyThreadsShareOneLimit() {
        var passed = new AtomicInteger();

        IntStream.range(0, 10_000).parallel().forEach(i -> passed.addAndGet(passed(Kind.EVENT, 1)));

        assertThat(passed).hasValue(10);
    }

    private int passed(Kind kind, int attempts) {
        int passed = 0;
        for (int i = 0; i < attempts; i++) {
            try {
                limits.admit(APP, kind);
                passed++;
            } catch (ApiError refused) {
                assertThat(refused.status()).isEqualTo(429);
            }
        }
        return passed;
    }
}
