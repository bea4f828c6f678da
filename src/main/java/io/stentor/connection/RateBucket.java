package io.stentor.connection;

import io.stentor.app.RateLimit;
import java.util.concurrent.TimeUnit;

/**
 * Counts one thing that one connection or app does against a {@link RateLimit}, in two words of memory. One thread at a
 * time.
 */
public final class RateBucket {
    /** What is left, in nanoseconds of the limit's time: one attempt costs time divided by attempts. */
    private long left;

    private long at;

    /** @param now of a monotonic clock, in nanoseconds */
    public RateBucket(RateLimit limit, long now) {
        this.left = TimeUnit.SECONDS.toNanos(limit.seconds());
        this.at = now;
    }

    /** Makes one attempt; says whether it may pass. One that may not costs nothing. */
    public boolean take(RateLimit limit, long now) {
        if (limit.attempts() == 0) {
            return true;
        }
        if (wait(limit, now) > 0) {
            return false;
        }
        left -= price(limit);
        return true;
    }

    /** Counts attempts that have already passed; what is not left becomes a debt, which time pays off first. */
    public void charge(RateLimit limit, int attempts, long now) {
        if (limit.attempts() > 0) {
            refill(limit, now);
            left -= price(limit) * attempts;
        }
    }

    /** How long it takes until an attempt may pass, in nanoseconds; 0 when one may now. */
    public long wait(RateLimit limit, long now) {
        if (limit.attempts() == 0) {
            return 0;
        }
        refill(limit, now);
        return Math.max(0, price(limit) - left);
    }

    private void refill(RateLimit limit, long now) {
        left = Math.min(TimeUnit.SECONDS.toNanos(limit.seconds()), left + (now - at));
        at = now;
    }

    private static long price(RateLimit limit) {
        return TimeUnit.SECONDS.toNanos(limit.seconds()) / limit.attempts();
    }
}
