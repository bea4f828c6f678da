package io.stentor.matrix;

import io.stentor.conformance.container.Container;
import io.stentor.matrix.Row.Skip;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The rows of all servers, as the file that is kept and as the table of the README. */
record Matrix(List<Row> rows) {

    /** The servers that have a row: all on which the whole suite runs. */
    static List<Container> containers() {
        return Arrays.stream(Container.values())
                .filter(container -> container != Container.PORTABLE && container != Container.TOMCAT_PORTABLE)
                .toList();
    }

    static Matrix of(String json) {
        try (var reader = Json.createReader(new StringReader(json))) {
            return new Matrix(reader.readArray().stream()
                    .map(row -> row(row.asJsonObject()))
                    .toList());
        }
    }

    private static Row row(JsonObject row) {
        return new Row(
                row.getString("container"),
                row.getString("version"),
                row.getString("jdk"),
                row.getString("war"),
                row.getString("failure"),
                row.getInt("tests"),
                row.getInt("failed"),
                row.getJsonArray("skipped").stream()
                        .map(skip -> new Skip(
                                skip.asJsonObject().getString("test"),
                                skip.asJsonObject().getString("reason")))
                        .toList());
    }

    String json() {
        var all = Json.createArrayBuilder();
        for (var row : rows) {
            all.add(Json.createObjectBuilder()
                    .add("container", row.container())
                    .add("version", row.version())
                    .add("jdk", row.jdk())
                    .add("war", row.war())
                    .add("failure", row.failure())
                    .add("tests", row.tests())
                    .add("failed", row.failed())
                    .add("skipped", skips(row)));
        }
        var text = new StringWriter();
        try (var writer = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(text)) {
            writer.writeArray(all.build());
        }
        return text.toString().strip() + '\n';
    }

    private static JsonArray skips(Row row) {
        var skips = Json.createArrayBuilder();
        for (var skip : row.skipped()) {
            skips.add(Json.createObjectBuilder().add("test", skip.test()).add("reason", skip.reason()));
        }
        return skips.build();
    }

    /** The table and, below it, what was skipped where and why. */
    String markdown() {
        var text = new StringBuilder(
                "| server | version | JDK | tests | failed | skipped | |\n| --- | --- | --- | --: | --: | --: | --- |\n");
        rows.forEach(row -> text.append(line(row)));
        var skips = skips();
        if (!skips.isEmpty()) {
            text.append("\n| skipped test | where | because the server |\n| --- | --- | --- |\n");
            skips.forEach((skip, where) -> text.append(
                    "| `%s` | %s | %s |\n".formatted(skip.test(), String.join(", ", where), cell(skip.reason()))));
        }
        return text.append("\nAll by ").append(war()).append(".\n").toString();
    }

    private static String line(Row row) {
        var verdict = row.green() ? "green" : "**red**" + (row.failure().isEmpty() ? "" : ": " + cell(row.failure()));
        return "| %s | %s | %s | %d | %d | %d | %s |\n"
                .formatted(
                        Container.named(row.container()).title(),
                        row.version().isEmpty() ? "–" : row.version(),
                        row.jdk().isEmpty() ? "–" : row.jdk(),
                        row.tests(),
                        row.failed(),
                        row.skipped().size(),
                        verdict);
    }

    private Map<Skip, TreeSet<String>> skips() {
        var skips = new LinkedHashMap<Skip, TreeSet<String>>();
        for (var row : rows) {
            row.skipped()
                    .forEach(skip -> skips.computeIfAbsent(skip, first -> new TreeSet<>())
                            .add(Container.named(row.container()).title()));
        }
        var sorted = new TreeMap<Skip, TreeSet<String>>((one, other) -> {
            int byTest = one.test().compareTo(other.test());
            return byTest == 0 ? one.reason().compareTo(other.reason()) : byTest;
        });
        sorted.putAll(skips);
        return sorted;
    }

    /** Which file it was; more than one would be no matrix. */
    private String war() {
        var wars = rows.stream()
                .map(Row::war)
                .filter(war -> !war.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        return wars.size() == 1
                ? "one `stentor.war`, SHA-256 `" + wars.first() + "…`"
                : "**several** files: " + new ArrayList<>(wars);
    }

    private static String cell(String text) {
        return text.lines().findFirst().orElse("").replace("|", "\\|");
    }

    /** The README with this table in its place. */
    String in(String readme) throws IOException {
        var start = "<!-- servers: written by MatrixIT -->\n";
        int from = readme.indexOf(start) + start.length();
        int to = readme.indexOf("<!-- end -->", from);
        if (from < start.length() || to < 0) {
            throw new IOException("the README has no place for the table of servers");
        }
        return readme.substring(0, from) + markdown() + readme.substring(to);
    }
}
