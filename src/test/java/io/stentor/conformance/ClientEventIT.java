package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Client events where the app has them off, which is the default (protocol 4.2). */
class ClientEventIT extends ConformanceTest {
    private static final String DISABLED = "Client events are not enabled for this app";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {"event":"client-x","channel":"private-a","data":{"on":true}} | "private-a"
                    {"event":"client-x","channel":"presence-a","data":"text"} | "presence-a"
                    {"event":"client-x","channel":"orders"} | "orders"
                    {"event":"client-","channel":"orders"} | "orders"
                    {"event":"client-x","channel":"not a name","data":{}} | "not a name"
                    {"event":"client-x","channel":"","data":{}} | ""
                    {"event":"client-x","channel":"a\\"b\\/\\n","data":{}} | "a\\"b/\\n"
                    {"event":"client-x","channel":null} | null
                    {"event":"client-x","channel":7} | null
                    {"event":"client-x","channel":["orders"]} | null
                    {"event":"client-x","data":{"channel":"orders"}} | null
                    {"event":"client-x"} | null
                    """)
    void aClientEventIsRefused(String message, String channel) {
        connect("app-key")
                .text(message)
                .awaitExactly(error(4301, DISABLED, channel))
                .assertNothingElse();
    }

    @Test
    void thatTheyAreOffIsFoundBeforeTheLengthOfTheName() {
        connect("app-key")
                .text("{\"event\":\"client-" + "x".repeat(300) + "\",\"channel\":\"private-a\",\"data\":{}}")
                .awaitExactly(error(4301, DISABLED, "\"private-a\""))
                .assertNothingElse();
    }

    @Test
    void aRefusedClientEventReachesNobody() {
        var channel = unique("orders");
        var listener = subscriber(channel);
        var sender = subscriber(channel);

        sender.text("{\"event\":\"client-x\",\"channel\":\"" + channel + "\",\"data\":{}}")
                .awaitExactly(error(4301, DISABLED, '"' + channel + '"'));

        listener.assertNothingElse();
    }

    @Test
    void refusedClientEventsNeverEndTheConnection() {
        var client = connect("app-key");
        for (int i = 0; i < 30; i++) {
            client.text("{\"event\":\"client-x\",\"channel\":\"private-a\",\"data\":{}}");
        }

        // The rate limit, ten in a second, comes first.
        assertThat(client.awaitTexts(30))
                .containsAnyOf(error(4301, DISABLED, "\"private-a\""))
                .isSubsetOf(
                        error(4301, DISABLED, "\"private-a\""),
                        error(4301, "Client event rejected due to rate limit", "\"private-a\""));
        client.assertNothingElse();
    }
}
