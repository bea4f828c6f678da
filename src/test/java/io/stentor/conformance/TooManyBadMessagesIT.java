package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.RawWebSocket;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** More than twenty bad messages within ten seconds end a connection (protocol 6, last but one row; 1.5). */
class TooManyBadMessagesIT extends ConformanceTest {
    private static final String LAST = error(4000, "Too many invalid messages");

    @Test
    void twentyBadMessagesAreForgiven() {
        var client = connect("app-key");
        for (int i = 0; i < 20; i++) {
            client.text("nonsense");
        }

        assertThat(client.awaitTexts(20)).containsOnly(error(4000, "Invalid JSON"));
        client.assertNothingElse();
    }

    @Test
    void theTwentyFirstEndsTheConnection() {
        var client = connect("app-key");
        for (int i = 0; i < 20; i++) {
            client.text("nonsense");
        }
        assertThat(client.awaitTexts(20)).containsOnly(error(4000, "Invalid JSON"));

        client.text("nonsense");

        var text = client.awaitText();
        if (text.equals(error(4000, "Invalid JSON"))) {
            // Whether the message that is one too many gets an answer of its own, is open.
            text = client.awaitText();
        }
        assertThat(text).isEqualTo(LAST);
        client.awaitClosed(4301);
    }

    @Test
    void badMessagesOfEveryKindAreCountedTogether() {
        var client = connect("app-key");
        for (int i = 0; i < 3; i++) {
            client.text("nonsense")
                    .text("[]")
                    .text("{}")
                    .text("{\"event\":\"nonsense\"}")
                    .text("{\"event\":\"pusher:subscribe\"}")
                    .text("{\"event\":\"pusher:unsubscribe\",\"data\":{}}")
                    .text("{\"event\":\"" + "e".repeat(201) + "\"}");
        }

        assertEnds(client);
    }

    @Test
    void everyBinaryMessageCountsAlsoWithoutAnAnswer() {
        var client = connect("app-key");
        for (int i = 0; i < 21; i++) {
            client.binary(new byte[] {1});
        }

        assertEnds(client);
    }

    @Test
    void goodMessagesBetweenThemDoNotHelp() {
        var client = connect("app-key");
        for (int i = 0; i < 20; i++) {
            client.text("nonsense").awaitExactly(error(4000, "Invalid JSON")).assertNothingElse();
        }
        client.text("nonsense");

        assertEnds(client);
    }

    @Test
    void whatIsRefusedOrIgnoredIsNotBad() {
        var client = connect("app-key");
        for (int i = 0; i < 30; i++) {
            client.text(subscribe("\"private-x\""))
                    .awaitExactly(refusal("\"private-x\"", "AuthError", "Authentication signature required", 401));
            client.text(subscribe("\"not a name\""))
                    .awaitExactly(refusal("\"not a name\"", "InvalidChannel", "Invalid channel name", 400));
            client.text("{\"event\":\"pusher:unknown\"}").unsubscribe("not a name");
            client.text("{\"event\":\"client-x\",\"channel\":\"private-x\",\"data\":{}}");
            assertThat(client.awaitText()).contains("\"code\":4301");
        }

        client.assertNothingElse();
    }

    @Test
    void badMessagesAreForgottenAfterTenSeconds() {
        var client = connect("app-key");
        for (int i = 0; i < 20; i++) {
            client.text("nonsense");
        }
        assertThat(client.awaitTexts(20)).containsOnly(error(4000, "Invalid JSON"));

        // Time itself is the rule here.
        assertThat(client.next(Duration.ofSeconds(11))).as(client.toString()).isEmpty();

        for (int i = 0; i < 20; i++) {
            client.text("nonsense").awaitExactly(error(4000, "Invalid JSON"));
        }
        client.assertNothingElse();
    }

    @Test
    void anotherConnectionStartsAfresh() {
        var client = connect("app-key");
        var bystander = connect("app-key");
        for (int i = 0; i < 21; i++) {
            client.text("nonsense");
            client.next(Duration.ofMillis(1));
        }
        assertEnds(client);

        bystander.text("nonsense").awaitExactly(error(4000, "Invalid JSON")).assertNothingElse();
    }

    /** Reads errors up to the last one, and then the close. */
    private static void assertEnds(RawWebSocket client) {
        var texts = new ArrayList<String>();
        do {
            texts.add(client.awaitText());
        } while (!texts.get(texts.size() - 1).equals(LAST));
        assertThat(texts).allMatch(text -> text.startsWith("{\"event\":\"pusher:error\",\"data\":{\"code\":4000,"));
        client.awaitClosed(4301);
    }
}
