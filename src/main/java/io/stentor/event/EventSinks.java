package io.stentor.event;

import java.util.List;

/** Tells several sinks of everything. Immutable. */
public final class EventSinks implements EventSink {
    private final List<EventSink> sinks;

    public EventSinks(List<EventSink> sinks) {
        this.sinks = List.copyOf(sinks);
    }

    @Override
    public boolean wants(ServerEvent event) {
        for (var sink : sinks) {
            if (sink.wants(event)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void accept(ServerEvent event) {
        for (var sink : sinks) {
            sink.accept(event);
        }
    }
}
