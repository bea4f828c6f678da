package io.stentor.api;

import io.stentor.channel.Occupancy;
import io.stentor.protocol.ChannelKind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an answer says of a channel when it is asked to, by {@code info} (protocol 8.3, 8.4). */
enum Attribute {
    USER_COUNT,
    SUBSCRIPTION_COUNT,
    CACHE;

    /** Of more tokens the rest is one, unknown like most. */
    private static final int MOST_TOKENS = 16;

    private final String token = name().toLowerCase(Locale.ROOT);

    /** The attributes that a comma list asks for; tokens that are none are passed over. */
    static Set<Attribute> in(@Nullable String list) {
        if (list == null) {
            return Set.of();
        }
        var tokens =
                Arrays.stream(list.split(",", MOST_TOKENS)).map(String::strip).collect(Collectors.toSet());
        var asked = EnumSet.allOf(Attribute.class);
        asked.removeIf(attribute -> !tokens.contains(attribute.token));
        return asked;
    }

    /** The counts that were asked for, as far as the kind of channel has them. */
    static Map<String, Object> counts(Occupancy occupancy, Set<Attribute> asked) {
        var kind = occupancy.channel().kind();
        var counts = new LinkedHashMap<String, Object>();
        if (asked.contains(USER_COUNT) && USER_COUNT.belongsTo(kind)) {
            counts.put(USER_COUNT.token, occupancy.users());
        }
        if (asked.contains(SUBSCRIPTION_COUNT) && SUBSCRIPTION_COUNT.belongsTo(kind)) {
            counts.put(SUBSCRIPTION_COUNT.token, occupancy.subscriptions());
        }
        return counts;
    }

    boolean belongsTo(ChannelKind kind) {
        return switch (this) {
            case USER_COUNT -> kind.presence();
            case SUBSCRIPTION_COUNT -> !kind.user();
            case CACHE -> kind.cached();
        };
    }

    String token() {
        return token;
    }
}
