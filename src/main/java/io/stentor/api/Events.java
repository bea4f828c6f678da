package io.stentor.api;

import io.stentor.protocol.Utf8;
import io.stentor.server.InvalidPublicationException;
import io.stentor.server.Publication;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What back ends publish, in its three forms (protocol 8.3). */
final class Events {
    private Events() {}

    /** {@code POST /events}: one event for one channel or many. */
    static Answer publish(ApiRequest request) {
        var event = EventRequest.read(request.body(), request.app());
        publish(request, event.publication());
        if (event.info().isEmpty()) {
            return Answer.EMPTY;
        }
        var channels = new LinkedHashMap<String, Object>();
        for (var channel : event.publication().channels()) {
            channels.put(channel.text(), ChannelQueries.counts(request, channel, event.info()));
        }
        return Answer.ok(Map.of("channels", channels));
    }

    /** {@code POST /batch_events}: many events, all or none. */
    static Answer publishBatch(ApiRequest request) {
        var events = EventRequest.readBatch(request.body(), request.app());
        events.forEach(event -> publish(request, event.publication()));
        if (events.stream().allMatch(event -> event.info().isEmpty())) {
            return Answer.EMPTY;
        }
        var batch = events.stream()
                .map(event -> ChannelQueries.counts(
                        request, event.publication().channels().iterator().next(), event.info()))
                .toList();
        return Answer.ok(Map.of("batch", batch));
    }

    /** {@code POST /channels/{name}/events?name=…}: the form of old SDKs, whose body is the data. */
    static Answer publishToOne(ApiRequest request) {
        var data = Utf8.decode(request.body());
        if (data == null) {
            throw ApiError.invalidInput("Request body is not UTF-8");
        }
        try {
            publish(
                    request,
                    Publication.of(
                            request.app(),
                            List.of(request.name()),
                            request.query().first("name"),
                            data,
                            request.query().first("socket_id")));
        } catch (InvalidPublicationException wrong) {
            throw ApiError.of(wrong, "");
        }
        return new Answer(202, Map.of());
    }

    private static void publish(ApiRequest request, Publication publication) {
        request.server().publisher().publish(request.app(), publication);
    }
}
