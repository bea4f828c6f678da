package io.stentor.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.app.TestApps;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.ErrorCode;
import io.stentor.protocol.Frame;
import io.stentor.protocol.Frames;
import io.stentor.protocol.Refusal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A client that does not read is let go before it costs memory (protocol 7). */
class SlowConsumerTest {
    private static final Frame EVENT = new Frame("{\"event\":\"e\",\"data\":\"\"}");
    private static final String SLOW = """
            {"event":"pusher:error","data":{"code":4100,"message":"Buffer full - slow consumer disconnected"},"channel":null}""";

    private final ByHand hand = new ByHand();
    private final FakeTransport client = FakeTransport.slow();

    @Test
    void onOverflowTheQueueIsDiscardedAndTheReasonFollowsTheFrameInFlight() {
        var connection = hand.open(client, new OutboxLimits(3, 0, true));

        deliver(connection, 4);
        assertThat(connection.over()).isTrue();
        assertThat(client.writes()).hasSize(1);
        complete();
        complete();

        assertThat(client.frames()).hasSize(2).element(1).isEqualTo(SLOW);
        assertThat(client.closed()).isEqualTo("4100 Buffer full");
    }

    @Test
    void theByteLimitLetsGoToo() {
        var connection = hand.open(client, new OutboxLimits(0, 2 * EVENT.bytes(), true));

        deliver(connection, 2);
        assertThat(connection.over()).isFalse();
        deliver(connection, 1);

        assertThat(connection.over()).isTrue();
    }

    @Test
    void theSubscriberLeavesItsChannelsAtOverflowTime() {
        var connection = hand.open(client, new OutboxLimits(3, 0, true));
        var left = new int[1];
        connection.joined(ChannelName.parse("a", 200), brokenOff -> left[0]++);
        connection.joined(ChannelName.parse("b", 200), brokenOff -> left[0]++);

        deliver(connection, 4);

        assertThat(left[0]).isEqualTo(2);
        assertThat(hand.ended()).containsExactly(connection);
        assertThat(client.closed()).isNull();
    }

    @Test
    void aSlowConsumerThatDoesNotHearWhyIsCutOffAfterFiveSeconds() {
        var stalled = new StalledTransport();
        var connection = hand.open(stalled, new OutboxLimits(3, 0, true));
        deliver(connection, 4);

        hand.tickAfter(Duration.ofMillis(4900));
        assertThat(stalled.aborts()).isEmpty();
        hand.tickAfter(Duration.ofMillis(200));

        assertThat(stalled.aborts()).containsExactly("4100 Buffer full");
        assertThat(stalled.writes()).isOne();
        assertThat(hand.held()).isZero();
    }

    @Test
    void furtherEventsAreDropped() {
        var connection = hand.open(client, new OutboxLimits(3, 0, true));

        deliver(connection, 1000);
        complete();
        complete();

        assertThat(client.frames()).hasSize(2);
        assertThat(hand.ended()).containsExactly(connection);
    }

    @Test
    void byConfigurationTheNewEventIsDroppedInstead() {
        var connection = hand.open(client, new OutboxLimits(3, 0, false));

        deliver(connection, 1000);
        assertThat(connection.over()).isFalse();
        assertThat(connection.waiting()).isEqualTo(3);
        complete();
        complete();
        deliver(connection, 1);

        assertThat(client.frames()).hasSize(1 + 3 + 1);
        assertThat(client.closed()).isNull();
    }

    @Test
    void internalFramesAreNotDropped() {
        var connection = hand.open(client, new OutboxLimits(3, 0, false));
        deliver(connection, 1000);

        hand.lane().run(() -> connection.send(Frames.PONG));
        hand.lane().run(() -> connection.refuse(Refusal.INVALID_JSON, null));
        hand.run();
        complete();

        assertThat(client.frames().subList(4, 6)).containsExactly("{\"event\":\"pusher:pong\",\"data\":null}", """
                        {"event":"pusher:error","data":{"code":4000,"message":"Invalid JSON"},"channel":null}""");
        assertThat(connection.over()).isFalse();
    }

    @Test
    void internalFramesAreBoundedAllTheSame() {
        var connection = hand.open(client, new OutboxLimits(3, 0, false));

        for (int i = 0; i < 1000; i++) {
            hand.lane().run(() -> connection.send(Frames.PONG));
        }
        hand.run();

        assertThat(connection.over()).isTrue();
        assertThat(connection.waiting()).isOne();
        complete();
        complete();
        assertThat(client.closed()).isEqualTo("4100 Buffer full");
    }

    @Test
    void aWriteThatTakesTooLongLetsTheClientGo() {
        var stalled = new StalledTransport();
        var connection = hand.open(stalled, ByHand.ROOMY);

        hand.tickAfter(Duration.ofSeconds(30));
        assertThat(connection.over()).isFalse();
        hand.tickAfter(Duration.ofMillis(1));
        assertThat(connection.over()).isTrue();
        hand.tickAfter(Duration.ofSeconds(5));

        assertThat(stalled.aborts()).containsExactly("4100 Buffer full");
        assertThat(hand.ended()).containsExactly(connection);
        assertThat(hand.held()).isZero();
    }

    @Test
    void aWriteTimeoutOfZeroWaitsForEver() {
        var patient = new Timeouts(Duration.ofSeconds(30), Duration.ZERO, Duration.ZERO, Duration.ofSeconds(30));
        var app = TestApps.app("\"activity_timeout\":86400");
        var connection = hand.with(patient).connection(0, app, new StalledTransport(), ByHand.ROOMY);
        hand.lane().run(connection::open);

        hand.tickAfter(Duration.ofHours(23));

        assertThat(connection.over()).isFalse();
    }

    /** Its goodbye is a write that takes its time, too. */
    @Test
    void nothingOfAConnectionThatIsOverHasToBeLookedAt() {
        var patient = new Timeouts(Duration.ofSeconds(30), Duration.ZERO, Duration.ZERO, Duration.ofSeconds(30));
        var connection = hand.with(patient).open(client, ByHand.ROOMY);
        complete();

        hand.lane().run(() -> connection.end(ErrorCode.TERMINATED));
        hand.run();
        hand.lane().run(() -> connection.gone(true));
        hand.run();

        assertThat(hand.held()).isZero();
        assertThat(hand.lane().restful()).isTrue();
    }

    @Test
    void aFailedWriteEndsTheConnectionOnce() {
        var connection = hand.open(client, ByHand.ROOMY);
        var left = new int[1];
        connection.joined(ChannelName.parse("a", 200), brokenOff -> left[0]++);

        client.fail();
        hand.run();
        hand.lane().run(() -> connection.gone(true));
        hand.run();

        assertThat(hand.ended()).containsExactly(connection);
        assertThat(left[0]).isOne();
        assertThat(client.aborts()).isOne();
        assertThat(hand.held()).isZero();
    }

    private void deliver(Connection connection, int times) {
        hand.lane().run(() -> {
            for (int i = 0; i < times; i++) {
                connection.deliver(EVENT, null);
            }
        });
        hand.run();
    }

    private void complete() {
        client.complete();
        hand.run();
    }
}
