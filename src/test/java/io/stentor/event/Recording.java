package io.stentor.event;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A sink that keeps what it hears. Any thread. */
public final class Recording implements EventSink {
    private final List<ServerEvent> heard = new CopyOnWriteArrayList<>();
    private final Predicate<ServerEvent> wanted;

    public Recording() {
        this(event -> true);
    }

    public Recording(Predicate<ServerEvent> wanted) {
        this.wanted = wanted;
    }

    @Override
    public boolean wants(ServerEvent event) {
        return wanted.test(event);
    }

    @Override
    public void accept(ServerEvent event) {
        if (wanted.test(event)) {
            heard.add(event);
        }
    }

    public List<ServerEvent> heard() {
        return List.copyOf(heard);
    }

    public void clear() {
        heard.clear();
    }
}
