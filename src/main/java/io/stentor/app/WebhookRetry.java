package io.stentor.app;

import java.time.Duration;

/**
 * How often a request to a webhook is made again (protocol 9.2). Immutable.
 *
 * @param enabled whether it is at all
 * @param attempts at most, the first one included; 0 for any number
 * @param elapsed from the first attempt to the last
 * @param initialBackoff before the second attempt; it doubles with each one
 * @param maxBackoff to which it doubles
 */
public record WebhookRetry(
        boolean enabled, int attempts, Duration elapsed, Duration initialBackoff, Duration maxBackoff) {

    /** The pause after this many failed attempts, without jitter. */
    public Duration backoff(int failed) {
        var backoff = initialBackoff;
        for (int i = 1; i < failed && backoff.compareTo(maxBackoff) < 0; i++) {
            backoff = backoff.multipliedBy(2);
        }
        return backoff.compareTo(maxBackoff) < 0 ? backoff : maxBackoff;
    }

    /**
     * Whether there is another attempt.
     *
     * @param made attempts, all failed
     * @param since the first of them
     */
    public boolean again(int made, Duration since) {
        return enabled && (attempts == 0 || made < attempts) && since.compareTo(elapsed) < 0;
    }
}
