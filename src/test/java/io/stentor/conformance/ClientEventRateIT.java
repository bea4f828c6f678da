package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** How often a client may speak to others (protocol 4.2, first rule). */
class ClientEventRateIT extends SignedTest {
    private static final String TOO_OFTEN = "Client event rejected due to rate limit";
    private static final String PONG = "{\"event\":\"pusher:pong\",\"data\":null}";

    private SignedRequests app = SignedRequests.of("talk-limited");

    @Override
    SignedRequests app() {
        return app;
    }

    @Test
    void whatIsTooMuchIsRefusedAndDropped() {
        var channel = unique("private-room");
        var sender = join(connect(), channel);
        var listener = join(connect(), channel);
        for (int i = 0; i < 5; i++) {
            sender.text(clientEvent(channel, i));
        }

        sender.awaitExactly(error(4301, TOO_OFTEN, quoted(channel)), error(4301, TOO_OFTEN, quoted(channel)))
                .subscribe(unique("orders"))
                .assertNothingElse();
        listener.awaitExactly(clientEvent(channel, 0), clientEvent(channel, 1), clientEvent(channel, 2))
                .assertNothingElse();
    }

    @Test
    void theRateIsThatOfOneConnection() {
        var channel = unique("private-room");
        var loud = join(connect(), channel);
        for (int i = 0; i < 4; i++) {
            loud.text(clientEvent(channel, i));
        }
        loud.awaitExactly(error(4301, TOO_OFTEN, quoted(channel)));
        var sender = join(connect(), channel);

        sender.text(clientEvent(channel, 9)).assertNothingElse();

        loud.awaitExactly(clientEvent(channel, 9)).assertNothingElse();
    }

    @Test
    void itIsCountedBeforeAnythingElseIsLookedAt() {
        var channel = unique("private-room");
        var sender = join(connect(), channel);

        sender.text("{\"event\":\"client-x\"}")
                .awaitExactly(error(4301, "Channel required for client event"))
                .text(clientEvent("orders", 1))
                .awaitExactly(
                        error(4301, "Client events are only allowed on private and presence channels", "\"orders\""))
                .text("{\"event\":\"client-" + "x".repeat(300) + "\",\"channel\":\"" + channel + "\"}")
                .awaitExactly(error(4301, "Event name too long", quoted(channel)))
                .text(clientEvent(channel, 1))
                .awaitExactly(error(4301, TOO_OFTEN, quoted(channel)))
                .text("{\"event\":\"client-x\"}")
                .awaitExactly(error(4301, TOO_OFTEN))
                .text("{\"event\":\"client-x\",\"channel\":\"not a name\"}")
                .awaitExactly(error(4301, TOO_OFTEN, "\"not a name\""))
                .assertNothingElse();
    }

    @Test
    void itIsCountedAlsoWhereClientEventsAreOff() {
        connect("silent-limited-key")
                .text(clientEvent("private-a", 1))
                .awaitExactly(error(4301, "Client events are not enabled for this app", "\"private-a\""))
                .text(clientEvent("private-a", 1))
                .awaitExactly(error(4301, TOO_OFTEN, "\"private-a\""))
                .assertNothingElse();
    }

    @Test
    void otherMessagesAreNotCounted() {
        var channel = unique("private-room");
        var sender = join(connect(), channel);
        var listener = join(connect(), channel);
        for (int i = 0; i < 20; i++) {
            join(sender, channel).text("{\"event\":\"pusher:nonsense\"}").assertNothingElse();
        }

        sender.text(clientEvent(channel, 1)).assertNothingElse();

        listener.awaitExactly(clientEvent(channel, 1)).assertNothingElse();
    }

    @Test
    void theAppMayEndTheConnection() {
        app = SignedRequests.of("talk-ended");
        var channel = unique("private-room");
        var sender = join(connect(), channel);
        var listener = join(connect(), channel);
        sender.text(clientEvent(channel, 0)).text(clientEvent(channel, 1)).text(clientEvent(channel, 2));
        sender.assertNothingElse();

        sender.text(clientEvent(channel, 3));

        sender.awaitExactly(error(4301, TOO_OFTEN, quoted(channel))).awaitClosed(4301);
        listener.awaitExactly(clientEvent(channel, 0), clientEvent(channel, 1), clientEvent(channel, 2))
                .assertNothingElse();
    }

    @Test
    void tenInASecondAreAllowedUnlessTheAppSaysOtherwise() {
        app = SignedRequests.of("talk-default");
        var channel = unique("private-room");
        var sender = join(connect(), channel);
        var listener = join(connect(), channel);

        for (int i = 0; i < 10; i++) {
            sender.text(clientEvent(channel, i));
        }

        for (int i = 0; i < 10; i++) {
            listener.awaitExactly(clientEvent(channel, i));
        }
        sender.assertNothingElse();
    }

    @Test
    void whoWaitsMaySpeakAgain() {
        app = SignedRequests.of("talk-default");
        var channel = unique("private-room");
        var sender = join(connect(), channel);
        for (int i = 0; i < 60; i++) {
            sender.text(clientEvent(channel, i));
        }
        sender.awaitExactly(error(4301, TOO_OFTEN, quoted(channel)));
        drain(sender);

        Awaitility.await()
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() ->
                        assertThat(passes(sender.text(clientEvent(channel, 0)))).isTrue());
    }

    private static void drain(RawWebSocket client) {
        client.text("{\"event\":\"pusher:ping\",\"data\":{}}");
        while (!client.awaitText().equals(PONG)) {
            continue;
        }
    }

    /** Whether what was sent before has no answer. */
    private static boolean passes(RawWebSocket client) {
        client.text("{\"event\":\"pusher:ping\",\"data\":{}}");
        if (client.awaitText().equals(PONG)) {
            return true;
        }
        client.awaitExactly(PONG);
        return false;
    }

    private static String clientEvent(String channel, int data) {
        var frame = """
                {"event":"client-x","channel":"%s","data":%d}""";
        return frame.formatted(channel, data);
    }
}
