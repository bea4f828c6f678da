package io.stentor.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.protocol.Refusal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** More than 20 bad messages within 10 s end the connection (protocol 6). */
class InvalidMessagesTest {
    private static final String INVALID_JSON = """
            {"event":"pusher:error","data":{"code":4000,"message":"Invalid JSON"},"channel":null}""";
    private static final String BINARY = """
            {"event":"pusher:error","data":{"code":4000,"message":"Binary messages are not supported"},"channel":null}""";
    private static final String TOO_MANY = """
            {"event":"pusher:error","data":{"code":4000,"message":"Too many invalid messages"},"channel":null}""";

    private final ByHand hand = new ByHand();
    private final FakeTransport client = FakeTransport.prompt();
    private final Connection connection = hand.open(client, ByHand.ROOMY);

    @Test
    void twentyBadMessagesAreAnsweredAndForgiven() {
        refuse(Refusal.INVALID_JSON, 20);

        assertThat(said()).isEqualTo(INVALID_JSON.repeat(20));
        assertThat(connection.over()).isFalse();
    }

    @Test
    void theTwentyFirstIsAnsweredAndEndsTheConnection() {
        refuse(Refusal.INVALID_JSON, 21);

        assertThat(said()).isEqualTo(INVALID_JSON.repeat(21) + TOO_MANY);
        assertThat(client.closed()).isEqualTo("4301 Too many invalid messages");
        assertThat(connection.over()).isTrue();
    }

    @Test
    void onlyThoseOfTheLastTenSecondsCount() {
        refuse(Refusal.INVALID_JSON, 1);
        hand.clock().advance(Duration.ofSeconds(10));
        refuse(Refusal.INVALID_JSON, 20);

        assertThat(connection.over()).isFalse();
    }

    @Test
    void tenSecondsAreNotOverBeforeTheyAre() {
        refuse(Refusal.INVALID_JSON, 1);
        hand.clock().advance(Duration.ofSeconds(10).minusNanos(1));
        refuse(Refusal.INVALID_JSON, 20);

        assertThat(connection.over()).isTrue();
    }

    @Test
    void aSteadyTrickleIsForgivenForEver() {
        for (int i = 0; i < 1000; i++) {
            refuse(Refusal.NOT_AN_OBJECT, 1);
            hand.clock().advance(Duration.ofMillis(500));
        }

        assertThat(connection.over()).isFalse();
    }

    @Test
    void aTrickleThatGrowsIsNot() {
        for (int i = 0; i < 20; i++) {
            refuse(Refusal.NOT_AN_OBJECT, 1);
            hand.clock().advance(Duration.ofMillis(501));
        }
        refuse(Refusal.NOT_AN_OBJECT, 2);

        assertThat(connection.over()).isTrue();
    }

    @Test
    void everyKindOfBadMessageCounts() {
        refuse(Refusal.INVALID_JSON, 5);
        refuse(Refusal.MISSING_CHANNEL, 5);
        refuse(Refusal.NOT_A_CLIENT_EVENT, 5);
        refuse(Refusal.BINARY, 6);

        assertThat(client.closed()).isEqualTo("4301 Too many invalid messages");
    }

    @Test
    void aRefusedClientEventDoesNotCount() {
        refuse(Refusal.CLIENT_EVENTS_DISABLED, 1000);

        assertThat(connection.over()).isFalse();
    }

    @Test
    void binaryMessagesAreAnsweredOnceASecondAndAllCounted() {
        refuse(Refusal.BINARY, 10);
        assertThat(said()).isEqualTo(BINARY);

        hand.clock().advance(Duration.ofMillis(999));
        refuse(Refusal.BINARY, 1);
        assertThat(said()).isEqualTo(BINARY);

        hand.clock().advance(Duration.ofMillis(1));
        refuse(Refusal.BINARY, 9);
        assertThat(said()).isEqualTo(BINARY.repeat(2));
        assertThat(connection.over()).isFalse();

        refuse(Refusal.BINARY, 1);
        assertThat(said()).isEqualTo(BINARY.repeat(2) + TOO_MANY);
    }

    @Test
    void aRefusalNamesItsChannel() {
        hand.lane().run(() -> connection.refuse(Refusal.CLIENT_EVENTS_DISABLED, "private-a"));
        hand.run();

        assertThat(said()).endsWith("\"channel\":\"private-a\"}");
    }

    private void refuse(Refusal why, int times) {
        hand.lane().run(() -> {
            for (int i = 0; i < times && !connection.over(); i++) {
                connection.refuse(why, null);
            }
        });
        hand.run();
    }

    private String said() {
        return String.join("", client.frames().subList(1, client.frames().size()));
    }
}
