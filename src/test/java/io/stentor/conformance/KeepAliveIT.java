package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Frame;
import io.stentor.conformance.client.Publisher;
import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pings, pongs and silence (protocol 1.4). The app "quick" and the server wait one second each. */
class KeepAliveIT extends ConformanceTest {
    private static final String PING = "{\"event\":\"pusher:ping\",\"data\":null}";
    private static final String PONG = "{\"event\":\"pusher:pong\",\"data\":null}";
    private static final Duration ACTIVITY_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration PONG_TIMEOUT = Duration.ofSeconds(1);
    /** What the protocol allows a timer to be late, and as much for a busy machine. */
    private static final Duration LATE = Duration.ofSeconds(2);

    private static final Duration MOMENT = Duration.ofMillis(300);
    private static final byte[] EMPTY = new byte[0];

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"event\":\"pusher:ping\"}",
                "{\"event\":\"pusher:ping\",\"data\":{}}",
                "{\"event\":\"pusher:ping\",\"data\":null}",
                "{\"event\":\"pusher:ping\",\"data\":\"{}\"}",
                "{\"event\":\"pusher:ping\",\"data\":[1,{\"a\":2}]}",
                "{\"event\":\"pusher:ping\",\"data\":7,\"channel\":\"orders\",\"more\":true}",
                "{\"data\":{\"event\":\"x\"},\"event\":\"pusher:ping\"}",
                " \r\n\t{ \"event\" : \"pusher:ping\" } \n",
                "{\"\\u0065vent\":\"pusher\\u003aping\"}"
            })
    void aPingIsAnsweredAtOnce(String ping) {
        connect("app-key").text(ping).awaitExactly(PONG).assertNothingElse();
    }

    @Test
    void everyPingHasItsPong() {
        var client = connect("app-key");
        for (int i = 0; i < 100; i++) {
            client.text("{\"event\":\"pusher:ping\"}");
        }

        assertThat(client.awaitTexts(100)).containsOnly(PONG);
        client.assertNothingElse();
    }

    @Test
    void aPongIsNotAnswered() {
        connect("app-key")
                .text("{\"event\":\"pusher:pong\"}")
                .text("{\"event\":\"pusher:pong\",\"data\":{}}")
                .assertNothingElse();
    }

    /** Jetty, for one, would hang up on it after 30 seconds. */
    @Test
    void aContainerHasNoTimeOutOfItsOwn() {
        var client = connect("app-key");

        assertThat(client.next(Duration.ofSeconds(31))).isEmpty();

        client.text("{\"event\":\"pusher:ping\"}").awaitExactly(PONG);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 125})
    void aNativePingIsAnsweredWithItsPayload(int length) {
        var payload = "p".repeat(length).getBytes(UTF_8);
        var client = connect("app-key").ping(payload);

        var pong = client.await();

        assertThat(pong.opcode()).isEqualTo(Frame.PONG);
        assertThat(pong.payload()).isEqualTo(payload);
    }

    @Test
    void aNativePingBetweenFragmentsIsAnswered() {
        var client = connect("app-key");

        client.frame(false, 0, Frame.TEXT, "{\"event\":".getBytes(UTF_8));
        client.ping("middle".getBytes(UTF_8));
        assertThat(client.await().opcode()).isEqualTo(Frame.PONG);
        client.frame(true, 0, Frame.CONTINUATION, "\"pusher:ping\"}".getBytes(UTF_8));

        client.awaitExactly(PONG);
    }

    @Test
    void aNativePongThatNobodyAskedForIsIgnored() {
        connect("app-key").pong("unasked".getBytes(UTF_8)).assertNothingElse();
    }

    @Test
    void aSilentClientIsPingedInBothWaysAndThenTimedOut() {
        var client = connect("quick-key");

        long pinged = awaitBothPings(client);
        assertBetween(pinged - client.lastSentNanos(), ACTIVITY_TIMEOUT, ACTIVITY_TIMEOUT.plus(LATE));

        var error = client.await();
        assertThat(error.text()).isEqualTo(error(4009, "Connection timeout"));
        assertBetween(
                error.nanos() - client.lastSentNanos(),
                ACTIVITY_TIMEOUT.plus(PONG_TIMEOUT),
                ACTIVITY_TIMEOUT.plus(PONG_TIMEOUT).plus(LATE).plus(LATE));
        client.awaitClosed(4201, "Pong reply not received");
    }

    @Test
    void aPongKeepsTheConnection() {
        var client = connect("quick-key");
        for (int round = 0; round < 2; round++) {
            awaitBothPings(client);
            client.text("{\"event\":\"pusher:pong\",\"data\":{}}");
        }

        long pinged = awaitBothPings(client);

        assertBetween(pinged - client.lastSentNanos(), ACTIVITY_TIMEOUT, ACTIVITY_TIMEOUT.plus(LATE));
        client.assertNothingElse();
    }

    @Test
    void aNativePongAloneKeepsTheConnection() {
        var client = connect("quick-key");
        for (int round = 0; round < 2; round++) {
            awaitBothPings(client);
            client.pong(EMPTY);
        }

        long pinged = awaitBothPings(client);

        assertBetween(pinged - client.lastSentNanos(), ACTIVITY_TIMEOUT, ACTIVITY_TIMEOUT.plus(LATE));
        client.assertNothingElse();
    }

    @Test
    void whateverTheClientSaysIsActivity() throws Exception {
        var ways = Stream.<Consumer<RawWebSocket>>of(
                client -> client.text("{\"event\":\"pusher:ping\"}"),
                client -> client.text("{\"event\":\"pusher:pong\"}"),
                client -> client.text("{\"event\":\"pusher:unknown\"}"),
                client -> client.text("{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"orders\"}}"),
                client -> client.text("not even JSON"),
                client -> client.binary(new byte[] {1, 2, 3}),
                client -> client.pong(EMPTY));

        var attempts = ways.map(say -> inBackground(() -> assertActivity(say))).toList();

        for (var attempt : attempts) {
            attempt.get();
        }
    }

    @Test
    void whatTheServerSendsIsNoActivity() {
        var channel = unique("traffic");
        var client = connect("quick-key").subscribe(channel);

        long deadline = client.lastSentNanos() + ACTIVITY_TIMEOUT.plus(LATE).toNanos();
        Frame frame;
        try (var publisher = new Publisher(base(), SignedRequests.of("quick"))) {
            do {
                publisher.publish(publication("tick", channel, "x"));
                frame = client.await();
            } while (frame.opcode() == Frame.TEXT
                    && frame.text().equals(event("tick", channel, "x"))
                    && frame.nanos() < deadline);
        }

        assertThat(frame.opcode() == Frame.PING || frame.text().equals(PING))
                .as(client.toString())
                .isTrue();
        assertBetween(frame.nanos() - client.lastSentNanos(), ACTIVITY_TIMEOUT, ACTIVITY_TIMEOUT.plus(LATE));
    }

    @Test
    void otherConnectionsAreNotTimedOutWithIt() {
        var patient = connect("app-key");
        var client = connect("quick-key");
        awaitBothPings(client);
        client.awaitExactly(error(4009, "Connection timeout")).awaitClosed(4201);

        patient.assertNothingElse();
    }

    @Test
    void aContainerDoesNotHangUpOnASilentClientByItself() {
        var client = connect("app-key");

        // Jetty's own limit is 30 s; nothing but waiting shows that it is off.
        var frame = client.next(Duration.ofSeconds(33));

        assertThat(frame).as(client.toString()).isEmpty();
        client.assertNothingElse();
    }

    private RawWebSocket assertActivity(Consumer<RawWebSocket> say) {
        var client = connect("quick-key");
        awaitSilence(client);

        say.accept(client);

        assertBetween(awaitFirstPing(client) - client.lastSentNanos(), ACTIVITY_TIMEOUT, ACTIVITY_TIMEOUT.plus(LATE));
        return client;
    }

    private static void awaitSilence(RawWebSocket client) {
        for (int i = 0; i < 2; i++) {
            assertThat(client.next(MOMENT)).as(client.toString()).isEmpty();
        }
    }

    /** Passes over the answer to what was just sent. Gives the time of the ping. */
    private static long awaitFirstPing(RawWebSocket client) {
        while (true) {
            var frame = client.await();
            if (frame.opcode() == Frame.PING || frame.text().equals(PING)) {
                return frame.nanos();
            }
        }
    }

    /** Both must come, in either order; gives the time of the first. */
    private static long awaitBothPings(RawWebSocket client) {
        var first = client.await();
        var second = client.await();
        var text = first.opcode() == Frame.TEXT ? first : second;
        var bare = first.opcode() == Frame.TEXT ? second : first;
        if (!List.of(Frame.TEXT, Frame.PING).equals(List.of(text.opcode(), bare.opcode()))
                || !text.text().equals(PING)
                || bare.payload().length > 0) {
            throw client.failure("A ping in text and a native one were expected, not " + first + " and " + second);
        }
        return first.nanos();
    }

    private static void assertBetween(long nanos, Duration least, Duration most) {
        assertThat(Duration.ofNanos(nanos)).isBetween(least, most);
    }
}
