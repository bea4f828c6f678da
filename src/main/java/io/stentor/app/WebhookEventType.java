package io.stentor.app;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a webhook can tell of (protocol 9.1). */
public enum WebhookEventType {
    CHANNEL_OCCUPIED,
    CHANNEL_VACATED,
    MEMBER_ADDED,
    MEMBER_REMOVED,
    CLIENT_EVENT,
    CACHE_MISS,
    SUBSCRIPTION_COUNT;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The {@code name} of such an event, {@code channel_occupied} for example. */
    public String text() {
        return text;
    }

    static Optional<WebhookEventType> of(String text) {
        return Arrays.stream(values()).filter(type -> type.text.equals(text)).findFirst();
    }
}
