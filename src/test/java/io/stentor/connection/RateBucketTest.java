package io.stentor.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.app.RateLimit;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often a connection may do something (protocol 4.2). */
class RateBucketTest {
    private static final RateLimit TEN_A_SECOND = new RateLimit(10, 1, false);

    @ParameterizedTest
    @CsvSource({"1, 1", "10, 1", "3, 1", "7, 1", "60, 60", "1, 3600", "1000, 1", "1000000, 1", "1000000, 3600"})
    void asManyAsTheLimitPassAtOnceAndNotOneMore(int attempts, int seconds) {
        var limit = new RateLimit(attempts, seconds, false);
        var bucket = new RateBucket(limit, 5);

        assertThat(taken(bucket, limit, 5, attempts + 1)).isEqualTo(attempts);
    }

    @Test
    void aRefusedAttemptCostsNothing() {
        var bucket = new RateBucket(TEN_A_SECOND, 0);
        assertThat(taken(bucket, TEN_A_SECOND, 0, 1000)).isEqualTo(10);

        assertThat(taken(bucket, TEN_A_SECOND, TimeUnit.MILLISECONDS.toNanos(99), 1))
                .isZero();
        assertThat(taken(bucket, TEN_A_SECOND, TimeUnit.MILLISECONDS.toNanos(100), 2))
                .isOne();
    }

    @Test
    void afterTheWholeTimeAllIsBackAndNothingIsSavedUpBeyondIt() {
        var bucket = new RateBucket(TEN_A_SECOND, 0);
        taken(bucket, TEN_A_SECOND, 0, 10);

        assertThat(taken(bucket, TEN_A_SECOND, TimeUnit.SECONDS.toNanos(1), 100))
                .isEqualTo(10);
        assertThat(taken(bucket, TEN_A_SECOND, TimeUnit.DAYS.toNanos(365), 100)).isEqualTo(10);
    }

    @Test
    void aSteadyClientWithinTheLimitIsNeverRefused() {
        var bucket = new RateBucket(TEN_A_SECOND, 0);
        taken(bucket, TEN_A_SECOND, 0, 10);

        for (int i = 1; i <= 10_000; i++) {
            assertThat(bucket.take(TEN_A_SECOND, TimeUnit.MILLISECONDS.toNanos(100L * i)))
                    .isTrue();
        }
    }

    @Test
    void inTheLongRunNotMoreThanTheLimitPasses() {
        var bucket = new RateBucket(TEN_A_SECOND, 0);
        int passed = 0;
        for (int milli = 0; milli < 100_000; milli++) {
            passed += taken(bucket, TEN_A_SECOND, TimeUnit.MILLISECONDS.toNanos(milli), 1);
        }

        assertThat(passed).isBetween(1000, 1010);
    }

    @Test
    void whatHasPassedIsChargedAndTimePaysTheDebtFirst() {
        var bucket = new RateBucket(TEN_A_SECOND, 0);

        bucket.charge(TEN_A_SECOND, 25, 0);

        assertThat(bucket.wait(TEN_A_SECOND, 0)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(1600));
        assertThat(taken(bucket, TEN_A_SECOND, TimeUnit.MILLISECONDS.toNanos(1599), 1))
                .isZero();
        assertThat(bucket.wait(TEN_A_SECOND, TimeUnit.MILLISECONDS.toNanos(1600)))
                .isZero();
        assertThat(taken(bucket, TEN_A_SECOND, TimeUnit.MILLISECONDS.toNanos(1600), 2))
                .isOne();
    }

    @Test
    void aLimitOfZeroIsNeitherChargedNorWaitedFor() {
        var none = new RateLimit(0, 1, false);
        var bucket = new RateBucket(none, 0);

        bucket.charge(none, 1_000_000, 0);

        assertThat(bucket.wait(none, 0)).isZero();
        assertThat(bucket.take(none, 0)).isTrue();
    }

    @Test
    void aLimitOfZeroIsNone() {
        var none = new RateLimit(0, 1, false);

        assertThat(taken(new RateBucket(none, 0), none, 0, 10_000)).isEqualTo(10_000);
    }

    @Test
    void theClockMayPassItsEnd() {
        var bucket = new RateBucket(TEN_A_SECOND, Long.MAX_VALUE);
        taken(bucket, TEN_A_SECOND, Long.MAX_VALUE, 10);

        assertThat(taken(bucket, TEN_A_SECOND, Long.MIN_VALUE + 10, 10)).isZero();
        assertThat(taken(bucket, TEN_A_SECOND, Long.MIN_VALUE + TimeUnit.SECONDS.toNanos(1), 20))
                .isEqualTo(10);
    }

    private static int taken(RateBucket bucket, RateLimit limit, long now, int attempts) {
        int passed = 0;
        for (int i = 0; i < attempts; i++) {
            passed += bucket.take(limit, now) ? 1 : 0;
        }
        return passed;
    }
}
