package io.stentor.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stentor.conformance.client.Http.Response;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An answer that is not as described is found out. */
class OpenApiTest {
    private static final OpenApi API = OpenApi.of("""
            {"paths": {"/a/{b}/c": {
               "parameters": [],
               "post": {
                 "operationId": "doIt",
                 "requestBody": {"content": {"application/json": {"schema": {"required": ["x"]}}}},
                 "responses": {
                   "200": {
                     "headers": {"Retry-After": {"required": true, "schema": {"type": "integer", "const": 1}}},
                     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Done"}}}},
                   "400": {"$ref": "#/components/responses/Bad"}}}}},
             "components": {
               "schemas": {"Done": {"type": "object", "additionalProperties": false}},
               "responses": {"Bad": {"content": {
                 "application/json": {"schema": {"allOf": [{"properties": {"code": {"enum": ["one", "two"]}}}]}},
                 "text/plain": {"schema": {"pattern": "^400 "}}}}}}}
            """.getBytes(UTF_8));

    @Test
    void everyStatusAndCodeIsAnOutcome() {
        assertThat(API.operations()).containsExactly("doIt");
        assertThat(API.outcomes("doIt")).containsExactly("200", "400 one", "400 two");
    }

    @Test
    void anAnswerAsDescribedIsItsOutcome() {
        assertThat(API.check("doIt", answer(200, "application/json", "1", "{}")))
                .isEqualTo("200");
        assertThat(API.check("doIt", answer(400, "application/json", null, "{\"code\":\"one\"}")))
                .isEqualTo("400 one");
        assertThat(API.check("doIt", answer(400, "text/plain", null, "400 BAD REQUEST")))
                .isEqualTo("400");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
                    another status       | 201 | application/json | 1    | {}
                    another type         | 200 | text/plain       | 1    | {}
                    no header            | 200 | application/json | none | {}
                    another header       | 200 | application/json | 2    | {}
                    no number            | 200 | application/json | now  | {}
                    another member       | 200 | application/json | 1    | {"x":1}
                    no object            | 200 | application/json | 1    | []
                    no JSON              | 200 | application/json | 1    | {
                    another code         | 400 | application/json | none | {"code":"three"}
                    another text         | 400 | text/plain       | none | BAD REQUEST
                    """)
    void anAnswerThatIsNotAsDescribedFails(String what, int status, String type, String retryAfter, String body) {
        assertThatThrownBy(() -> API.check("doIt", answer(status, type, retryAfter, body)))
                .as(what)
                .isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    another method | GET  | /a/b/c   | {"x":1}
                    another path   | POST | /a/b/b/c | {"x":1}
                    another body   | POST | /a/b/c   | {"y":1}
                    """)
    void aRequestThatIsNotAsDescribedFails(String what, String method, String path, String body) {
        API.checkRequest("doIt", "POST", "/a/b/c", "{\"x\":1}");

        assertThatThrownBy(() -> API.checkRequest("doIt", method, path, body))
                .as(what)
                .isInstanceOf(AssertionError.class);
    }

    private static Response answer(int status, String type, String retryAfter, String body) {
        var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(Map.of("Content-Type", List.of(type)));
        if (retryAfter != null) {
            headers.put("retry-after", List.of(retryAfter));
        }
        return new Response(status, headers, body.getBytes(UTF_8));
    }
}
