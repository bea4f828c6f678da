package io.stentor.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stentor.protocol.ClientMessage.Refused;
import io.stentor.protocol.Refusal;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one client can say and what it hears (protocol 1.4, 4.2, 6). */
class ConversationTest {
    private final TestServer server = TestServer.withApp();
    private final TestClient client = server.client();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aPingIsAnsweredWithAPong() {
        assertThat(client.say("{\"event\":\"pusher:ping\",\"data\":{}}").next())
                .isEqualTo("{\"event\":\"pusher:pong\",\"data\":null}");
    }

    @Test
    void aPongHasNoReply() {
        assertThat(client.say("{\"event\":\"pusher:pong\"}").heard()).isEmpty();
    }

    @Test
    void aReservedEventIsIgnored() {
        assertThat(client.say("{\"event\":\"pusher:error\",\"data\":{}}").heard())
                .isEmpty();
        assertThat(client.say("{\"event\":\"pusher_internal:x\"}").heard()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    hello               | Invalid JSON
                    [1]                 | Message must be a JSON object
                    {"data":1}          | Event name is required
                    {"event":"hello"}   | Client events must start with 'client-'
                    {"event":"pusher:subscribe","data":"x"} | Invalid data
                    """)
    void aBadMessageIsAnsweredAndTheConnectionLives(String text, String message) {
        assertThat(client.say(text).heard())
                .containsExactly("{\"event\":\"pusher:error\",\"data\":{\"code\":4000,\"message\":\"" + message
                        + "\"},\"channel\":null}");
    }

    @Test
    void aBinaryMessageIsAnsweredAndTheConnectionLives() {
        assertThat(client.say(new Refused(Refusal.BINARY)).heard()).containsExactly("""
                        {"event":"pusher:error","data":{"code":4000,"message":"Binary messages are not supported"},"channel":null}""");
    }

    @Test
    void aClientEventIsRefusedWhereTheyAreNotEnabled() {
        client.say("{\"event\":\"client-x\",\"channel\":\"private-a\",\"data\":{}}");
        client.say("{\"event\":\"client-x\",\"channel\":7}");

        assertThat(client.heard()).containsExactly("""
                        {"event":"pusher:error","data":{"code":4301,"message":"Client events are not enabled for this app"},"channel":"private-a"}""", """
                        {"event":"pusher:error","data":{"code":4301,"message":"Client events are not enabled for this app"},"channel":null}""");
    }

    @Test
    void twentyOneBadMessagesEndTheConnection() {
        client.subscribe("orders");
        client.next();
        for (int i = 0; i < 21; i++) {
            client.say("nonsense");
        }
        for (int i = 0; i < 21; i++) {
            assertThat(client.next()).contains("Invalid JSON");
        }

        assertThat(client.next()).contains("\"code\":4000,\"message\":\"Too many invalid messages\"");
        assertThat(client.next()).isEqualTo("close 4301 Too many invalid messages");
        server.awaitNothingLeft();
    }

    @Test
    void aMessageThatIsTooLargeEndsTheConnection() {
        client.say("{\"event\":\"pusher:ping\",\"data\":\"" + "x".repeat(64 * 1024) + "\"}");

        assertThat(client.next()).contains("\"code\":4000,\"message\":\"Message too large\"");
        assertThat(client.next()).isEqualTo("close 1009 Message too large");
        server.awaitNothingLeft();
    }

    @Test
    void whatIsSaidAfterTheEndIsNotHeard() {
        client.say("{\"event\":\"pusher:signin\"}").subscribe("orders").say("{\"event\":\"pusher:ping\"}");

        assertThat(client.next()).contains("\"code\":4009,\"message\":\"Connection not authorized.\"");
        assertThat(client.next()).isEqualTo("close 4009 Connection not authorized.");
        server.awaitNothingLeft();
    }

    @Test
    void aSilentClientIsPingedAndThenLetGo() {
        server.clock().advance(Duration.ofSeconds(120));
        assertThat(client.next()).isEqualTo("{\"event\":\"pusher:ping\",\"data\":null}");
        assertThat(client.next()).as("the native ping").isEmpty();

        server.clock().advance(Duration.ofSeconds(30));
        assertThat(client.next()).contains("\"code\":4009,\"message\":\"Connection timeout\"");

        assertThat(client.next()).isEqualTo("close 4201 Pong reply not received");
        server.awaitNothingLeft();
    }

    @Test
    void anyMessageIsASignOfLifeEvenAnInvalidOne() {
        server.clock().advance(Duration.ofSeconds(119));
        client.say("nonsense");
        client.next();
        server.clock().advance(Duration.ofSeconds(119));
        client.say(new Refused(Refusal.BINARY));
        client.next();
        server.clock().advance(Duration.ofSeconds(119));

        await().during(Duration.ofMillis(600))
                .atMost(5, SECONDS)
                .until(() -> server.holdings().connections() == 1);
        assertThat(client.heard()).isEmpty();
    }
}
