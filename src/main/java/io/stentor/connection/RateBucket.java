package io.stentor.connection;

import io.stentor.app.RateLimit;
import java.util.concurrent.TimeUnit;

/** Counts one thing that one connection does against a {@link RateLimit}, in two words of memory. One thread at a time. */
final class RateBucket {
    /** What is left, in nanoseconds of the limit's time: one attempt costs time divided by attempts. */
    private long left;

    private long at;

    RateBucket(RateLimit limit, long now) {
        this.left = TimeUnit.SECONDS.toNanos(limit.seconds());
        this.at = now;
    }

    boolean take(RateLimit limit, long now) {
        if (limit.attempts() == 0) {
            return true;
        }
        long whole = TimeUnit.SECONDS.toNanos(limit.seconds());
        long price = whole / limit.attempts();
        left = Math.min(whole, left + (now - at));
        at = now;
        if (left < price) {
            return false;
        }
        left -= price;
        return true;
    }
}
