package io.stentor.webhook;

import io.stentor.app.App;
import io.stentor.app.Webhook;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to an endpoint, from its first attempt to its last. What is sent is made once: every attempt has the same
 * bytes and the same signature. Used by one task at a time.
 */
final class Delivery {
    private final String body;
    private final int events;
    private @Nullable WebhookRequest request;
    private int attempts;
    private long firstAttempt;
    private String lastError = "not sent yet";

    Delivery(String body, int events) {
        this.body = body;
        this.events = events;
    }

    String body() {
        return body;
    }

    int events() {
        return events;
    }

    int attempts() {
        return attempts;
    }

    String lastError() {
        return lastError;
    }

    /** The request, for one more attempt that begins now. */
    WebhookRequest attempt(App app, Webhook webhook, long nanos) {
        var sealed = request == null ? seal(app, webhook) : request;
        request = sealed;
        if (attempts == 0) {
            firstAttempt = nanos;
        }
        attempts++;
        return sealed;
    }

    private WebhookRequest seal(App app, Webhook webhook) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("User-Agent", "Stentor-Webhooks/1");
        webhook.headers().forEach((name, value) -> {
            headers.keySet().removeIf(name::equalsIgnoreCase);
            headers.put(name, value);
        });
        headers.put("Content-Type", "application/json");
        headers.put("X-Pusher-Key", app.key());
        headers.put("X-Pusher-Signature", app.signature().of(body));
        return new WebhookRequest(
                webhook.url(), headers, body.getBytes(StandardCharsets.UTF_8), webhook.requestTimeout());
    }

    /** Notes why the last attempt came to nothing; returns the nanoseconds since the first one. */
    long failed(String why, long nanos) {
        lastError = why;
        return nanos - firstAttempt;
    }
}
