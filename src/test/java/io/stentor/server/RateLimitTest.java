package io.stentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.protocol.Frames;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How often a client may speak, and what happens to one that speaks more often (protocol 4.2). */
class RateLimitTest {
    private static final String EVENT = "{\"event\":\"client-x\",\"channel\":\"private-a\",\"data\":1}";
    private static final String RELAYED = "{\"event\":\"client-x\",\"channel\":\"private-a\",\"data\":1}";
    private static final String EVENT_REFUSED =
            "{\"event\":\"pusher:error\",\"data\":{\"code\":4301,\"message\":\"Client event rejected due to rate limit\"},\"channel\":\"private-a\"}";
    private static final String MESSAGE_REFUSED =
            "{\"event\":\"pusher:error\",\"data\":{\"code\":4301,\"message\":\"Message rate limit exceeded\"},\"channel\":null}";
    private static final String PING = "{\"event\":\"pusher:ping\"}";

    @Test
    void clientEventsBeyondTheLimitAreDroppedAndTheClientStays() {
        var server = clientEvents("\"max_client_events_per_second\":3");
        var other = server.client().subscribe("private-a");
        var ann = server.client().subscribe("private-a");
        other.heard();
        ann.heard();

        say(ann, EVENT, 5);
        assertThat(ann.heard()).containsExactly(EVENT_REFUSED, EVENT_REFUSED);
        assertThat(other.heard()).containsExactly(RELAYED, RELAYED, RELAYED);
        server.tickAfter(Duration.ofSeconds(1));
        say(ann, EVENT, 4);

        assertThat(ann.heard()).containsExactly(EVENT_REFUSED);
        assertThat(other.heard()).hasSize(3);
        assertThat(ann.closed()).isNull();
    }

    @Test
    void theLimitOfClientEventsIsEachConnectionsOwn() {
        var server = clientEvents("\"max_client_events_per_second\":1");
        var ann = server.client().subscribe("private-a");
        var bob = server.client().subscribe("private-a");
        server.run();
        say(ann, EVENT, 1);
        say(bob, EVENT, 1);

        assertThat(ann.heard()).doesNotContain(EVENT_REFUSED);
        assertThat(bob.heard()).doesNotContain(EVENT_REFUSED);
    }

    @Test
    void theLimitOfClientEventsHoldsForItsTime() {
        var server = clientEvents("\"max_client_events_per_second\":2,\"decay_seconds\":10");
        var ann = server.client().subscribe("private-a");
        say(ann, EVENT, 2);
        assertThat(ann.heard()).doesNotContain(EVENT_REFUSED);

        server.tickAfter(Duration.ofMillis(4_999));
        assertThat(say(ann, EVENT, 1).heard()).containsExactly(EVENT_REFUSED);
        server.tickAfter(Duration.ofMillis(1));
        assertThat(say(ann, EVENT, 1).heard()).isEmpty();
    }

    @Test
    void clientEventsAreCountedBeforeAnyOtherCheck() {
        var server = SteppedServer.with("\"max_client_events_per_second\":1");
        var ann = server.client();

        say(ann, EVENT, 2);

        assertThat(ann.heard())
                .satisfiesExactly(
                        first -> assertThat(first).contains("Client events are not enabled for this app"),
                        second -> assertThat(second).isEqualTo(EVENT_REFUSED));
    }

    @Test
    void zeroIsAnyNumberOfClientEvents() {
        var server = clientEvents("\"max_client_events_per_second\":0");
        var ann = server.client().subscribe("private-a");
        ann.heard();

        assertThat(say(ann, EVENT, 1000).heard()).isEmpty();
    }

    @Test
    void whereItIsSaidSoClientEventsBeyondTheLimitEndTheConnection() {
        var server = clientEvents("\"max_client_events_per_second\":1,\"terminate_on_limit\":true");
        var ann = server.client().subscribe("private-a");
        var other = server.client().subscribe("private-a");
        ann.heard();
        other.heard();

        say(ann, EVENT, 3);

        assertThat(ann.heard())
                .singleElement()
                .asString()
                .contains("\"code\":4301,\"message\":\"Client event rejected due to rate limit\"");
        assertThat(ann.closed()).isEqualTo("4301 Client event rejected due to rate limit");
        assertThat(other.heard()).containsExactly(RELAYED);
    }

    @Test
    void messagesBeyondTheLimitAreRefusedAndTheClientStays() {
        var server = messages("\"max_attempts\":2,\"decay_seconds\":2");
        var ann = server.client().subscribe("a").subscribe("b").subscribe("c");

        assertThat(ann.heard()).hasSize(3).last().isEqualTo(MESSAGE_REFUSED);
        server.tickAfter(Duration.ofSeconds(1));
        ann.subscribe("c").subscribe("d");

        assertThat(ann.heard())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .contains("subscription_succeeded")
                                .contains("\"c\""),
                        second -> assertThat(second).isEqualTo(MESSAGE_REFUSED));
        assertThat(ann.closed()).isNull();
    }

    @Test
    void everyMessageButPingAndPongCounts() {
        var server = messages("\"max_attempts\":3,\"decay_seconds\":60");
        var ann = server.client();
        say(ann, PING, 10);
        say(ann, "{\"event\":\"pusher:pong\"}", 10);
        assertThat(ann.heard()).hasSize(10).containsOnly(Frames.PONG.text());

        ann.say("no json")
                .say("{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"a\"}}")
                .say("{\"event\":\"pusher:x\"}");
        assertThat(ann.heard()).hasSize(1).doesNotContain(MESSAGE_REFUSED);
        ann.say("no json");
        assertThat(ann.heard()).containsExactly(MESSAGE_REFUSED);
        say(ann, PING, 1);

        assertThat(ann.heard()).containsExactly(Frames.PONG.text());
    }

    @Test
    void whereItIsSaidSoMessagesBeyondTheLimitEndTheConnection() {
        var server = messages("\"max_attempts\":1,\"terminate_on_limit\":true");
        var ann = server.client().subscribe("a").subscribe("b").subscribe("c");

        assertThat(ann.heard()).hasSize(2).last().isEqualTo(MESSAGE_REFUSED);
        assertThat(ann.closed()).isEqualTo("4301 Message rate limit exceeded");
        assertThat(server.channels().count()).isZero();
    }

    @Test
    void withoutTheOptionThereIsNoLimitOfMessages() {
        var ann = SteppedServer.with("").client();
        for (int i = 0; i < 500; i++) {
            ann.subscribe("c" + i);
        }

        assertThat(ann.heard()).hasSize(500).doesNotContain(MESSAGE_REFUSED);
    }

    private static SteppedServer.Client say(SteppedServer.Client who, String text, int times) {
        for (int i = 0; i < times; i++) {
            who.say(text);
        }
        return who;
    }

    private static SteppedServer clientEvents(String members) {
        return SteppedServer.with("\"enable_client_messages\":true," + members);
    }

    private static SteppedServer messages(String members) {
        return SteppedServer.with("\"message_rate_limit\":{\"enabled\":true," + members + "}");
    }
}
