package io.stentor.api;

import io.stentor.app.App;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.InvalidNameException;
import io.stentor.protocol.Json;
import io.stentor.protocol.Json.DefectException;
import io.stentor.protocol.Json.Kind;
import io.stentor.protocol.Json.Value;
import io.stentor.protocol.SocketId;
import io.stentor.protocol.Utf8;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One event that a back end publishes (protocol 8.3). Immutable.
 *
 * @param data the string that subscribers get
 * @param info what the answer shall say of each channel: {@code subscription_count}, {@code user_count}
 */
record EventRequest(
        String name,
        Set<ChannelName> channels,
        String data,
        @Nullable SocketId except,
        Set<String> info) {

    /** The most that an app may allow; of a longer array nothing more is read. */
    private static final int MOST_CHANNELS = 10_000;

    /** Of more tokens the rest is one, unknown like most. */
    private static final int MOST_INFO = 16;

    private static final Set<String> INFO = Set.of("subscription_count", "user_count");

    /** Reads a request's body; {@link ApiError} when it breaks a rule of protocol 8.2, of several the first. */
    static EventRequest read(byte[] body, App app) {
        var text = Utf8.decode(body);
        if (text == null) {
            throw ApiError.invalidJson("Request body is not UTF-8");
        }
        try {
            return of(Json.object(text), app);
        } catch (DefectException wrong) {
            throw ApiError.invalidJson(
                    switch (wrong.defect()) {
                        case MALFORMED -> text.isBlank() ? "Request body is empty" : "Request body is not valid JSON";
                        case TOO_DEEP -> "Request body is nested deeper than " + Json.DEPTH;
                        case NOT_AN_OBJECT -> "Request body is not a JSON object";
                    });
        }
    }

    private static EventRequest of(Map<String, Value> members, App app) {
        var channels = channels(members, app);
        var name = name(members.get("name"));
        var data = data(members.get("data"));
        var except = except(members.get("socket_id"));
        var names = new LinkedHashSet<ChannelName>();
        channels.forEach(channel -> names.add(channel(channel, app)));
        checkLimits(name, names, data, app);
        return new EventRequest(name, names, data, except, info(members.get("info")));
    }

    private static List<Value> channels(Map<String, Value> members, App app) {
        var many = members.get("channels");
        if (many != null && many.kind() != Kind.NULL) {
            if (many.kind() != Kind.ARRAY) {
                throw ApiError.invalidInput("channels must be an array of strings");
            }
            var elements = Json.elements(many, MOST_CHANNELS);
            if (elements.size() > MOST_CHANNELS) {
                throw tooManyChannels("more than " + MOST_CHANNELS, app);
            }
            if (!elements.isEmpty()) {
                return elements;
            }
        }
        var one = members.get("channel");
        if (one == null || one.kind() == Kind.NULL) {
            throw ApiError.missingChannel();
        }
        return List.of(one);
    }

    private static ChannelName channel(Value value, App app) {
        if (value.string() == null) {
            throw ApiError.invalidInput("channel names must be strings");
        }
        try {
            return ChannelName.parse(value.string(), app.limits().channelName());
        } catch (InvalidNameException wrong) {
            throw ApiError.invalidInput(
                    wrong.tooLong()
                            ? "Channel name is longer than " + app.limits().channelName()
                                    + " bytes (max_channel_name_length)"
                            : "Invalid channel name");
        }
    }

    private static String name(@Nullable Value value) {
        var name = value == null ? null : value.string();
        if (name == null || name.isEmpty()) {
            throw ApiError.invalidInput("name must be a non-empty string");
        }
        if (name.startsWith("pusher:") || name.startsWith("pusher_internal:")) {
            throw ApiError.invalidInput("name must not start with pusher: or pusher_internal:");
        }
        return name;
    }

    private static String data(@Nullable Value value) {
        if (value == null) {
            throw ApiError.invalidInput("data is required");
        }
        return value.string() == null ? Json.compact(value.json()) : value.string();
    }

    private static @Nullable SocketId except(@Nullable Value value) {
        if (value == null || value.kind() == Kind.NULL) {
            return null;
        }
        var id = value.string() == null ? null : SocketId.parse(value.string());
        if (id == null) {
            throw ApiError.invalidInput("socket_id must look like 123.456");
        }
        return id;
    }

    private static ApiError tooManyChannels(String seen, App app) {
        return ApiError.limitExceeded(seen + " channels, the limit is "
                + app.limits().channelsPerPublish() + " (max_event_channels_at_once)");
    }

    private static Set<String> info(@Nullable Value value) {
        if (value == null || value.kind() == Kind.NULL) {
            return Set.of();
        }
        if (value.string() == null) {
            throw ApiError.invalidInput("info must be a string");
        }
        return Arrays.stream(value.string().split(",", MOST_INFO))
                .map(String::strip)
                .filter(INFO::contains)
                .collect(Collectors.toSet());
    }

    private static void checkLimits(String name, Set<ChannelName> channels, String data, App app) {
        var limits = app.limits();
        if (channels.size() > limits.channelsPerPublish()) {
            throw tooManyChannels(Integer.toString(channels.size()), app);
        }
        int nameBytes = Utf8.length(name);
        if (nameBytes > limits.eventName()) {
            throw ApiError.limitExceeded("name has " + nameBytes + " bytes, the limit is " + limits.eventName()
                    + " (max_event_name_length)");
        }
        int dataBytes = Utf8.length(data);
        if (dataBytes > limits.eventPayloadBytes()) {
            throw ApiError.dataTooLarge(dataBytes, limits.eventPayloadBytes());
        }
    }
}
