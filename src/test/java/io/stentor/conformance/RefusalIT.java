package io.stentor.conformance;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.RawWebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who is refused, in which order, and how it is said: a frame, a close with the same code and reason, nothing else
 * (protocol 1.2). The rows on draining and on the limits of the whole server need another configuration.
 */
class RefusalIT extends ConformanceTest {
    static final String TLS = "Application only accepts SSL connections, reconnect using wss://";
    private static final String WELCOME = "Origin: https://app.example.com";
    private static final String FOREIGN = "Origin: https://evil.example.net";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody",
                "APP-KEY",
                "app-ke",
                "app-keys",
                "app-key%20",
                "%20app-key",
                "app-id",
                "%C3%A9",
                "*",
                "null"
            })
    void anUnknownKeyIsRefused(String key) {
        assertRefused(open("/app/" + key + "?protocol=7"), 4001, "Application does not exist");
    }

    @Test
    void aVeryLongKeyIsRefused() {
        assertRefused(open("/app/" + "k".repeat(2000)), 4001, "Application does not exist");
    }

    @Test
    void aDisabledAppIsRefused() {
        assertRefused(open("/app/disabled-key?protocol=7", WELCOME), 4004, "Application disabled");
    }

    @Test
    void anInsecureConnectionIsRefusedWhereTheAppRequiresTls() {
        assertRefused(open("/app/tls-key?protocol=7"), 4000, TLS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-Proto: https",
                "X-Forwarded-Proto: wss",
                "X-Forwarded-Ssl: on",
                "Forwarded: proto=https",
                "X-Forwarded-Scheme: https"
            })
    void aClientCannotClaimToBeSecure(String header) {
        assertRefused(open("/app/tls-key?protocol=7", header), 4000, TLS);
    }

    @Test
    void aForeignOriginIsRefused() {
        assertRefused(open("/app/origin-full-key?protocol=7", FOREIGN), 4005, "Origin not allowed");
    }

    @Test
    void aConnectionAboveTheQuotaOfTheAppIsRefused() {
        takeTheOnlyPlace();

        assertRefused(open("/app/single-key?protocol=7", WELCOME), 4100, "Application is over connection quota");
    }

    @Test
    void anUnknownKeyComesBeforeTheProtocol() {
        assertRefused(open("/app/nobody?protocol=abc", FOREIGN), 4001, "Application does not exist");
    }

    @Test
    void aDisabledAppComesBeforeProtocolTlsAndOrigin() {
        assertRefused(open("/app/disabled-key?protocol=abc", FOREIGN), 4004, "Application disabled");
    }

    @Test
    void aBadProtocolComesBeforeTlsAndOrigin() {
        assertRefused(open("/app/guarded-key?protocol=abc", FOREIGN), 4006, "Invalid version string format");
        assertRefused(open("/app/guarded-key?protocol=3", FOREIGN), 4007, "Unsupported protocol version");
    }

    @Test
    void tlsComesBeforeTheOrigin() {
        assertRefused(open("/app/guarded-key?protocol=7", FOREIGN), 4000, TLS);
    }

    @Test
    void theOriginComesBeforeTheQuota() {
        takeTheOnlyPlace();

        assertRefused(open("/app/single-key?protocol=7", FOREIGN), 4005, "Origin not allowed");
    }

    @Test
    void aRefusedConnectionDoesNotUseUpTheQuota() {
        for (int i = 0; i < 3; i++) {
            assertRefused(open("/app/single-key?protocol=7", FOREIGN), 4005, "Origin not allowed");
        }
        var only = takeTheOnlyPlace();
        for (int i = 0; i < 3; i++) {
            assertRefused(open("/app/single-key?protocol=7", WELCOME), 4100, "Application is over connection quota");
        }
        only.close();

        takeTheOnlyPlace().assertNothingElse();
    }

    @Test
    void aPlaceIsFreeAgainHoweverItsHolderWent() {
        var closing = takeTheOnlyPlace().settle();
        closing.sendClose(1000, "").awaitClose();
        closing.close();
        takeTheOnlyPlace().vanish();
        takeTheOnlyPlace().close();

        takeTheOnlyPlace().assertNothingElse();
    }

    @Test
    void theQuotaHoldsWhenManyComeAtOnce() throws Exception {
        takeTheOnlyPlace().close();
        var gate = new CountDownLatch(1);
        var first = new ArrayList<Future<String>>();
        for (int i = 0; i < 20; i++) {
            first.add(inBackground(() -> {
                gate.await();
                return open("/app/single-key?protocol=7", WELCOME).awaitText();
            }));
        }

        gate.countDown();

        var accepted = new ArrayList<String>();
        for (var text : first) {
            accepted.add(text.get());
        }
        accepted.removeIf(text -> text.equals(error(4100, "Application is over connection quota")));
        // The holder from above may still have been counted.
        assertThat(accepted).hasSizeLessThanOrEqualTo(1);
        assertThat(accepted).allMatch(text -> text.contains("pusher:connection_established"));
    }

    @Test
    void refusedConnectionsLeaveOthersAlone() {
        var bystander = connect("app-key");
        var refused = IntStream.range(0, 20)
                .mapToObj(i -> open("/app/nobody?protocol=7"))
                .collect(toList());

        refused.forEach(client -> assertRefused(client, 4001, "Application does not exist"));

        bystander.assertNothingElse();
    }

    private static void assertRefused(RawWebSocket client, int code, String message) {
        client.awaitExactly(error(code, message)).awaitClosed(code, message);
    }

    /** The app has one place; whoever had it before may take a moment to be forgotten. */
    private RawWebSocket takeTheOnlyPlace() {
        return Awaitility.await()
                .atMost(RawWebSocket.PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(this::tryTheOnlyPlace, Objects::nonNull);
    }

    private RawWebSocket tryTheOnlyPlace() {
        var client = open("/app/single-key?protocol=7", WELCOME);
        var first = client.awaitText();
        if (first.contains("pusher:connection_established")) {
            return client;
        }
        assertThat(List.of(first)).containsExactly(error(4100, "Application is over connection quota"));
        client.awaitClosed(4100);
        return null;
    }
}
