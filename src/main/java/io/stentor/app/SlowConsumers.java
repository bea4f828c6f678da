package io.stentor.app;

import io.stentor.config.ConfigException;
import io.stentor.config.Values;
import io.stentor.protocol.ChannelName;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an app wants done about slow clients, by the beginnings of channel names (protocol 12, {@code slow_consumer}).
 * Immutable.
 */
public final class SlowConsumers {
    static final String ALLOWED =
            Arrays.stream(SlowConsumer.values()).map(SlowConsumer::text).collect(Collectors.joining(", "))
                    + ", or an object of them by channel prefix";

    private static final int MOST_PREFIXES = 100;

    /** Says nothing of any channel. */
    private static final SlowConsumers NONE = new SlowConsumers(Map.of());

    /** The longest first, so that the first that fits is the one that counts. */
    private final Map<String, SlowConsumer> policies;

    private SlowConsumers(Map<String, SlowConsumer> policies) {
        var longestFirst = new TreeMap<String, SlowConsumer>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        longestFirst.putAll(policies);
        this.policies = longestFirst;
    }

    /**
     * Reads the app's member.
     *
     * @param value a policy, or an object of policies by channel prefix; null for none
     * @throws ConfigException when it is something else
     */
    static SlowConsumers read(@Nullable Object value) {
        if (value == null) {
            return NONE;
        }
        var policies = new TreeMap<String, SlowConsumer>();
        if (value instanceof Map<?, ?> byPrefix) {
            byPrefix.forEach((prefix, policy) -> policies.put(String.valueOf(prefix), policy(policy)));
        } else {
            policies.put("", policy(value));
        }
        if (policies.size() > MOST_PREFIXES) {
            throw new ConfigException("slow_consumer has " + policies.size() + " prefixes, allowed: " + MOST_PREFIXES);
        }
        return new SlowConsumers(policies);
    }

    private static SlowConsumer policy(@Nullable Object value) {
        return SlowConsumer.of(value == null ? "" : Values.text(value))
                .orElseThrow(
                        () -> new ConfigException("slow_consumer is " + Values.text(value) + ", allowed: " + ALLOWED));
    }

    /** What the app wants for a channel; null when it says nothing, and the server decides. */
    public @Nullable SlowConsumer of(ChannelName channel) {
        for (var policy : policies.entrySet()) {
            if (channel.text().startsWith(policy.getKey())) {
                return policy.getValue();
            }
        }
        return null;
    }

    /** Whether there are channels for whose events nobody is let go. */
    public boolean lenient() {
        return policies.values().stream().anyMatch(policy -> policy != SlowConsumer.DISCONNECT);
    }
}
