package io.stentor.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.app.SlowConsumer;
import io.stentor.app.TestApps;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Frame;
import io.stentor.protocol.Frames;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a client that does not read misses, by the policy of the channel (protocol 7, 12). */
class SlowConsumerPolicyTest {
    private static final ChannelName PRICES = ChannelName.parse("prices", 200);

    private final ByHand hand = new ByHand();
    private final FakeTransport client = FakeTransport.slow();
    private final Connection connection = open("{\"prices\":\"drop_newest\"}", 3);

    private Connection open(String policies, int frames) {
        var app = TestApps.app("\"slow_consumer\":" + policies);
        var opened = hand.connection(0, app, client, new OutboxLimits(frames, 0, true));
        hand.lane().run(opened::open);
        hand.run();
        return opened;
    }

    private static Frame event(String name, int number) {
        return Frames.event(PRICES, name, "\"" + number + "\"");
    }

    /** Delivers them while the greeting is still on its way. */
    private void deliver(SlowConsumer policy, Frame... events) {
        for (var event : events) {
            hand.lane().run(() -> connection.deliver(event, policy));
        }
        hand.run();
    }

    /** What the client gets when it reads again, the greeting aside. */
    private List<String> read() {
        while (client.writing()) {
            client.complete();
            hand.run();
        }
        return client.frames().stream().skip(1).toList();
    }

    private static List<String> texts(Frame... frames) {
        return List.of(frames).stream().map(Frame::text).toList();
    }

    @Test
    void dropNewestMissesWhatComesLast() {
        deliver(SlowConsumer.DROP_NEWEST, event("e", 1), event("e", 2), event("e", 3), event("e", 4), event("e", 5));

        assertThat(connection.dropped()).isEqualTo(2);
        assertThat(read()).isEqualTo(texts(event("e", 1), event("e", 2), event("e", 3)));
        assertThat(connection.over()).isFalse();
    }

    @Test
    void dropOldestMissesWhatCameFirst() {
        deliver(SlowConsumer.DROP_OLDEST, event("e", 1), event("e", 2), event("e", 3), event("e", 4), event("e", 5));

        assertThat(connection.dropped()).isEqualTo(2);
        assertThat(read()).isEqualTo(texts(event("e", 3), event("e", 4), event("e", 5)));
    }

    @Test
    void latestOnlyKeepsOneOfEachEvent() {
        deliver(
                SlowConsumer.LATEST_ONLY,
                event("usd", 1),
                event("eur", 1),
                event("usd", 2),
                event("usd", 3),
                event("eur", 2),
                event("usd", 4));

        assertThat(connection.dropped()).isEqualTo(4);
        assertThat(read()).isEqualTo(texts(event("eur", 2), event("usd", 4)));
    }

    @Test
    void latestOnlyOfManyEventsMissesTheOldest() {
        deliver(SlowConsumer.LATEST_ONLY, event("a", 1), event("b", 1), event("c", 1), event("d", 1));

        assertThat(read()).isEqualTo(texts(event("b", 1), event("c", 1), event("d", 1)));
    }

    @Test
    void disconnectLetsGo() {
        deliver(SlowConsumer.DISCONNECT, event("e", 1), event("e", 2), event("e", 3), event("e", 4));

        assertThat(connection.over()).isTrue();
    }

    @Test
    void withoutAPolicyTheServersOptionDecides() {
        deliver(null, event("e", 1), event("e", 2), event("e", 3), event("e", 4));

        assertThat(connection.over()).isTrue();
    }

    @Test
    void whatIsNoEventIsNeverDropped() {
        hand.lane().run(() -> connection.send(Frames.PONG));
        deliver(SlowConsumer.DROP_OLDEST, event("e", 1), event("e", 2), event("e", 3), event("e", 4));
        hand.lane().run(() -> connection.send(Frames.PING));
        hand.run();

        assertThat(read()).isEqualTo(texts(Frames.PONG, event("e", 3), event("e", 4), Frames.PING));
        assertThat(connection.over()).isFalse();
    }

    @Test
    void whereNothingMayBeDroppedTheNewEventIs() {
        for (int i = 0; i < 3; i++) {
            hand.lane().run(() -> connection.send(Frames.PONG));
        }
        deliver(SlowConsumer.DROP_OLDEST, event("e", 1));

        assertThat(connection.dropped()).isOne();
        assertThat(read()).isEqualTo(texts(Frames.PONG, Frames.PONG, Frames.PONG));
    }

    @Test
    void bytesAreCountedRightAfterDrops() {
        int size = event("e", 1).bytes();
        var app = TestApps.app("\"slow_consumer\":\"drop_oldest\"");
        var other = hand.connection(0, app, FakeTransport.slow(), new OutboxLimits(0, 2 * size, true));
        hand.lane().run(other::open);
        hand.run();
        for (int i = 1; i <= 9; i++) {
            var event = event("e", i);
            hand.lane().run(() -> other.deliver(event, SlowConsumer.DROP_OLDEST));
        }
        hand.run();

        assertThat(other.waiting()).isEqualTo(2);
        assertThat(other.dropped()).isEqualTo(7);
    }
}
