package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Frame;
import io.stentor.conformance.client.Http;
import io.stentor.conformance.client.RawWebSocket;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However clients come and go, the server goes on answering (protocol 6, last sentence; 1.2 for the quotas). */
class RobustnessIT extends ConformanceTest {
    private RawWebSocket bystander;

    @BeforeEach
    void somebodyIsThere() {
        bystander = connect("app-key");
    }

    @AfterEach
    void theServerStillAnswers() {
        bystander.assertNothingElse();
        subscriber(unique("after")).assertNothingElse();
    }

    @Test
    void aThousandConnectionsMayComeAndGo() {
        for (int i = 0; i < 1000; i++) {
            try (var client = RawWebSocket.open(base(), "/app/app-key?protocol=7")) {
                client.awaitEstablished();
                switch (i % 4) {
                    case 0 -> client.subscribe("passing-by");
                    case 1 -> client.sendClose(1000, "");
                    case 2 -> client.vanish();
                    default -> client.text("{\"event\":\"pusher:ping\"}");
                }
            }
        }
    }

    @Test
    void aThousandRefusedConnectionsMayComeAndGo() {
        for (int i = 0; i < 1000; i++) {
            try (var client = RawWebSocket.open(base(), "/app/nobody?protocol=7")) {
                if (i % 2 == 0) {
                    client.awaitExactly(error(4001, "Application does not exist"))
                            .awaitClose();
                }
            }
        }
    }

    @Test
    void manyConnectionsMayBeOpenAtOnce() {
        var channel = unique("crowd");
        var crowd = new ArrayList<RawWebSocket>();
        for (int i = 0; i < 500; i++) {
            crowd.add(subscriber(channel));
        }

        crowd.forEach(RawWebSocket::assertNothingElse);
    }

    @Test
    void twoHundredMalformedFramesHarmNobody() {
        // Always the same, so that a failure can be repeated.
        var random = new Random(200);
        for (int i = 0; i < 200; i++) {
            try (var client = RawWebSocket.open(base(), "/app/app-key?protocol=7")) {
                client.awaitEstablished().settle();
                var payload = new byte[random.nextInt(300)];
                random.nextBytes(payload);
                // A reserved bit: whatever else it is, it is malformed.
                int reserved = random.nextInt(1, 8);
                client.quietly(() -> client.frame(random.nextBoolean(), reserved, random.nextInt(16), payload));
                if (i % 10 == 0) {
                    client.next(RawWebSocket.PATIENCE);
                    client.awaitEnd();
                }
            }
        }
    }

    @Test
    void twoHundredTimesNoiseHarmsNobody() {
        var random = new Random(201);
        for (int i = 0; i < 200; i++) {
            try (var client = RawWebSocket.open(base(), "/app/app-key?protocol=7")) {
                client.awaitEstablished();
                var noise = new byte[1 + random.nextInt(300)];
                random.nextBytes(noise);
                client.quietly(() -> client.raw(noise));
            }
        }
    }

    @Test
    void clientsMayVanishInTheMiddleOfAFrame() {
        for (int i = 0; i < 100; i++) {
            var client = subscriber(unique("vanishing"));
            client.announced(Frame.TEXT, 1000, "{\"event\":".getBytes(UTF_8));
            client.vanish();
        }
    }

    @Test
    void clientsMayVanishInTheMiddleOfAMessage() {
        for (int i = 0; i < 100; i++) {
            var client = subscriber(unique("vanishing"));
            client.frame(false, 0, Frame.TEXT, "{\"event\":".getBytes(UTF_8));
            client.vanish();
        }
    }

    @Test
    void clientsMayVanishBeforeTheyAreEstablished() {
        for (int i = 0; i < 100; i++) {
            open("/app/app-key?protocol=7").vanish();
        }
    }

    @Test
    void manySubscriptionsMayVanishWithTheirClient() {
        for (int i = 0; i < 20; i++) {
            var client = connect("app-key");
            for (int c = 0; c < 200; c++) {
                client.text(subscribe("\"shared-" + c + '"'));
            }
            client.vanish();
        }
    }

    @Test
    void eventsForThoseWhoVanishedHarmNobody() {
        var channel = unique("vanished");
        bystander.subscribe(channel);
        for (int i = 0; i < 50; i++) {
            subscriber(channel).vanish();
        }

        var answer = APP.publish(base(), publication("n", channel, "x"));

        assertThat(answer.status()).isEqualTo(200);
        bystander.awaitExactly(event("n", channel, "x"));
    }

    @Test
    void halfARequestHarmsNobody() {
        for (int i = 0; i < 100; i++) {
            var http = Http.connect(base());
            http.close();
        }
        assertThat(Http.get(base(), "/ready").status()).isEqualTo(200);
    }
}
