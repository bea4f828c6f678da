package io.stentor.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The OpenAPI 3.1 description of the HTTP API, and answers held against it. */
public final class OpenApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchemaFactory SCHEMAS = schemas();

    private final JsonNode document;
    private final TreeMap<String, Operation> operations = new TreeMap<>();

    private OpenApi(JsonNode document) {
        this.document = document;
        document.get("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fields().forEachRemaining(member -> {
                    if (member.getValue().has("operationId")) {
                        var operation = new Operation(
                                member.getKey().toUpperCase(Locale.ROOT), path.getKey(), member.getValue());
                        operations.put(member.getValue().get("operationId").asText(), operation);
                    }
                }));
    }

    private static JsonSchemaFactory schemas() {
        var dialect = JsonMetaSchema.builder(JsonMetaSchema.getV202012())
                .keyword(new NonValidationKeyword("components"))
                .keyword(new NonValidationKeyword("example"))
                .build();
        return JsonSchemaFactory.builder()
                .metaSchema(dialect)
                .defaultMetaSchemaIri(dialect.getIri())
                .build();
    }

    private record Operation(String method, String path, JsonNode node) {}

    public static OpenApi of(byte[] json) {
        try {
            return new OpenApi(JSON.readTree(new String(json, UTF_8)));
        } catch (JsonProcessingException malformed) {
            throw new AssertionError("The description is no JSON", malformed);
        }
    }

    /** The ids of all operations. */
    public Set<String> operations() {
        return operations.keySet();
    }

    private boolean leadsTo(String operation, String path) {
        var template = operations.get(operation).path().replaceAll("\\{[^}]+}", "\\\\E[^/]+\\\\Q");
        return path.matches("\\Q" + template + "\\E");
    }

    /** Everything that the operation may answer: {@code 200}, or with what the body's {@code code} may be, {@code 400 invalid_json}. */
    public Set<String> outcomes(String operation) {
        var outcomes = new TreeSet<String>();
        operations.get(operation).node().get("responses").fieldNames().forEachRemaining(status -> {
            var codes = new HashSet<String>();
            content(operation, status)
                    .path("application/json")
                    .path("schema")
                    .path("allOf")
                    .forEach(part -> part.path("properties")
                            .path("code")
                            .path("enum")
                            .forEach(code -> codes.add(code.asText())));
            if (codes.isEmpty()) {
                outcomes.add(status);
            } else {
                codes.forEach(code -> outcomes.add(status + " " + code));
            }
        });
        return outcomes;
    }

    /** Fails unless the request is one of the operation, with a body as described. */
    public void checkRequest(String operation, String method, String path, String body) {
        assertThat(operations.get(operation).method()).as(operation).isEqualTo(method);
        assertThat(leadsTo(operation, path))
                .as(path + " is a path of " + operation)
                .isTrue();
        var schema = operations.get(operation).node().at("/requestBody/content/application~1json/schema");
        if (!schema.isMissingNode() && !body.isEmpty()) {
            checkSchema(schema, read(body, operation), operation + ", sent " + body);
        }
    }

    /** The outcome that an answer is, named as in {@link #outcomes}; fails unless the operation may answer so. */
    public String check(String operation, Http.Response answer) {
        var status = Integer.toString(answer.status());
        var what = operation + ": " + status + " " + answer.text();
        var response = response(operation, status);
        assertThat(response.isMissingNode()).as(what + " is not described").isFalse();
        checkHeaders(response, answer, what);

        var content = content(operation, status).path(answer.mediaType());
        assertThat(content.isMissingNode())
                .as(what + " as " + answer.mediaType() + " is not described")
                .isFalse();
        boolean json = answer.mediaType().equals("application/json");
        var body = json ? read(answer.text(), what) : JSON.getNodeFactory().textNode(answer.text());
        checkSchema(content.get("schema"), body, what);
        return json && body.has("code") ? status + " " + body.get("code").asText() : status;
    }

    private void checkHeaders(JsonNode response, Http.Response answer, String what) {
        response.path("headers").fields().forEachRemaining(entry -> {
            var header = resolved(entry.getValue());
            var value = answer.header(entry.getKey());
            if (value == null) {
                assertThat(header.path("required").asBoolean())
                        .as(what + " without " + entry.getKey())
                        .isFalse();
                return;
            }
            var schema = header.get("schema");
            boolean number = schema.path("type").asText().equals("integer");
            checkSchema(
                    schema,
                    number ? read(value, what) : JSON.getNodeFactory().textNode(value),
                    what + ", " + entry.getKey() + ": " + value);
        });
    }

    private void checkSchema(JsonNode schema, JsonNode value, String what) {
        ObjectNode whole = schema.deepCopy();
        // So that its references lead somewhere.
        whole.set("components", document.get("components"));
        assertThat(SCHEMAS.getSchema(whole).validate(value)).as(what).isEmpty();
    }

    private JsonNode content(String operation, String status) {
        return response(operation, status).path("content");
    }

    private JsonNode response(String operation, String status) {
        return resolved(operations.get(operation).node().get("responses").path(status));
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static JsonNode read(String text, String what) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(what + " is no JSON", malformed);
        }
    }
}
