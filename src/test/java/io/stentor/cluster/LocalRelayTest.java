package io.stentor.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Frame;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** A cluster of one. */
class LocalRelayTest extends RelayContract {
    @Override
    Relay relay() {
        return new LocalRelay();
    }

    @Test
    void whatIsPublishedHasArrived() {
        var relay = new LocalRelay();
        var heard = new ArrayList<Envelope>();
        relay.start(heard::add);
        var envelope = new Envelope("app", ChannelName.parse("a", 200), new Frame("x"), true, null);

        relay.publish(envelope);

        assertThat(heard).containsExactly(envelope);
    }

    @Test
    void beforeTheStartNobodyHearsAnything() {
        var envelope = new Envelope("app", ChannelName.parse("a", 200), new Frame("x"), true, null);

        assertThatCode(() -> new LocalRelay().publish(envelope)).doesNotThrowAnyException();
    }
}
