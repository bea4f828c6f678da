package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Frame;
import io.stentor.conformance.client.SignedRequests;
import org.junit.jupiter.api.Test;

/** How often a client may say anything, in apps that limit it to three messages (protocol 4.2, at the end). */
class MessageRateLimitIT extends SignedTest {
    private static final String EXCEEDED = error(4301, "Message rate limit exceeded");

    @Override
    SignedRequests app() {
        return SignedRequests.of("rate");
    }

    @Test
    void whatIsTooMuchIsRefused() {
        var client = connect();
        client.subscribe(unique("orders")).subscribe(unique("orders")).subscribe(unique("orders"));

        client.text(subscribe(quoted(unique("orders"))))
                .awaitExactly(EXCEEDED)
                .text(subscribe(quoted(unique("private-room"))))
                .awaitExactly(EXCEEDED)
                .assertNothingElse();
    }

    @Test
    void everyKindOfMessageCounts() {
        connect()
                .text("not JSON")
                .awaitExactly(error(4000, "Invalid JSON"))
                .text("{\"event\":\"pusher:nonsense\"}")
                .text("{\"event\":\"client-x\"}")
                .awaitExactly(error(4301, "Channel required for client event"))
                .text("not JSON")
                .awaitExactly(EXCEEDED)
                .text("{\"event\":\"client-x\"}")
                .awaitExactly(EXCEEDED)
                .text("{\"event\":\"pusher:nonsense\"}")
                .awaitExactly(EXCEEDED)
                .assertNothingElse();
    }

    @Test
    void unsubscribingAndSigningInCount() {
        var client = connect().unsubscribe("a").unsubscribe("b");
        signIn(client, "{\"id\":\"42\"}");

        client.unsubscribe("a").awaitExactly(EXCEEDED);
        askToSignIn(client, "{\"id\":\"42\"}").awaitExactly(EXCEEDED).assertNothingElse();
    }

    @Test
    void pingsAndPongsDoNotCount() {
        var client = connect();
        for (int i = 0; i < 20; i++) {
            client.text("{\"event\":\"pusher:pong\",\"data\":{}}").assertNothingElse();
        }

        client.subscribe(unique("orders")).subscribe(unique("orders")).subscribe(unique("orders"));
        client.assertNothingElse();
    }

    @Test
    void pingsAreAnsweredBeyondTheLimit() {
        connect()
                .unsubscribe("a")
                .unsubscribe("a")
                .unsubscribe("a")
                .unsubscribe("a")
                .awaitExactly(EXCEEDED)
                .assertNothingElse();
    }

    @Test
    void binaryMessagesAreNoTexts() {
        var client = connect();
        for (int i = 0; i < 5; i++) {
            client.binary(new byte[] {1});
        }
        client.awaitExactly(error(4000, "Binary messages are not supported"));

        client.subscribe(unique("orders")).assertNothingElse();
    }

    @Test
    void aMessageThatIsTooLargeIsTheEndAlsoBeyondTheLimit() {
        var client =
                connect().unsubscribe("a").unsubscribe("a").unsubscribe("a").assertNothingElse();

        client.quietly(() -> client.text("{\"event\":\"client-x\",\"data\":\"" + "x".repeat(65_536) + "\"}"));

        var frame = client.await();
        while (frame.opcode() == Frame.TEXT) {
            frame = client.await();
        }
        assertThat(frame.closeCode()).isEqualTo(1009);
    }

    @Test
    void theLimitIsThatOfOneConnection() {
        connect()
                .unsubscribe("a")
                .unsubscribe("a")
                .unsubscribe("a")
                .unsubscribe("a")
                .awaitExactly(EXCEEDED);

        connect().subscribe(unique("orders")).assertNothingElse();
    }

    @Test
    void theAppMayEndTheConnection() {
        var client = connect("rate-ended-key").unsubscribe("a").unsubscribe("a").unsubscribe("a");
        client.assertNothingElse();

        client.unsubscribe("a").awaitExactly(EXCEEDED).awaitClosed(4301);
    }

    @Test
    void thereIsNoLimitUnlessTheAppSetsOne() {
        var client = connect("app-key");
        for (int i = 0; i < 200; i++) {
            client.unsubscribe("a");
        }

        client.assertNothingElse();
    }
}
