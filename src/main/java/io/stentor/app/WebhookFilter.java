package io.stentor.app;

import org.jspecify.annotations.Nullable;

/**
 * Of which channels a webhook tells (protocol 9.2): whatever is given must hold. Immutable.
 *
 * @param prefix of the name, empty for any
 * @param suffix of the name, empty for any
 * @param pattern found somewhere in the name, null for any name
 */
public record WebhookFilter(
        String prefix, String suffix, @Nullable ChannelPattern pattern) {
    static final WebhookFilter ALL = new WebhookFilter("", "", null);

    /** Any thread; the cheap comparisons come first. */
    public boolean matches(String channel) {
        return channel.startsWith(prefix) && channel.endsWith(suffix) && (pattern == null || pattern.find(channel));
    }

    /** Whether the pattern took too long for some name, which then counted as no match. */
    public boolean gaveUp() {
        return pattern != null && pattern.gaveUp();
    }
}
