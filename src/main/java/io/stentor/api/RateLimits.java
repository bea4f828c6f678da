package io.stentor.api;

import io.stentor.app.App;
import io.stentor.app.RateLimit;
import io.stentor.connection.RateBucket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * How much each app asks of the API (protocol 8.2, 429). What a publish costs is known only when its body is read, yet
 * it is refused before: it pays for one channel at the door, and for the others afterwards, on credit where need be. So a
 * publish to more channels than an app has a second is possible, and in the long run no app has more than its limit. Any
 * thread.
 */
final class RateLimits {
    private final Map<String, RateBucket> events = new ConcurrentHashMap<>();
    private final Map<String, RateBucket> reads = new ConcurrentHashMap<>();
    private final LongSupplier clock;

    /** What a request is counted as. */
    enum Kind {
        EVENT,
        READ,
        /** Not at all. */
        OTHER
    }

    /** @param clock monotonic, in nanoseconds */
    RateLimits(LongSupplier clock) {
        this.clock = clock;
    }

    /** Forgets the apps with these ids. */
    void forget(Predicate<String> gone) {
        events.keySet().removeIf(gone);
        reads.keySet().removeIf(gone);
    }

    /** Counts a request as one event or one read; {@link ApiError} when there were too many. */
    void admit(App app, Kind kind) {
        switch (kind) {
            case EVENT -> take(app.limits().backEndEvents(), app, events);
            case READ -> take(app.limits().reads(), app, reads);
            case OTHER -> {}
        }
    }

    /** Counts the channels of a publish that was {@linkplain #admit admitted} as one. */
    void charge(App app, int channels) {
        var limit = app.limits().backEndEvents();
        if (limit.attempts() > 0 && channels > 1) {
            var bucket = bucket(limit, app, events);
            synchronized (bucket) {
                bucket.charge(limit, channels - 1, clock.getAsLong());
            }
        }
    }

    private void take(RateLimit limit, App app, Map<String, RateBucket> buckets) {
        if (limit.attempts() == 0) {
            return;
        }
        var bucket = bucket(limit, app, buckets);
        synchronized (bucket) {
            long now = clock.getAsLong();
            if (!bucket.take(limit, now)) {
                throw ApiError.rateLimited(limit.attempts(), bucket.wait(limit, now));
            }
        }
    }

    private RateBucket bucket(RateLimit limit, App app, Map<String, RateBucket> buckets) {
        return buckets.computeIfAbsent(app.id(), id -> new RateBucket(limit, clock.getAsLong()));
    }
}
