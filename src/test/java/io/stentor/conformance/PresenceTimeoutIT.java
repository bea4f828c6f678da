package io.stentor.conformance;

import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Presence and the keep-alive, in an app that pings after a second (protocol 1.4, 3.6). */
class PresenceTimeoutIT extends SignedTest {
    private static final String PONG = "{\"event\":\"pusher:pong\",\"data\":null}";

    @Override
    SignedRequests app() {
        return SignedRequests.of("quick");
    }

    @Test
    void whoAnswersNoPingLeavesWhenTheTimeIsOver() {
        var channel = unique("presence-room");
        var alive = member(channel, "{\"user_id\":\"1\"}", "{\"ids\":[\"1\"],\"hash\":{\"1\":{}},\"count\":1}");
        var silent = member(
                channel, "{\"user_id\":\"2\"}", "{\"ids\":[\"1\",\"2\"],\"hash\":{\"1\":{},\"2\":{}},\"count\":2}");
        alive.awaitExactly(added(channel, "{\"user_id\":\"2\",\"user_info\":{}}"));

        Awaitility.await()
                .pollInterval(Duration.ofMillis(200))
                .until(() -> heardUntilPong(alive).contains(removed(channel, "2")));

        silent.awaitExactly("{\"event\":\"pusher:ping\",\"data\":null}");
    }

    /** Shows life, and gives what came before the answer. */
    private static List<String> heardUntilPong(RawWebSocket client) {
        client.text("{\"event\":\"pusher:ping\",\"data\":{}}");
        var heard = new ArrayList<String>();
        for (var text = client.awaitText(); !text.equals(PONG); text = client.awaitText()) {
            heard.add(text);
        }
        return heard;
    }
}
