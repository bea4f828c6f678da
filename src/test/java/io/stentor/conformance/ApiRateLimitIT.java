package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stentor.conformance.client.Http;
import io.stentor.conformance.client.Http.Response;
import io.stentor.conformance.client.Parameters;
import io.stentor.conformance.client.SignedRequests;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much an app's back ends may ask of the API (protocol 8.2, 12). */
class ApiRateLimitIT extends ApiTest {
    /** Three events a second. */
    private static final SignedRequests EVENTS = SignedRequests.of("events-limited");

    /** Two reads a second, and any number of events. */
    private static final SignedRequests READS = SignedRequests.of("reads-limited");

    /** Whatever a test before has used up is back. */
    @BeforeEach
    void timePasses() {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> publish(1).status() == 200 && read("/channels").status() == 200);
        await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
    }

    @Test
    void moreEventsAreRefusedAndTheClientIsToldWhenToComeBack() {
        Response answer;
        int passed = 0;
        while ((answer = publish(1)).status() == 200) {
            passed++;
        }

        assertThat(passed).isGreaterThanOrEqualTo(3);
        assertError(answer, 429, "rate_limited");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.header("X-RateLimit-Limit")).isEqualTo("3");
        assertThat(answer.header("X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(answer.header("X-RateLimit-Reset")).isEqualTo("1");
        await().atMost(Duration.ofSeconds(2)).until(() -> publish(1).status() == 200);
    }

    @Test
    void anEventCountsOncePerChannel() {
        assertThat(publish(3).status()).isEqualTo(200);

        assertError(publish(1), 429, "rate_limited");
    }

    @Test
    void whatIsTooMuchForOneSecondPassesOnCreditAndIsPaidOff() {
        assertThat(publish(9).status()).isEqualTo(200);

        var answer = publish(1);
        assertError(answer, 429, "rate_limited");
        assertThat(Integer.parseInt(answer.header("X-RateLimit-Reset"))).isBetween(2, 3);
        await().during(Duration.ofSeconds(1)).until(() -> publish(1).status() == 429);
    }

    @Test
    void aBatchCountsAllChannelsOfItsItems() {
        var item = "{\"name\":\"n\",\"data\":\"x\",\"channels\":[\"nobody-1\",\"nobody-2\"]}";
        var body = "{\"batch\":[" + item + "," + item + "]}";

        assertOk(EVENTS.post(base(), "/apps/events-limited-id/batch_events", body.getBytes(UTF_8)));

        assertError(publish(1), 429, "rate_limited");
    }

    @Test
    void theOldFormCountsToo() {
        assertThat(publish(3).status()).isEqualTo(200);

        var body = "x".getBytes(UTF_8);
        var path = "/apps/events-limited-id/channels/nobody/events";
        var target = EVENTS.target("POST", path, EVENTS.parameters(body).plus("name", "n"));
        assertError(Http.once(base(), "POST", target, body), 429, "rate_limited");
    }

    @Test
    void theLimitIsCheckedBehindTheSignatureAndBeforeTheBody() {
        assertThat(publish(3).status()).isEqualTo(200);

        assertError(EVENTS.publish(base(), "nonsense"), 429, "rate_limited");
        assertError(
                new SignedRequests("events-limited-id", "events-limited-key", "other-secret")
                        .publish(base(), "nonsense"),
                401,
                "auth_failed");
    }

    @Test
    void readsAreNotEventsAndEventsAreNotReads() {
        assertThat(publish(3).status()).isEqualTo(200);
        assertOk(EVENTS.get(base(), "/connections", Parameters.none()), "{\"connections\":0}");

        exhaustReads();
        for (int i = 0; i < 20; i++) {
            assertOk(READS.publish(base(), publication("n", unique("nobody"), "x")));
        }
        assertOk(READS.post(base(), "/apps/reads-limited-id/users/nobody/terminate_connections", NO_BODY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/channels", "/channels/orders", "/channels/presence-x/users", "/connections"})
    void everyQueryIsARead(String path) {
        exhaustReads();

        var answer = read(path);
        assertError(answer, 429, "rate_limited");
        assertThat(answer.header("X-RateLimit-Limit")).isEqualTo("2");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void oneAppDoesNotUseUpTheLimitOfAnother() {
        exhaustReads();

        assertThat(EVENTS.get(base(), "/channels", Parameters.none()).status()).isEqualTo(200);
    }

    private void exhaustReads() {
        while (read("/channels").status() == 200) {
            // Until there is no more.
        }
    }

    private Response read(String path) {
        return READS.get(base(), path, Parameters.none());
    }

    private Response publish(int channels) {
        var names = new StringBuilder();
        for (int i = 0; i < channels; i++) {
            names.append(i == 0 ? "\"" : ",\"").append("nobody-").append(i).append('"');
        }
        return EVENTS.publish(base(), "{\"name\":\"n\",\"data\":\"x\",\"channels\":[" + names + "]}");
    }
}
