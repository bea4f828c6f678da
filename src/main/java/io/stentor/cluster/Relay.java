package io.stentor.cluster;

import java.util.function.Consumer;

/** Carries events to every node, this one included. At most once; in order per channel and sending node. */
public interface Relay extends AutoCloseable {
    /** Called once, before the first publish. {@code inbound} does not block and may be called by any thread. */
    void start(Consumer<Envelope> inbound);

    /** Returns when the event is on its way; never waits for other nodes. Any thread. */
    void publish(Envelope envelope);

    /** After it nothing is heard and nothing is carried. */
    @Override
    void close();
}
