package io.stentor.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.app.TestApps;
import io.stentor.protocol.Frame;
import io.stentor.protocol.Frames;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Keep-alive (protocol 1.4): who is quiet is pinged twice over, and who stays quiet is let go. */
class HeartbeatTest {
    private static final String PING = "{\"event\":\"pusher:ping\",\"data\":null}";
    private static final String NATIVE_PING = "PING";
    private static final String TIMEOUT = """
            {"event":"pusher:error","data":{"code":4009,"message":"Connection timeout"},"channel":null}""";

    private static final Timeouts WARM = new Timeouts(
            Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(30));

    private final ByHand hand = new ByHand();
    private final FakeTransport client = FakeTransport.prompt();
    private final Connection connection = hand.open(client, ByHand.ROOMY);

    @Test
    void aPingIsNeverSentBeforeTheTimeout() {
        hand.tickAfter(Duration.ofSeconds(120).minusNanos(1));

        assertThat(said()).isEmpty();
    }

    @Test
    void afterTheTimeoutBothPingsAreSent() {
        hand.tickAfter(Duration.ofSeconds(120));

        assertThat(said()).isEqualTo(PING + NATIVE_PING);
    }

    @Test
    void oneSilenceIsPingedOnce() {
        hand.tickAfter(Duration.ofSeconds(120));
        hand.tickAfter(Duration.ofSeconds(10));
        hand.tickAfter(Duration.ofSeconds(10));

        assertThat(said()).isEqualTo(PING + NATIVE_PING);
    }

    @Test
    void theAppsOwnTimeoutCounts() {
        var impatient = FakeTransport.prompt();
        var quick = hand.connection(0, TestApps.app("\"activity_timeout\":5"), impatient, ByHand.ROOMY);
        hand.lane().run(quick::open);
        hand.run();

        hand.tickAfter(Duration.ofSeconds(5));

        assertThat(impatient.frames()).endsWith(PING, NATIVE_PING);
        assertThat(said()).isEmpty();
    }

    @Test
    void withoutAnAnswerTheConnectionTimesOut() {
        hand.tickAfter(Duration.ofSeconds(120));

        hand.tickAfter(Duration.ofSeconds(30).minusNanos(1));
        assertThat(connection.over()).isFalse();
        hand.tickAfter(Duration.ofNanos(1));

        assertThat(said()).isEqualTo(PING + NATIVE_PING + TIMEOUT);
        assertThat(client.closed()).isEqualTo("4201 Pong reply not received");
        assertThat(connection.over()).isTrue();
        assertThat(hand.ended()).containsExactly(connection);
    }

    /** Whatever time there is for a pong. */
    @Test
    void whoAnswersIsPingedAgainAsSoonAsItWasSilentForTheAppsTime() {
        var impatient = FakeTransport.prompt();
        var quick = hand.connection(0, TestApps.app("\"activity_timeout\":5"), impatient, ByHand.ROOMY);
        hand.lane().run(quick::open);
        hand.run();
        hand.tickAfter(Duration.ofSeconds(5));
        hand.clock().advance(Duration.ofMillis(100));
        quick.heard();

        hand.tickAfter(Duration.ofMillis(4_900));
        assertThat(said(impatient)).isEqualTo(PING + NATIVE_PING);
        hand.tickAfter(Duration.ofMillis(100));

        assertThat(said(impatient)).isEqualTo((PING + NATIVE_PING).repeat(2));
    }

    @Test
    void anySignOfLifeKeepsTheConnection() {
        hand.tickAfter(Duration.ofSeconds(120));
        hand.clock().advance(Duration.ofSeconds(29));

        connection.heard();
        hand.tickAfter(Duration.ofSeconds(119));
        assertThat(said()).isEqualTo(PING + NATIVE_PING);
        hand.tickAfter(Duration.ofSeconds(1));

        assertThat(said()).isEqualTo((PING + NATIVE_PING).repeat(2));
        assertThat(connection.over()).isFalse();
    }

    @Test
    void aBusyClientIsNeverPinged() {
        for (int i = 0; i < 100; i++) {
            hand.tickAfter(Duration.ofSeconds(119));
            connection.heard();
        }

        assertThat(said()).isEmpty();
    }

    @Test
    void whatTheServerSendsIsNoActivity() {
        for (int i = 0; i < 12; i++) {
            hand.lane().run(() -> connection.deliver(new Frame("x"), null));
            hand.tickAfter(Duration.ofSeconds(10));
        }

        assertThat(said()).isEqualTo("x".repeat(12) + PING + NATIVE_PING);
    }

    @Test
    void pongsOfTheServerAreNoActivityEither() {
        hand.clock().advance(Duration.ofSeconds(60));
        hand.lane().run(() -> connection.send(Frames.PONG));
        hand.tickAfter(Duration.ofSeconds(60));

        assertThat(said()).endsWith(PING + NATIVE_PING);
    }

    @Test
    void aConnectionThatIsOverIsPingedNoMore() {
        hand.lane().run(() -> connection.gone(true));
        hand.run();

        hand.tickAfter(Duration.ofSeconds(1000));

        assertThat(said()).isEmpty();
    }

    @Test
    void aProxyIsKeptAwakeByNativePingsWhereThatIsAskedFor() {
        var warm = FakeTransport.prompt();
        hand.with(WARM).open(warm, ByHand.ROOMY);

        hand.tickAfter(Duration.ofSeconds(19));
        assertThat(said(warm)).isEmpty();
        hand.tickAfter(Duration.ofSeconds(1));
        assertThat(said(warm)).isEqualTo(NATIVE_PING);
        hand.tickAfter(Duration.ofSeconds(19));
        assertThat(said(warm)).isEqualTo(NATIVE_PING);
        hand.tickAfter(Duration.ofSeconds(1));

        assertThat(said(warm)).isEqualTo(NATIVE_PING + NATIVE_PING);
    }

    @Test
    void aWriteKeepsAProxyAwakeByItself() {
        var warm = FakeTransport.prompt();
        var busy = hand.with(WARM).open(warm, ByHand.ROOMY);

        for (int i = 0; i < 5; i++) {
            hand.lane().run(() -> busy.deliver(new Frame("x"), null));
            hand.tickAfter(Duration.ofSeconds(15));
        }

        assertThat(said(warm)).isEqualTo("xxxxx");
    }

    /** What the client heard since the connection was established. */
    private String said() {
        return said(client);
    }

    private static String said(FakeTransport client) {
        return String.join("", client.frames().subList(1, client.frames().size()));
    }
}
