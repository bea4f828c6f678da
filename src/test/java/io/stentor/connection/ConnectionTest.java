package io.stentor.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.protocol.ChannelName;
import io.stentor.protocol.ErrorCode;
import io.stentor.protocol.Frame;
import io.stentor.protocol.Frames;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** One client's life, which ends once by whatever comes first. */
class ConnectionTest {
    private static final ChannelName A = ChannelName.parse("a", 200);

    private final ByHand hand = new ByHand();
    private final FakeTransport client = FakeTransport.prompt();

    @Test
    void theFirstFrameEstablishesTheConnection() {
        var connection = hand.open(client, ByHand.ROOMY);

        assertThat(client.frames())
                .containsExactly("{\"event\":\"pusher:connection_established\",\"data\":\"{\\\"socket_id\\\":\\\""
                        + connection.id() + "\\\",\\\"activity_timeout\\\":120}\"}");
        assertThat(hand.held()).isOne();
    }

    @Test
    void aConnectionThatIsEndedSaysWhyAndCloses() {
        var connection = hand.open(client, ByHand.ROOMY);

        end(connection, ErrorCode.SERVER_CLOSED);

        assertThat(client.frames().get(1))
                .isEqualTo(Frames.error(ErrorCode.SERVER_CLOSED).text());
        assertThat(client.closed()).isEqualTo("4200 Server closed. Please reconnect shortly.");
        assertThat(hand.ended()).containsExactly(connection);
        assertThat(connection.over()).isTrue();
    }

    @Test
    void aConnectionEndsOnceHoweverManyReasonsThereAre() {
        var connection = hand.open(client, ByHand.ROOMY);
        var left = new int[1];
        connection.joined(A, brokenOff -> left[0]++);

        end(connection, ErrorCode.SERVER_CLOSED);
        end(connection, ErrorCode.PONG_TIMEOUT);
        hand.lane().run(() -> connection.gone(true));
        hand.lane().run(() -> connection.gone(true));
        end(connection, ErrorCode.SLOW_CONSUMER);

        assertThat(hand.ended()).containsExactly(connection);
        assertThat(left[0]).isOne();
        assertThat(client.frames()).hasSize(2);
        assertThat(client.closed()).startsWith("4200 ");
    }

    @Test
    void aConnectionWhoseClientIsGoneLeavesNothingBehind() {
        var connection = hand.open(client, ByHand.ROOMY);
        connection.joined(A, brokenOff -> {});

        hand.lane().run(() -> connection.gone(true));
        hand.lane().run(() -> connection.send(Frames.PONG));
        hand.lane().run(() -> connection.deliver(new Frame("late"), null));
        hand.run();

        assertThat(client.frames()).hasSize(1);
        assertThat(client.closed()).isNull();
        assertThat(connection.in(A)).isFalse();
        assertThat(connection.channelCount()).isZero();
        assertThat(hand.held()).isZero();
    }

    @Test
    void aGoodbyeIsHeldUntilTheTransportIsClosed() {
        var connection = hand.open(client, ByHand.ROOMY);

        end(connection, ErrorCode.SERVER_CLOSED);
        assertThat(hand.held()).isOne();
        hand.lane().run(() -> connection.gone(true));
        hand.run();

        assertThat(hand.held()).isZero();
        assertThat(client.aborts()).isZero();
    }

    @Test
    void aClientThatNeverAnswersTheCloseIsCutOffAfterFiveSeconds() {
        end(hand.open(client, ByHand.ROOMY), ErrorCode.SERVER_CLOSED);

        hand.tickAfter(Duration.ofSeconds(5));

        assertThat(client.aborts()).isOne();
        assertThat(hand.held()).isZero();
    }

    @Test
    void leavingAChannelCostsItsMembershipOnce() {
        var connection = hand.open(client, ByHand.ROOMY);
        var left = new int[1];
        connection.joined(A, brokenOff -> left[0]++);

        assertThat(connection.in(A)).isTrue();
        assertThat(connection.channelCount()).isOne();
        connection.leave(A);
        connection.leave(A);
        connection.leave(ChannelName.parse("b", 200));

        assertThat(left[0]).isOne();
        assertThat(connection.in(A)).isFalse();
        assertThat(connection.channelCount()).isZero();
    }

    @Test
    void aRefusedClientHearsTheReasonAndNothingElse() {
        var refused = hand.lane().refuse(client, ErrorCode.APP_NOT_FOUND, ByHand.TIMEOUTS);
        hand.run();

        assertThat(client.frames()).containsExactly("""
                        {"event":"pusher:error","data":{"code":4001,"message":"Application does not exist"},"channel":null}""");
        assertThat(client.closed()).isEqualTo("4001 Application does not exist");
        assertThat(hand.held()).isOne();
        refused.closed();
        hand.run();
        assertThat(hand.held()).isZero();
    }

    @Test
    void aRefusedClientThatDoesNotReadIsCutOffAfterFiveSeconds() {
        var stalled = new StalledTransport();
        hand.lane().refuse(stalled, ErrorCode.APP_NOT_FOUND, ByHand.TIMEOUTS);
        hand.run();

        hand.tickAfter(Duration.ofSeconds(5));

        assertThat(stalled.aborts()).containsExactly("4001 Application does not exist");
        assertThat(hand.held()).isZero();
    }

    @Test
    void aConnectionIsNamedByItsIdsAndNoSecret() {
        assertThat(hand.connection(client, ByHand.ROOMY)).hasToString("app=app-id socket=1.1");
    }

    private void end(Connection connection, ErrorCode why) {
        hand.lane().run(() -> connection.end(why));
        hand.run();
    }
}
