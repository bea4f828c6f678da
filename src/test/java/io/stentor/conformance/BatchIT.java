package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Http;
import io.stentor.conformance.client.Http.Response;
import io.stentor.conformance.client.SignedRequests;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /batch_events}: many events at once, all or none (protocol 8.3). */
class BatchIT extends ApiTest {
    private static final SignedRequests SMALL = SignedRequests.of("small");

    @Test
    void theItemsArriveInTheirOrder() {
        var one = unique("one");
        var two = unique("two");
        var client = subscriber(one);
        var other = subscriber(two);

        assertOk(batch(publication("a", one, "1"), publication("b", two, "2"), publication("c", one, "3")));

        client.awaitExactly(event("a", one, "1"), event("c", one, "3")).assertNothingElse();
        other.awaitExactly(event("b", two, "2")).assertNothingElse();
    }

    @Test
    void anItemMayHaveManyChannelsDataOfAnyKindAndAnExclusion() {
        var one = unique("one");
        var two = unique("two");
        var client = subscriber(one);
        var other = subscriber(two);

        var item = """
                {"name":"n","channels":["%s","%s"],"data":{"id":1},"socket_id":"%s"}""";
        assertOk(batch(item.formatted(one, two, client.socketId())));

        other.awaitExactly("{\"event\":\"n\",\"channel\":\"" + two + "\",\"data\":\"{\\\"id\\\":1}\"}")
                .assertNothingElse();
        client.assertNothingElse();
    }

    @Test
    void oneBadItemRefusesTheWholeBatchAndIsNamedByItsIndex() {
        var channel = unique("orders");
        var client = subscriber(channel);
        var good = publication("n", channel, "x");

        var answer = batch(good, good, "{\"name\":\"n\",\"channel\":\"not a name\",\"data\":\"x\"}", "{}");

        assertError(answer, 400, "invalid_input");
        assertThat(answer.text()).contains("\"batch[2]: Invalid channel name\"");
        client.assertNothingElse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    7                                                     | 400 | invalid_input
                    null                                                  | 400 | invalid_input
                    "text"                                                | 400 | invalid_input
                    []                                                    | 400 | invalid_input
                    {}                                                    | 400 | missing_channel_info
                    {"name":"n","data":"x","channels":[]}                 | 400 | missing_channel_info
                    {"name":"n","data":"x","channel":7}                   | 400 | invalid_input
                    {"name":"pusher:n","data":"x","channel":"nobody"}     | 400 | invalid_input
                    {"name":"n","channel":"nobody"}                       | 400 | invalid_input
                    {"name":"n","data":"x","channel":"a","socket_id":"x"} | 400 | invalid_input
                    {"name":"n","data":"x","channel":"a","info":7}        | 400 | invalid_input
                    {"name":"n","data":"x","channels":["a","b","c","d"]}  | 400 | limit_exceeded
                    {"name":"nnnnnnnnnnnnnnnnnnnnn","data":"x","channel":"a"} | 400 | limit_exceeded
                    """)
    void anItemIsCheckedAsAnEventIs(String item, int status, String slug) {
        var good = publication("n", unique("nobody"), "x");

        var answer = SMALL.post(base(), path("small-id"), body(good, item));

        assertError(answer, status, slug);
        assertThat(answer.text()).contains("\"batch[1]: ");
    }

    @Test
    void anItemWithTooMuchDataRefusesTheBatch() {
        assertError(batch(publication("n", unique("nobody"), "x".repeat(10_241))), 413, "payload_too_large");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    ~~                 | invalid_json
                    nonsense           | invalid_json
                    []                 | invalid_json
                    [{"name":"n","channel":"nobody","data":"x"}] | invalid_json
                    {}                 | invalid_input
                    {"batch":null}     | invalid_input
                    {"batch":{}}       | invalid_input
                    {"batch":"[]"}     | invalid_input
                    {"batch":[]}       | invalid_input
                    {"name":"n","channel":"nobody","data":"x"} | invalid_input
                    """)
    void aBodyWithoutABatchIsRefused(String body, String slug) {
        assertError(APP.post(base(), path("app-id"), body.getBytes(UTF_8)), 400, slug);
    }

    @Test
    void tenItemsAreAllowedAndElevenAreNot() {
        var item = publication("n", unique("nobody"), "x");

        assertOk(batch(Collections.nCopies(10, item).toArray(String[]::new)));
        var answer = batch(Collections.nCopies(11, item).toArray(String[]::new));

        assertError(answer, 400, "limit_exceeded");
        assertThat(answer.text()).contains("max_event_batch_size");
    }

    @Test
    void anAppMayAllowAnotherNumber() {
        var item = publication("n", unique("nobody"), "x");

        assertOk(SMALL.post(base(), path("small-id"), body(item, item)));
        assertError(SMALL.post(base(), path("small-id"), body(item, item, item)), 400, "limit_exceeded");
    }

    @Test
    void theAnswerCountsTheFirstChannelOfEachItemThatAsks() {
        var occupied = unique("orders");
        var presence = unique("presence-room");
        subscriber(occupied);
        subscriber(occupied);
        var item = """
                {"name":"n","channels":["%s","%s"],"data":"x","info":"%s"}""";

        var answer = batch(
                item.formatted(occupied, presence, "subscription_count,user_count"),
                publication("n", occupied, "x"),
                item.formatted(presence, occupied, "user_count"));

        assertOk(answer, "{\"batch\":[{\"subscription_count\":2},{},{\"user_count\":0}]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE"})
    void batchesAreOnlyPosted(String method) {
        var answer = Http.once(base(), method, path("app-id"), NO_BODY);

        assertError(answer, 405, "method_not_allowed");
        assertThat(answer.header("Allow")).isEqualTo("POST");
    }

    private Response batch(String... items) {
        return APP.post(base(), path("app-id"), body(items));
    }

    private static byte[] body(String... items) {
        return ("{\"batch\":[" + String.join(",", items) + "]}").getBytes(UTF_8);
    }

    private static String path(String app) {
        return "/apps/" + app + "/batch_events";
    }
}
