package io.stentor.conformance.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stentor.conformance.client.WebhookReceiver;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The one configuration of the suite (protocol 12), {@code conformance.json}, in the forms that servers want. */
public final class Configuration {
    private static final String RESOURCE = "/conformance.json";

    /** Stands for the address of {@link WebhookReceiver}. */
    private static final String RECEIVER = "@receiver@";

    private Configuration() {}

    /** Writes it into this directory, for those who read a file. */
    public static Path copyTo(Path directory) throws IOException {
        try (var in = resource()) {
            var file = directory.resolve("conformance.json");
            return Files.write(file, in.readAllBytes());
        }
    }

    /** One parameter for each option, as a servlet context has them: {@code stentor.apps} holds the array as JSON. */
    public static Map<String, String> contextParameters() throws IOException {
        var parameters = new TreeMap<String, String>();
        read().forEach((name, value) -> parameters.put("stentor." + name, text(value)));
        return parameters;
    }

    private static JsonObject read() throws IOException {
        try (var in = resource();
                var reader = Json.createReader(in)) {
            return reader.readObject();
        }
    }

    private static String text(JsonValue value) {
        return value instanceof JsonString string ? string.getString() : value.toString();
    }

    private static InputStream resource() throws IOException {
        var in = Configuration.class.getResourceAsStream(RESOURCE);
        if (in == null) {
            throw new IOException("No " + RESOURCE + " on the class path");
        }
        try (in) {
            var text = new String(in.readAllBytes(), UTF_8);
            return new ByteArrayInputStream(
                    text.replace(RECEIVER, WebhookReceiver.get().base()).getBytes(UTF_8));
        }
    }
}
