package io.stentor.api;

import io.stentor.app.App;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Query;
import io.stentor.server.InvalidPublicationException;
import io.stentor.server.Publication;
import io.stentor.server.StentorServer;
import jakarta.json.bind.Jsonb;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that is known to be the app's own.
 *
 * @param name the channel or user that the path names, decoded; empty when it names none
 * @param idempotencyKey what the header {@code X-Idempotency-Key} says, null when there is none
 * @param body the raw bytes; empty for none
 * @param prompt whether there is room for what it brings, and nobody may wait for more
 */
record ApiRequest(
        StentorServer server,
        App app,
        String name,
        Query query,
        @Nullable String idempotencyKey,
        byte[] body,
        boolean prompt,
        Jsonb jsonb) {

    /** The channel that the path names. */
    ChannelName channel() {
        try {
            return Publication.channel(app, name);
        } catch (InvalidPublicationException wrong) {
            throw ApiError.of(wrong, "");
        }
    }

    /** What the answer shall say of channels. */
    Set<Attribute> info() {
        return Attribute.in(query.first("info"));
    }

    Answer ok(Map<String, ?> json) {
        return new Answer(200, jsonb.toJson(json));
    }
}
