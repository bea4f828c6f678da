package io.stentor.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stentor.api.Idempotency.Claim;
import io.stentor.app.App;
import io.stentor.protocol.Utf8;
import io.stentor.server.InvalidPublicationException;
import io.stentor.server.Publication;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What back ends publish, in its three forms (protocol 8.3), each once when it names a key (8.7). Any thread. */
final class Events {
    private final RateLimits limits;
    private final Idempotency idempotency;

    Events(RateLimits limits, Idempotency idempotency) {
        this.limits = limits;
        this.idempotency = idempotency;
    }

    /** {@code POST /events}: one event for one channel or many. */
    Answer publish(ApiRequest request) {
        var event = EventRequest.read(request.body(), request.app(), request.idempotencyKey());
        return idempotency.once(
                request.app(),
                "events",
                event.idempotencyKey(),
                () -> Idempotency.digest(request.body()),
                () -> publish(request, event));
    }

    private Answer publish(ApiRequest request, EventRequest event) {
        publish(request, List.of(event.publication()));
        if (event.info().isEmpty()) {
            return Answer.EMPTY;
        }
        var channels = new LinkedHashMap<String, Object>();
        for (var channel : event.publication().channels()) {
            channels.put(channel.text(), ChannelQueries.counts(request, channel, event.info()));
        }
        return request.ok(Map.of("channels", channels));
    }

    /** {@code POST /batch_events}: many events, all or none. The key of the request is in its header alone. */
    Answer publishBatch(ApiRequest request) {
        var events = EventRequest.readBatch(request.body(), request.app());
        return idempotency.once(
                request.app(),
                "batch_events",
                EventRequest.key(request.idempotencyKey(), request.app()),
                () -> Idempotency.digest(request.body()),
                () -> publishBatch(request, events));
    }

    /** Keys are taken before anything is published, so that one in use refuses the whole batch. */
    private Answer publishBatch(ApiRequest request, List<EventRequest> events) {
        var claims = new HashMap<String, Claim>();
        try {
            var known = new BitSet();
            for (int i = 0; i < events.size(); i++) {
                known.set(i, known(request.app(), events.get(i), "batch[" + i + "]: ", claims));
            }
            var fresh = new ArrayList<Publication>();
            for (int i = known.nextClearBit(0); i < events.size(); i = known.nextClearBit(i + 1)) {
                fresh.add(events.get(i).publication());
            }
            publish(request, fresh);
            claims.values().forEach(claim -> claim.done(Answer.EMPTY));
            return answer(request, events, known);
        } finally {
            claims.values().forEach(Claim::free);
        }
    }

    /** Whether an item was published already, by an earlier request or by an earlier item of this one. */
    private boolean known(App app, EventRequest event, String place, Map<String, Claim> claims) {
        var key = event.idempotencyKey();
        if (key == null) {
            return false;
        }
        try {
            var digest = Idempotency.digest(event.json().getBytes(UTF_8));
            var before = claims.get(key);
            if (before != null) {
                before.requireSame(digest);
                return true;
            }
            var claim = idempotency.claim(app, "batch_events item", key, digest);
            claims.put(key, claim);
            return claim.known() != null;
        } catch (ApiError refused) {
            throw refused.at(place);
        }
    }

    private static Answer answer(ApiRequest request, List<EventRequest> events, BitSet known) {
        if (events.stream().allMatch(event -> event.info().isEmpty())) {
            return Answer.EMPTY;
        }
        var batch = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < events.size(); i++) {
            var event = events.get(i);
            var first = event.publication().channels().iterator().next();
            batch.add(known.get(i) ? Map.of() : ChannelQueries.counts(request, first, event.info()));
        }
        return request.ok(Map.of("batch", batch));
    }

    /** {@code POST /channels/{name}/events?name=…}: the form of old SDKs, whose body is the data. */
    Answer publishToOne(ApiRequest request) {
        var event = String.valueOf(request.query().first("name"));
        var except = String.valueOf(request.query().first("socket_id"));
        var publication = publication(request);
        return idempotency.once(
                request.app(),
                "channels/" + request.name() + "/events",
                EventRequest.key(request.idempotencyKey(), request.app()),
                () -> Idempotency.digest((event + '\n' + except + '\n').getBytes(UTF_8), request.body()),
                () -> {
                    publish(request, List.of(publication));
                    return new Answer(202, "{}");
                });
    }

    private static Publication publication(ApiRequest request) {
        var data = Utf8.decode(request.body());
        if (data == null) {
            throw ApiError.invalidInput("Request body is not UTF-8");
        }
        try {
            return Publication.of(
                    request.app(),
                    List.of(request.name()),
                    request.query().first("name"),
                    data,
                    request.query().first("socket_id"));
        } catch (InvalidPublicationException wrong) {
            throw ApiError.of(wrong, "");
        }
    }

    private void publish(ApiRequest request, List<Publication> publications) {
        int channels = publications.stream()
                .mapToInt(publication -> publication.channels().size())
                .sum();
        limits.charge(request.app(), channels);
        var publisher = request.server().publisher();
        for (var publication : publications) {
            if (request.prompt()) {
                publisher.publishAtOnce(request.app(), publication);
            } else {
                publisher.publish(request.app(), publication);
            }
        }
    }
}
