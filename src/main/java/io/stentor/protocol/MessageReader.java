package io.stentor.protocol;

import io.stentor.protocol.ClientMessage.ClientEvent;
import io.stentor.protocol.ClientMessage.Ignored;
import io.stentor.protocol.ClientMessage.Ping;
import io.stentor.protocol.ClientMessage.Pong;
import io.stentor.protocol.ClientMessage.Refused;
import io.stentor.protocol.ClientMessage.SignIn;
import io.stentor.protocol.ClientMessage.Subscribe;
import io.stentor.protocol.ClientMessage.TooLarge;
import io.stentor.protocol.ClientMessage.Unsubscribe;
import io.stentor.protocol.Json.DefectException;
import io.stentor.protocol.Json.Kind;
import io.stentor.protocol.Json.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns any text into a {@link ClientMessage} by the rules of protocol 6; never throws, for containers close a
 * connection on a decoder's exception. Immutable.
 */
public final class MessageReader {
    /** Greatest length of an event's name in bytes, client events aside, whose limit is the app's. */
    private static final int EVENT_NAME_LIMIT = 200;

    private final int limitBytes;

    /** @param limitBytes greatest size of one message in UTF-8 */
    public MessageReader(int limitBytes) {
        this.limitBytes = limitBytes;
    }

    public ClientMessage read(String text) {
        if (Utf8.length(text) > limitBytes) {
            return new TooLarge();
        }
        try {
            return message(Json.object(text));
        } catch (DefectException refused) {
            return new Refused(
                    switch (refused.defect()) {
                        case MALFORMED -> Refusal.INVALID_JSON;
                        case TOO_DEEP -> Refusal.NESTED_TOO_DEEPLY;
                        case NOT_AN_OBJECT -> Refusal.NOT_AN_OBJECT;
                    });
        }
    }

    private static ClientMessage message(Map<String, Value> members) {
        var event = string(members.get("event"));
        if (event == null || event.isEmpty()) {
            return new Refused(Refusal.EVENT_NAME_REQUIRED);
        }
        if (event.startsWith("client-")) {
            var data = members.get("data");
            return new ClientEvent(event, string(members.get("channel")), data == null ? "null" : data.json());
        }
        if (Utf8.length(event) > EVENT_NAME_LIMIT) {
            return new Refused(Refusal.EVENT_NAME_TOO_LONG);
        }
        return switch (event) {
            case "pusher:ping" -> new Ping();
            case "pusher:pong" -> new Pong();
            case "pusher:signin" -> signIn(members.get("data"));
            case "pusher:subscribe", "pusher:unsubscribe" -> aboutChannel(event, members.get("data"));
            default ->
                event.startsWith("pusher:") || event.startsWith("pusher_internal:")
                        ? new Ignored()
                        : new Refused(Refusal.NOT_A_CLIENT_EVENT);
        };
    }

    /** What is no object is a sign-in without anything, refused as any bad one. */
    private static ClientMessage signIn(@Nullable Value data) {
        var members = objectIn(data);
        return members == null
                ? new SignIn(null, null)
                : new SignIn(string(members.get("auth")), string(members.get("user_data")));
    }

    private static ClientMessage aboutChannel(String event, @Nullable Value data) {
        var members = objectIn(data);
        if (members == null) {
            return new Refused(Refusal.INVALID_DATA);
        }
        var channel = string(members.get("channel"));
        if (channel == null) {
            return new Refused(Refusal.MISSING_CHANNEL);
        }
        if (event.equals("pusher:unsubscribe")) {
            return new Unsubscribe(channel);
        }
        var channelData = members.get("channel_data");
        boolean malformed = channelData != null && channelData.kind() != Kind.STRING && channelData.kind() != Kind.NULL;
        return new Subscribe(channel, string(members.get("auth")), string(channelData), malformed);
    }

    /** The members of an object, or of the object that a string holds (protocol 3.2); null for anything else. */
    private static @Nullable Map<String, Value> objectIn(@Nullable Value data) {
        if (data == null) {
            return null;
        }
        var text = data.kind() == Kind.OBJECT ? data.json() : data.string();
        try {
            return text == null ? null : Json.object(text);
        } catch (DefectException noObject) {
            return null;
        }
    }

    private static @Nullable String string(@Nullable Value value) {
        return value == null ? null : value.string();
    }
}
