package io.stentor.api;

import io.stentor.app.App;
import io.stentor.protocol.Json;
import io.stentor.protocol.Json.DefectException;
import io.stentor.protocol.Json.Kind;
import io.stentor.protocol.Json.Value;
import io.stentor.protocol.Utf8;
import io.stentor.server.InvalidPublicationException;
import io.stentor.server.Publication;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One event that a back end publishes (protocol 8.3), alone or in a batch. Immutable.
 *
 * @param info what the answer shall say of each channel
 * @param idempotencyKey null for none, or when the app has no use for it
 * @param json the event as it came
 */
record EventRequest(
        Publication publication,
        Set<Attribute> info,
        @Nullable String idempotencyKey,
        String json) {

    /** The most that an app may allow; of a longer array nothing more is read. */
    private static final int MOST_CHANNELS = 10_000;

    /**
     * Reads a request's body; {@link ApiError} when it breaks a rule of protocol 8.2, of several the first.
     *
     * @param header the idempotency key that the header names, which counts when the body names none
     */
    static EventRequest read(byte[] body, App app, @Nullable String header) {
        var text = text(body);
        return of(object(text), text, app, header, "");
    }

    /** Reads the body of a batch: all of its items, or the error of the first bad one, with its index. */
    static List<EventRequest> readBatch(byte[] body, App app) {
        var batch = object(text(body)).get("batch");
        if (batch == null || batch.kind() != Kind.ARRAY) {
            throw ApiError.invalidInput("batch must be an array of events");
        }
        int limit = app.limits().batch();
        var items = Json.elements(batch, limit);
        if (items.isEmpty()) {
            throw ApiError.invalidInput("batch must not be empty");
        }
        if (items.size() > limit) {
            throw ApiError.limitExceeded(
                    "batch has more than " + limit + " events, which is the limit (max_event_batch_size)");
        }
        var events = new ArrayList<EventRequest>(items.size());
        for (var item : items) {
            var place = "batch[" + events.size() + "]: ";
            if (item.kind() != Kind.OBJECT) {
                throw ApiError.invalidInput(place + "an event must be an object");
            }
            events.add(of(Json.object(item.json()), item.json(), app, null, place));
        }
        return events;
    }

    /** The idempotency key that a header names, if the app has use for it. */
    static @Nullable String key(@Nullable String header, App app) {
        return header == null || !app.features().idempotency() ? null : Idempotency.valid(header);
    }

    private static String text(byte[] body) {
        var text = Utf8.decode(body);
        if (text == null) {
            throw ApiError.invalidJson("Request body is not UTF-8");
        }
        return text;
    }

    private static Map<String, Value> object(String text) {
        try {
            return Json.object(text);
        } catch (DefectException wrong) {
            throw ApiError.invalidJson(
                    switch (wrong.defect()) {
                        case MALFORMED -> text.isBlank() ? "Request body is empty" : "Request body is not valid JSON";
                        case TOO_DEEP -> "Request body is nested deeper than " + Json.DEPTH;
                        case NOT_AN_OBJECT -> "Request body is not a JSON object";
                    });
        }
    }

    /** @param place goes before what is wrong */
    private static EventRequest of(
            Map<String, Value> members, String json, App app, @Nullable String header, String place) {
        try {
            var channels = channels(members, app, place);
            // Before the limits of a publication, behind its lack of a channel (protocol 8.2).
            var info = channels.isEmpty() ? Set.<Attribute>of() : info(given(members, "info"), place);
            var key = channels.isEmpty() ? null : key(given(members, "idempotency_key"), header, app, place);
            // The type of a member is wrong as its absence is.
            var publication = Publication.of(
                    app,
                    channels,
                    string(members.get("name")),
                    data(members.get("data")),
                    socketId(given(members, "socket_id")));
            return new EventRequest(publication, info, key, json);
        } catch (InvalidPublicationException wrong) {
            throw ApiError.of(wrong, place);
        }
    }

    private static @Nullable String key(@Nullable Value value, @Nullable String header, App app, String place) {
        if (value == null || !app.features().idempotency()) {
            return key(header, app);
        }
        if (value.string() == null) {
            throw ApiError.invalidInput(place + "idempotency_key must be a string");
        }
        try {
            return Idempotency.valid(value.string());
        } catch (ApiError wrong) {
            throw wrong.at(place);
        }
    }

    private static List<String> channels(Map<String, Value> members, App app, String place) {
        var many = given(members, "channels");
        if (many != null) {
            if (many.kind() != Kind.ARRAY) {
                throw ApiError.invalidInput(place + "channels must be an array of strings");
            }
            var elements = Json.elements(many, MOST_CHANNELS);
            if (elements.size() > MOST_CHANNELS) {
                Publication.requireChannels(app, elements.size());
            }
            if (!elements.isEmpty()) {
                return elements.stream().map(element -> channel(element, place)).toList();
            }
        }
        var one = given(members, "channel");
        return one == null ? List.of() : List.of(channel(one, place));
    }

    private static String channel(Value value, String place) {
        if (value.string() == null) {
            throw ApiError.invalidInput(place + "channel names must be strings");
        }
        return value.string();
    }

    private static @Nullable String data(@Nullable Value value) {
        return value == null ? null : value.string() == null ? Json.compact(value.json()) : value.string();
    }

    /** What is no string has not the form of an id, as the empty text. */
    private static @Nullable String socketId(@Nullable Value value) {
        return value == null ? null : value.string() == null ? "" : value.string();
    }

    private static Set<Attribute> info(@Nullable Value value, String place) {
        if (value != null && value.string() == null) {
            throw ApiError.invalidInput(place + "info must be a string");
        }
        return Attribute.in(string(value));
    }

    private static @Nullable String string(@Nullable Value value) {
        return value == null ? null : value.string();
    }

    /** A member, null also when it says {@code null}. */
    private static @Nullable Value given(Map<String, Value> members, String name) {
        var value = members.get(name);
        return value == null || value.kind() == Kind.NULL ? null : value;
    }
}
