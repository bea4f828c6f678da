package io.stentor.app;

import io.stentor.protocol.ChannelName;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * A place to which an app has its events reported (protocol 9.2). Immutable. It prints as {@link #origin()}, since the
 * rest of the URL and the headers may hold secrets.
 *
 * @param url http or https, with a host, without user and fragment
 * @param headers to add to every request; none of those that Stentor or HTTP itself sets
 * @param requestTimeout from the beginning of a request to the end of its answer
 */
public record Webhook(
        URI url,
        Set<WebhookEventType> eventTypes,
        WebhookFilter filter,
        Map<String, String> headers,
        WebhookRetry retry,
        Duration requestTimeout) {

    /** Whether it is told of this. Any thread; never blocks. */
    public boolean takes(WebhookEventType type, ChannelName channel) {
        return eventTypes.contains(type) && filter.matches(channel.text());
    }

    /** Scheme, host and port: what a log may show, since a path may be a secret too. */
    public String origin() {
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    /** The URL without its query: what an operator may see. */
    public String address() {
        return origin() + url.getRawPath();
    }

    @Override
    public String toString() {
        return origin();
    }
}
