package io.stentor.api;

import io.stentor.channel.CachedEvent;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Member;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What is going on in the channels of an app (protocol 8.4). */
final class ChannelQueries {
    private ChannelQueries() {}

    /** {@code GET /channels}: those that are occupied. */
    static Answer list(ApiRequest request) {
        var asked = request.info();
        var prefix = Objects.requireNonNullElse(request.query().first("filter_by_prefix"), "");
        if (asked.contains(Attribute.USER_COUNT) && !prefix.startsWith("presence-")) {
            throw ApiError.invalidInput("user_count needs a filter_by_prefix that begins with presence-");
        }
        var channels = new LinkedHashMap<String, Object>();
        for (var occupancy : request.server().occupied(request.app(), prefix)) {
            channels.put(occupancy.channel().text(), Attribute.counts(occupancy, asked));
        }
        return request.ok(Map.of("channels", channels));
    }

    /** {@code GET /channels/{name}}: whether it is occupied, and more when asked. */
    static Answer one(ApiRequest request) {
        var channel = request.channel();
        var asked = request.info();
        requireAvailable(channel, asked);
        var occupancy = request.server().occupancy(request.app(), channel);
        var answer = new LinkedHashMap<String, Object>();
        answer.put("occupied", occupancy.occupied());
        answer.putAll(Attribute.counts(occupancy, asked));
        if (asked.contains(Attribute.CACHE)) {
            request.server()
                    .cached(request.app(), channel)
                    .ifPresent(event -> answer.put(Attribute.CACHE.token(), cached(event)));
        }
        return request.ok(answer);
    }

    private static Map<String, Object> cached(CachedEvent event) {
        var cached = new LinkedHashMap<String, Object>();
        cached.put("data", event.frame().text());
        cached.put("ttl", event.secondsLeft());
        return cached;
    }

    private static void requireAvailable(ChannelName channel, Set<Attribute> asked) {
        for (var attribute : asked) {
            if (!attribute.belongsTo(channel.kind())) {
                throw ApiError.invalidInput(attribute.token() + " is not available for this type of channel");
            }
        }
    }

    /** {@code GET /channels/{name}/users}: who is present, in the order in which they joined. */
    static Answer users(ApiRequest request) {
        var channel = request.channel();
        if (!channel.kind().presence()) {
            throw ApiError.invalidInput("only presence channels have users");
        }
        var users = request.server().members(request.app(), channel).stream()
                .map(Member::userId)
                .map(id -> Map.of("id", id))
                .toList();
        return request.ok(Map.of("users", users));
    }

    /** What a publish says of a channel when asked; what its kind does not have is left out. */
    static Map<String, Object> counts(ApiRequest request, ChannelName channel, Set<Attribute> asked) {
        return Attribute.counts(request.server().occupancy(request.app(), channel), asked);
    }
}
