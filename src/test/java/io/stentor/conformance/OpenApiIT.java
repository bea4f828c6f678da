package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Http;
import io.stentor.conformance.client.Http.Response;
import io.stentor.conformance.client.OpenApi;
import io.stentor.conformance.client.Parameters;
import io.stentor.conformance.client.SignedRequests;
import io.stentor.conformance.container.Container.Engine;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The OpenAPI description of the HTTP API is true: whatever it says that may be answered is the answer to some request
 * here, and every answer is as it says. A line of a table is one request: the operation, the outcome, the request line
 * below {@code /apps/<id>}, and the body, in which LONG is a name of 201 bytes.
 */
class OpenApiIT extends SignedTest {
    private static final String SERVED = """
            publishEvent         | 200 | POST /events       | {"name":"n","channel":"described","data":"x"}
            publishEvent         | 200 | POST /events       | {"name":"n","channels":["presence-described","described"],"data":[1],"info":"user_count,subscription_count"}
            publishBatch         | 200 | POST /batch_events | {"batch":[{"name":"n","channel":"described","data":"x"}]}
            publishBatch         | 200 | POST /batch_events | {"batch":[{"name":"n","channel":"described","data":"x","info":"subscription_count"},{"name":"n","channel":"cache-described","data":"x"}]}
            publishData          | 202 | POST /channels/described/events?name=n                                     | x
            listChannels         | 200 | GET /channels                                                              |
            listChannels         | 200 | GET /channels?filter_by_prefix=presence-&info=user_count,subscription_count |
            getChannel           | 200 | GET /channels/described                                                    |
            getChannel           | 200 | GET /channels/presence-described?info=user_count,subscription_count        |
            getChannel           | 200 | GET /channels/cache-described?info=cache                                   |
            listUsers            | 200 | GET /channels/presence-described/users                                     |
            countConnections     | 200 | GET /connections                                                           |
            terminateConnections | 200 | POST /users/described/terminate_connections                                | {}
            terminateConnections | 200 | POST /users/described/terminate_connections                                |
            forceReconnect       | 200 | POST /users/described/force_reconnect                                      | {}
            """;

    private static final String REFUSED = """
            publishEvent | 400 invalid_json         | POST /events | {
            publishEvent | 400 missing_channel_info | POST /events | {"name":"n","data":"x"}
            publishEvent | 400 invalid_input        | POST /events | {"name":"n","channel":"a b","data":"x"}
            publishEvent | 400 limit_exceeded       | POST /events | {"name":"LONG","channel":"described","data":"x"}
            publishBatch | 400 invalid_json         | POST /batch_events | []
            publishBatch | 400 missing_channel_info | POST /batch_events | {"batch":[{"name":"n","data":"x"}]}
            publishBatch | 400 invalid_input        | POST /batch_events | {"batch":[{"name":"n","channel":"described"}]}
            publishBatch | 400 limit_exceeded       | POST /batch_events | {"batch":[{"name":"LONG","channel":"described","data":"x"}]}
            publishData  | 400 invalid_input        | POST /channels/described/events           | x
            publishData  | 400 limit_exceeded       | POST /channels/described/events?name=LONG | x
            listChannels | 400 invalid_input        | GET /channels?info=user_count             |
            getChannel   | 400 invalid_input        | GET /channels/described?info=user_count   |
            listUsers    | 400 invalid_input        | GET /channels/described/users             |
            """;

    /** Sent with the idempotency key of another request. */
    private static final String IN_CONFLICT = """
            publishEvent | 409 idempotency_conflict | POST /events                           | {"name":"n","channel":"described","data":"y"}
            publishBatch | 409 idempotency_conflict | POST /batch_events                     | {"batch":[{"name":"n","channel":"described","data":"y"}]}
            publishData  | 409 idempotency_conflict | POST /channels/described/events?name=n | y
            """;

    /** Sent as soon as an app that may do this once a second has done it. */
    private static final String TOO_OFTEN = """
            publishEvent     | 429 rate_limited | POST /events                           | {"name":"n","channel":"described","data":"x"}
            publishBatch     | 429 rate_limited | POST /batch_events                     | {"batch":[{"name":"n","channel":"described","data":"x"}]}
            publishData      | 429 rate_limited | POST /channels/described/events?name=n | x
            listChannels     | 429 rate_limited | GET /channels                          |
            getChannel       | 429 rate_limited | GET /channels/described                |
            listUsers        | 429 rate_limited | GET /channels/presence-described/users |
            countConnections | 429 rate_limited | GET /connections                       |
            """;

    /**
     * No request asks for a fault (500), and none can be sure to meet another of the same key while that is worked on
     * (503).
     */
    private static final Set<String> OUT_OF_REACH = Set.of("500 internal_error", "503 backpressure");

    private final TreeMap<String, Set<String>> reached = new TreeMap<>();
    private OpenApi description;

    private record Row(String operation, String outcome, String method, String path, Parameters query, String body) {
        static Row of(String line) {
            var columns = line.split("\\s*\\|\\s*", -1);
            var request = columns[2].split(" ");
            var target = request[1].replace("LONG", "n".repeat(201)).split("\\?");
            var query = Parameters.none();
            for (var pair : target.length > 1 ? target[1].split("&") : new String[0]) {
                var parts = pair.split("=");
                query = query.plus(parts[0], URLDecoder.decode(parts[1], UTF_8));
            }
            var body = columns[3].strip().replace("LONG", "n".repeat(201));
            return new Row(columns[0], columns[1], request[0], target[0], query, body);
        }

        byte[] bytes() {
            return body.getBytes(UTF_8);
        }
    }

    @BeforeEach
    void read() {
        var file = Http.get(base(), "/openapi.json");
        assertThat(file.status()).isEqualTo(200);
        assertThat(file.mediaType()).isEqualTo("application/json");
        assertThat(file.header("Cache-Control")).isEqualTo("no-store");
        description = OpenApi.of(file.body());
    }

    @Test
    void whateverIsDescribedCanBeHadAsDescribed() throws Exception {
        exceptOn(Engine.TYRUS, "refuses a GET with a body by itself (400)");

        var late = new LinkedHashMap<Row, Future<Response>>();
        for (var row : rows(SERVED)) {
            var nothing = "Content-Length: 10";
            late.putIfAbsent(
                    row,
                    inBackground(
                            () -> Http.once(base(), row.method, "/apps/app-id" + row.path, ApiTest.NO_BODY, nothing)));
        }
        member("presence-described", "{\"user_id\":\"ada\"}", "{\"ids\":[\"ada\"],\"hash\":{\"ada\":{}},\"count\":1}");
        for (var row : rows(SERVED)) {
            description.checkRequest(row.operation, row.method, "/apps/app-id" + row.path, row.body);
            reach(row, send(APP, row));
            everyRequestIsRefusedFor(row);
        }
        rows(REFUSED).forEach(row -> reach(row, send(APP, row)));
        rows(IN_CONFLICT).forEach(this::reachByConflict);
        rows(TOO_OFTEN).forEach(this::reachByHaste);

        for (var row : late.keySet()) {
            reach(row, "408 request_timeout", late.get(row).get());
        }

        for (var operation : description.operations()) {
            var expected = new TreeSet<>(description.outcomes(operation));
            expected.removeAll(OUT_OF_REACH);
            if (!embedded()) {
                // How a container refuses a malformed path, is its own matter.
                expected.remove("400");
            }
            assertThat(reached.get(operation)).as(operation).containsAll(expected);
        }
    }

    /** In the ways in which any request can be bad. */
    private void everyRequestIsRefusedFor(Row row) {
        var unsigned = "/apps/app-id" + row.path;
        reach(row, "401 auth_failed", Http.once(base(), row.method, unsigned, row.bytes()));
        reach(row, "403 forbidden", send(SignedRequests.of("disabled"), row));
        reach(row, "404 app_not_found", send(SignedRequests.of("nobody"), row));
        reach(row, "405 method_not_allowed", Http.once(base(), "PUT", unsigned, row.bytes()));
        var tooLarge = "Content-Length: " + (10 * 1024 * 1024 + 1);
        reach(row, "413 payload_too_large", Http.once(base(), row.method, unsigned, ApiTest.NO_BODY, tooLarge));
        if (embedded()) {
            reach(row, "400", Http.once(base(), row.method, "/apps/%zz" + row.path, row.bytes()));
        }
    }

    private void reachByConflict(Row row) {
        var key = "X-Idempotency-Key: " + unique("described");
        send(APP, new Row(row.operation, "", row.method, row.path, row.query, row.body.replace("y", "x")), key);
        reach(row, send(APP, row, key));
    }

    private void reachByHaste(Row row) {
        var hasty = SignedRequests.of("hasty");
        var answer = Stream.generate(() -> send(hasty, row))
                .limit(50)
                .filter(any -> any.status() == 429)
                .findFirst();
        assertThat(answer).as(row.toString()).isPresent();
        reach(row, answer.get());
    }

    private void reach(Row row, Response answer) {
        reach(row, row.outcome, answer);
    }

    private void reach(Row row, String outcome, Response answer) {
        assertThat(description.check(row.operation, answer))
                .as(row + " " + answer.text())
                .isEqualTo(outcome);
        reached.computeIfAbsent(row.operation, operation -> new TreeSet<>()).add(outcome);
    }

    private Response send(SignedRequests app, Row row, String... headers) {
        var parameters = app.parameters(row.bytes());
        for (var pair : row.query.pairs()) {
            parameters = parameters.plus(pair.getKey(), pair.getValue());
        }
        var target = app.target(row.method, "/apps/" + app.appId() + row.path, parameters);
        return Http.once(base(), row.method, target, row.bytes(), headers);
    }

    private static List<Row> rows(String table) {
        return table.lines().map(Row::of).toList();
    }
}
