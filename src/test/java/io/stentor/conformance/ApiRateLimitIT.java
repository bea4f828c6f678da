package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stentor.conformance.client.Http;
import io.stentor.conformance.client.Http.Response;
import io.stentor.conformance.client.Parameters;
import io.stentor.conformance.client.SignedRequests;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How much an app's back ends may ask of the API: three events and two reads a second (protocol 8.2, 12). Each test has
 * an app of its own, since none gets back at once what it has used up.
 */
class ApiRateLimitIT extends ApiTest {

    @Test
    void moreEventsAreRefusedUntilTimeHasPassed() {
        var app = app(0);
        Response answer;
        int passed = 0;
        while ((answer = publish(app, 1)).status() == 200) {
            passed++;
        }

        assertThat(passed).isGreaterThanOrEqualTo(3);
        assertError(answer, 429, "rate_limited");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.header("X-RateLimit-Limit")).isEqualTo("3");
        assertThat(answer.header("X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(answer.header("X-RateLimit-Reset")).isEqualTo("1");
        await().until(() -> publish(app, 1).status() == 200);
    }

    @Test
    void anEventCountsOncePerChannelOnCreditWhereNeedBe() {
        var app = app(1);

        assertOk(publish(app, 100));

        var answer = publish(app, 1);
        assertError(answer, 429, "rate_limited");
        assertThat(Integer.parseInt(answer.header("X-RateLimit-Reset"))).isBetween(20, 33);
    }

    @Test
    void aDebtIsPaidOffByTime() {
        var app = app(2);

        assertOk(publish(app, 12));

        await().atMost(Duration.ofSeconds(20)).until(() -> publish(app, 1).status() == 200);
    }

    @Test
    void aBatchCountsAllChannelsOfItsItems() {
        var app = app(3);
        var item = event(30);

        assertOk(app.post(
                base(),
                "/apps/limited-3-id/batch_events",
                ("{\"batch\":[" + item + "," + item + "]}").getBytes(UTF_8)));

        var answer = publish(app, 1);
        assertError(answer, 429, "rate_limited");
        assertThat(Integer.parseInt(answer.header("X-RateLimit-Reset"))).isBetween(10, 20);
    }

    @Test
    void whatIsRepeatedWithItsKeyCountsNoMoreThanOnce() {
        var app = app(4);
        var body = event(6).replace("}", ",\"idempotency_key\":\"k\"}");
        assertOk(app.publish(base(), body));

        await().atMost(Duration.ofSeconds(20))
                .until(() -> app.publish(base(), body).status() == 200);

        await().until(() -> publish(app, 1).status() == 200);
    }

    @Test
    void theLimitIsCheckedBehindTheSignatureAndBeforeTheBody() {
        var app = app(5);
        assertOk(publish(app, 100));

        assertError(app.publish(base(), "nonsense"), 429, "rate_limited");
        assertError(
                new SignedRequests("limited-5-id", "limited-5-key", "other-secret").publish(base(), "nonsense"),
                401,
                "auth_failed");
    }

    @Test
    void everyFormOfPublishCounts() {
        var app = app(6);
        assertOk(publish(app, 100));

        var body = "x".getBytes(UTF_8);
        var path = "/apps/limited-6-id/channels/nobody/events";
        var target = app.target("POST", path, app.parameters(body).plus("name", "n"));
        assertError(Http.once(base(), "POST", target, body), 429, "rate_limited");
        assertError(app.post(base(), "/apps/limited-6-id/batch_events", body), 429, "rate_limited");
    }

    @ParameterizedTest
    @CsvSource({"7, /channels", "8, /channels/orders", "9, /channels/presence-x/users", "10, /connections"})
    void everyQueryIsARead(int number, String path) {
        var app = app(number);
        Response answer;
        int passed = 0;
        while ((answer = read(app, path)).status() == 200) {
            passed++;
        }

        assertThat(passed).isGreaterThanOrEqualTo(2);
        assertError(answer, 429, "rate_limited");
        assertThat(answer.header("X-RateLimit-Limit")).isEqualTo("2");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        await().until(() -> read(app, path).status() == 200);
        assertOk(publish(app, 1));
    }

    @Test
    void aReadIsNoEventAndTheAppsOfOthersPayForThemselves() {
        var app = app(11);
        assertOk(publish(app, 100));

        assertOk(read(app, "/connections"), "{\"connections\":0}");
        assertOk(app.post(base(), "/apps/limited-11-id/users/nobody/terminate_connections", NO_BODY));
        for (int i = 0; i < 20; i++) {
            assertOk(publish(SignedRequests.of("unlimited"), 1));
            assertOk(read(SignedRequests.of("unlimited"), "/connections"), "{\"connections\":0}");
        }
    }

    private static SignedRequests app(int number) {
        return SignedRequests.of("limited-" + number);
    }

    private Response read(SignedRequests app, String path) {
        return app.get(base(), path, Parameters.none());
    }

    private Response publish(SignedRequests app, int channels) {
        return app.publish(base(), event(channels));
    }

    private static String event(int channels) {
        return IntStream.range(0, channels)
                .mapToObj(i -> "\"nobody-" + i + '"')
                .collect(Collectors.joining(",", "{\"name\":\"n\",\"data\":\"x\",\"channels\":[", "]}"));
    }
}
