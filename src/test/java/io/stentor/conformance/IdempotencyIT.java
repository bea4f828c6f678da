package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stentor.conformance.client.Http;
import io.stentor.conformance.client.Http.Response;
import io.stentor.conformance.client.SignedRequests;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A publish that names a key happens once, however often it is sent (protocol 8.7). */
class IdempotencyIT extends ApiTest {
    private static final SignedRequests FORGETFUL = SignedRequests.of("forgetful");
    private static final SignedRequests REPEATING = SignedRequests.of("repeating");

    private final String channel = unique("orders");
    private final String key = UUID.randomUUID().toString();

    @Test
    void aRepeatedRequestHappensOnceAndIsAnsweredTheSame() {
        var client = subscriber(channel);
        var body = """
                {"name":"n","channel":"%s","data":"x","info":"subscription_count","idempotency_key":"%s"}""".formatted(channel, key);
        var answer = "{\"channels\":{\"" + channel + "\":{\"subscription_count\":1}}}";

        assertOk(post(body), answer);
        subscriber(channel);
        assertOk(post(body), answer);
        assertOk(post(body), answer);

        client.awaitExactly(event("n", channel, "x")).assertNothingElse();
    }

    @Test
    void theHeaderNamesAKeyToo() {
        var client = subscriber(channel);
        var body = publication("n", channel, "x").getBytes(UTF_8);

        assertOk(post(body, "X-Idempotency-Key: " + key));
        assertOk(post(body, "x-idempotency-key: " + key));
        assertOk(post(body, "X-Idempotency-Key: " + key + "2"));

        client.awaitExactly(event("n", channel, "x"), event("n", channel, "x")).assertNothingElse();
    }

    @Test
    void theBodyWinsOverTheHeader() {
        var client = subscriber(channel);

        assertOk(post(keyed("x", key).getBytes(UTF_8), "X-Idempotency-Key: a" + key));
        assertOk(post(keyed("x", key).getBytes(UTF_8), "X-Idempotency-Key: b" + key));
        assertOk(post(keyed("y", key + "2").getBytes(UTF_8), "X-Idempotency-Key: a" + key));

        client.awaitExactly(event("n", channel, "x"), event("n", channel, "y")).assertNothingElse();
    }

    @Test
    void theSameKeyWithAnotherBodyIsAConflict() {
        var client = subscriber(channel);
        assertOk(post(keyed("x", key)));

        assertError(post(keyed("y", key)), 409, "idempotency_conflict");
        assertError(post(keyed("x", key) + " "), 409, "idempotency_conflict");
        assertOk(post(keyed("x", key)));

        client.awaitExactly(event("n", channel, "x")).assertNothingElse();
    }

    @Test
    void otherErrorsComeBeforeTheConflict() {
        assertOk(post(keyed("x", key)));

        assertError(post(keyed("x", key).replace(channel, "not a name")), 400, "invalid_input");
        assertError(post(keyed("x".repeat(10_241), key)), 413, "payload_too_large");
    }

    @Test
    void aRequestThatFailedFreesItsKey() {
        var client = subscriber(channel);

        assertError(post(keyed("x", key).replace(channel, "not a name")), 400, "invalid_input");
        assertOk(post(keyed("x", key)));

        client.awaitExactly(event("n", channel, "x")).assertNothingElse();
    }

    @Test
    void aKeyIsOneAppsAndOneEndpoints() {
        var client = subscriber(channel);
        var body = keyed("x", key);

        assertOk(SignedRequests.of("other").publish(base(), body));
        assertOk(batch(publication("n", channel, "1"), "X-Idempotency-Key: " + key));
        assertOk(post(body));

        client.awaitExactly(event("n", channel, "1"), event("n", channel, "x")).assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "7", "true", "[\"a\"]", "{}"})
    void aKeyThatIsNoneIsRefused(String json) {
        assertError(post(keyed("x", key).replace('"' + key + '"', json)), 400, "invalid_input");
    }

    @Test
    void aKeyHasAtMost128Characters() {
        var longest = key + "é".repeat(128 - key.length());

        assertOk(post(keyed("x", longest)));
        assertError(post(keyed("x", longest + "x")), 400, "invalid_input");
        assertError(post(anyPublication(), "X-Idempotency-Key: " + "k".repeat(129)), 400, "invalid_input");
        assertError(post(anyPublication(), "X-Idempotency-Key:"), 400, "invalid_input");
    }

    @Test
    void noKeyIsNoKey() {
        var client = subscriber(channel);
        var body = keyed("x", key).replace('"' + key + '"', "null");

        assertOk(post(body));
        assertOk(post(body));

        client.awaitExactly(event("n", channel, "x"), event("n", channel, "x")).assertNothingElse();
    }

    @Test
    void aKeyIsForgottenInTime() {
        var client = connect("forgetful-key").subscribe(channel);
        var body = keyed("x", key);
        assertOk(FORGETFUL.publish(base(), body));

        await().until(() ->
                FORGETFUL.publish(base(), body.replace("\"x\"", "\"y\"")).status() == 200);

        client.awaitExactly(event("n", channel, "x"), event("n", channel, "y")).assertNothingElse();
    }

    @Test
    void anAppMayDoWithout() {
        var client = connect("repeating-key").subscribe(channel);

        assertOk(REPEATING.publish(base(), keyed("x", key)));
        assertOk(REPEATING.publish(base(), keyed("x", key)));
        assertOk(REPEATING.publish(base(), keyed("y", "")));

        client.awaitExactly(event("n", channel, "x"), event("n", channel, "x"), event("n", channel, "y"))
                .assertNothingElse();
    }

    @Test
    void ofManyRequestsAtOnceOneHappens() throws Exception {
        var client = subscriber(channel);
        Callable<Response> request = () -> post(keyed("x", key));
        var answers = new ArrayList<Future<Response>>();
        for (int i = 0; i < 20; i++) {
            answers.add(inBackground(request));
        }

        for (var answer : answers) {
            assertThat(answer.get().status()).isIn(200, 503);
        }
        client.awaitExactly(event("n", channel, "x")).assertNothingElse();
    }

    @Test
    void theHeaderNamesAWholeBatch() {
        var client = subscriber(channel);
        var items = publication("a", channel, "1") + "," + publication("b", channel, "2");

        assertOk(batch(items, "X-Idempotency-Key: " + key));
        assertOk(batch(items, "X-Idempotency-Key: " + key));
        assertError(batch(publication("c", channel, "3"), "X-Idempotency-Key: " + key), 409, "idempotency_conflict");

        client.awaitExactly(event("a", channel, "1"), event("b", channel, "2")).assertNothingElse();
    }

    @Test
    void anItemThatIsKnownIsSkipped() {
        var client = subscriber(channel);
        var first = item("1", key);
        var second = item("2", key + "2");

        assertOk(batch(first), "{\"batch\":[{\"subscription_count\":1}]}");
        assertOk(batch(second + "," + first), "{\"batch\":[{\"subscription_count\":1},{}]}");
        assertOk(batch(first + "," + second), "{\"batch\":[{},{}]}");

        client.awaitExactly(event("n", channel, "1"), event("n", channel, "2")).assertNothingElse();
    }

    @Test
    void anItemThatRepeatsAnotherOfItsBatchIsSkipped() {
        var client = subscriber(channel);

        assertOk(
                batch(item("1", key) + "," + item("1", key) + "," + item("2", key + "2")),
                "{\"batch\":[{\"subscription_count\":1},{},{\"subscription_count\":1}]}");

        client.awaitExactly(event("n", channel, "1"), event("n", channel, "2")).assertNothingElse();
    }

    @Test
    void anItemWithTheKeyOfAnotherRefusesTheBatchAndLeavesTheOtherKeysFree() {
        var client = subscriber(channel);
        assertOk(batch(item("1", key)), "{\"batch\":[{\"subscription_count\":1}]}");

        var answer = batch(item("2", key + "2") + "," + item("3", key));

        assertError(answer, 409, "idempotency_conflict");
        assertThat(answer.text()).contains("\"batch[1]: ");
        assertOk(batch(item("4", key + "2")), "{\"batch\":[{\"subscription_count\":1}]}");
        assertError(batch(item("5", key + "3") + "," + item("6", key + "3")), 409, "idempotency_conflict");
        client.awaitExactly(event("n", channel, "1"), event("n", channel, "4")).assertNothingElse();
    }

    @Test
    void theOldFormHasTheHeader() {
        var client = subscriber(channel);

        assertThat(old("n", "x").status()).isEqualTo(202);
        assertThat(old("n", "x").status()).isEqualTo(202);
        assertError(old("n", "y"), 409, "idempotency_conflict");
        assertError(old("m", "x"), 409, "idempotency_conflict");

        client.awaitExactly(event("n", channel, "x")).assertNothingElse();
    }

    private Response old(String name, String data) {
        var body = data.getBytes(UTF_8);
        var path = "/apps/app-id/channels/" + channel + "/events";
        var target = APP.target("POST", path, APP.parameters(body).plus("name", name));
        return Http.once(base(), "POST", target, body, "X-Idempotency-Key: " + key);
    }

    private Response batch(String items, String... headers) {
        return APP.post(base(), "/apps/app-id/batch_events", ("{\"batch\":[" + items + "]}").getBytes(UTF_8), headers);
    }

    private String item(String data, String itemKey) {
        var item = """
                {"name":"n","channel":"%s","data":"%s","info":"subscription_count","idempotency_key":"%s"}""";
        return item.formatted(channel, data, itemKey);
    }

    private String keyed(String data, String itsKey) {
        var body = """
                {"name":"n","channel":"%s","data":"%s","idempotency_key":"%s"}""";
        return body.formatted(channel, data, itsKey);
    }
}
