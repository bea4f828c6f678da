package io.stentor.server;

import io.stentor.app.App;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.InvalidNameException;
import io.stentor.protocol.SocketId;
import io.stentor.protocol.Utf8;
import io.stentor.server.InvalidPublicationException.Reason;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One event that an application publishes, known to keep the rules of protocol 8.3 and the limits of its app, whichever
 * door it came in by. Immutable.
 *
 * @param channels in the order in which they were named, each once
 * @param data the string that subscribers get
 * @param except the connection that must not get it; null excludes nobody
 */
public record Publication(
        String event,
        Set<ChannelName> channels,
        String data,
        @Nullable SocketId except) {

    /**
     * Checks what somebody wants to publish. Of several broken rules the first in the order of protocol 8.2 is told.
     *
     * @param channels names as they came; duplicates collapse
     * @param event null when there is none
     * @param data null when there is none
     * @param except a socket id as it came, null to exclude nobody
     * @throws InvalidPublicationException when a rule is broken
     */
    public static Publication of(
            App app,
            Collection<String> channels,
            @Nullable String event,
            @Nullable String data,
            @Nullable String except) {
        if (channels.isEmpty()) {
            throw new InvalidPublicationException(
                    Reason.MISSING_CHANNEL, "channel or a non-empty channels is required");
        }
        var name = name(event);
        if (data == null) {
            throw invalid("data is required");
        }
        var socketId = socketId(except);
        var names = new LinkedHashSet<ChannelName>();
        channels.forEach(channel -> names.add(channel(app, channel)));
        checkLimits(app, names, name, data);
        return new Publication(name, Collections.unmodifiableSet(names), data, socketId);
    }

    /**
     * A channel's name as it came from an application.
     *
     * @throws InvalidPublicationException when it is none, or too long for the app
     */
    public static ChannelName channel(App app, String name) {
        int limit = app.limits().channelName();
        try {
            return ChannelName.parse(name, limit);
        } catch (InvalidNameException wrong) {
            throw invalid(
                    wrong.tooLong()
                            ? "Channel name is longer than " + limit + " bytes (max_channel_name_length)"
                            : "Invalid channel name");
        }
    }

    private static String name(@Nullable String event) {
        if (event == null || event.isEmpty()) {
            throw invalid("name must be a non-empty string");
        }
        if (event.startsWith("pusher:") || event.startsWith("pusher_internal:")) {
            throw invalid("name must not start with pusher: or pusher_internal:");
        }
        return event;
    }

    private static @Nullable SocketId socketId(@Nullable String text) {
        var id = text == null ? null : SocketId.parse(text);
        if (text != null && id == null) {
            throw invalid("socket_id must look like 123.456");
        }
        return id;
    }

    private static void checkLimits(App app, Set<ChannelName> channels, String event, String data) {
        var limits = app.limits();
        requireChannels(app, channels.size());
        int eventBytes = Utf8.length(event);
        if (eventBytes > limits.eventName()) {
            throw new InvalidPublicationException(
                    Reason.LIMIT_EXCEEDED,
                    "name has " + eventBytes + " bytes, the limit is " + limits.eventName()
                            + " (max_event_name_length)");
        }
        int dataBytes = Utf8.length(data);
        if (dataBytes > limits.eventPayloadBytes()) {
            throw new InvalidPublicationException(
                    Reason.PAYLOAD_TOO_LARGE,
                    "data has " + dataBytes + " bytes, the limit is " + limits.eventPayloadBytes()
                            + " (max_event_payload_in_kb)");
        }
    }

    /** @throws InvalidPublicationException when these are too many channels for one publish of the app */
    public static void requireChannels(App app, int count) {
        int limit = app.limits().channelsPerPublish();
        if (count > limit) {
            throw new InvalidPublicationException(
                    Reason.LIMIT_EXCEEDED,
                    count + " channels, the limit is " + limit + " (max_event_channels_at_once)");
        }
    }

    private static InvalidPublicationException invalid(String why) {
        return new InvalidPublicationException(Reason.INVALID_INPUT, why);
    }
}
