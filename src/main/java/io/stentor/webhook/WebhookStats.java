package io.stentor.webhook;

/**
 * What became of an app's webhooks since the server started.
 *
 * @param delivered events in requests that were answered with 2xx
 * @param retried requests that were made again
 * @param dead events in requests that were given up
 * @param overflow events that found no room
 * @param depth events that wait now, those under way included
 */
public record WebhookStats(long delivered, long retried, long dead, long overflow, int depth) {
    static final WebhookStats NONE = new WebhookStats(0, 0, 0, 0, 0);

    WebhookStats plus(WebhookStats other) {
        return new WebhookStats(
                delivered + other.delivered,
                retried + other.retried,
                dead + other.dead,
                overflow + other.overflow,
                depth + other.depth);
    }
}
