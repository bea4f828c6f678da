package io.stentor.webhook;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * A POST (protocol 9.1). Immutable by convention; nobody writes to the body. It prints as nothing that could be secret.
 *
 * @param headers all of them but those that HTTP sets by itself
 * @param timeout from now to the end of the answer
 */
public record WebhookRequest(URI url, Map<String, String> headers, byte[] body, Duration timeout) {
    @Override
    public String toString() {
        return "POST of " + body.length + " bytes to " + url.getHost();
    }
}
