package io.stentor.bench;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** Named figures in the order in which they came, as a table for people and as JSON for programs. */
final class Results {
    private static final int LONG_LIST = 5;

    private final Map<String, Object> figures = new LinkedHashMap<>();

    /** @param value a number, a text, or a list or map of those */
    void put(String name, Object value) {
        figures.put(name, value);
    }

    void put(String name, OptionalLong value) {
        value.ifPresent(known -> put(name, known));
    }

    Object get(String name) {
        return figures.get(name);
    }

    /** The figure as a number, 0 when there is none. */
    double number(String name) {
        return figures.get(name) instanceof Number number ? number.doubleValue() : 0;
    }

    /** @param histogram of nanoseconds */
    void latencies(String prefix, Histogram histogram) {
        for (var percentile : new double[] {50, 90, 99, 99.9}) {
            var digits = Double.toString(percentile).replace(".0", "").replace(".", "");
            put(prefix + "_p" + digits + "_us", histogram.getValueAtPercentile(percentile) / 1e3);
        }
        put(prefix + "_max_us", histogram.getMaxValue() / 1e3);
        put(prefix + "_mean_us", histogram.getTotalCount() == 0 ? 0.0 : histogram.getMean() / 1e3);
    }

    /** What the server, this program and everybody else used between two readings. */
    void cpu(ServerMeter meter, ServerMeter.Reading before, ServerMeter.Reading after) {
        double wall = (after.time() - before.time()) / 1e9;
        double load = after.load().since(before.load()) / 1e9;
        put("cpu_wall_s", wall);
        if (meter.known()) {
            double server = after.server().since(before.server()) / 1e9;
            put("srv_cpu_s", server);
            put("srv_cpu_pct", 100 * server / wall);
            put("other_cpu_pct", 100 * Math.max(0, (after.busy() - before.busy()) / 1e9 - server - load) / wall);
            put("srv_rss_kb", meter.residentKb());
        }
        put("load_cpu_pct", 100 * load / wall);
    }

    String table() {
        int width = figures.keySet().stream().mapToInt(String::length).max().orElse(0);
        var table = new StringBuilder();
        figures.forEach((name, value) -> table.append("  ")
                .append(name)
                .append(" ".repeat(width - name.length() + 2))
                .append(shown(value))
                .append('\n'));
        return table.toString();
    }

    private static String shown(Object value) {
        if (value instanceof Double number) {
            return String.format(Locale.ROOT, Math.abs(number) < 100 ? "%,.2f" : "%,.0f", number);
        }
        if (value instanceof Number number) {
            return String.format(Locale.ROOT, "%,d", number.longValue());
        }
        if (value instanceof Collection<?> list && list.size() > LONG_LIST) {
            return list.size() + " entries, in the JSON";
        }
        return String.valueOf(value);
    }

    String json() {
        return json(figures);
    }

    private static String json(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(member -> json(String.valueOf(member.getKey())) + ":" + json(member.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof Collection<?> list) {
            return list.stream().map(Results::json).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof Double number) {
            return Double.isFinite(number) ? String.format(Locale.ROOT, "%.4f", number) : "null";
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        return quote(String.valueOf(value));
    }

    private static String quote(String text) {
        var json = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                json.append('\\').append((char) c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", c));
            } else {
                json.append((char) c);
            }
        });
        return json.append('"').toString();
    }
}
