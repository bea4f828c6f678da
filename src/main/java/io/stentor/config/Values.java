package io.stentor.config;

import io.stentor.protocol.Json;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Configuration read from JSON: trees as {@link Json#tree} gives them, turned into the texts that options parse. */
public final class Values {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?}");

    private Values() {}

    /** A value as the text that an {@link Option} parses: a string as it is, anything else as its JSON. */
    public static String text(@Nullable Object value) {
        if (value instanceof String string) {
            return string;
        }
        return value instanceof BigDecimal number ? number.toPlainString() : Json.write(value);
    }

    /** What a value is, in words, for those that must not be shown. */
    public static String kind(Object value) {
        return value instanceof List<?> ? "an array" : value instanceof Map<?, ?> ? "an object" : "a flag";
    }

    /** The members of nested objects under dotted names: {@code {"a":{"b":1}}} gives {@code a.b}. Arrays stay whole. */
    public static Map<String, Object> flat(Map<?, ?> object) {
        return flat(object, Set.of());
    }

    /** The same, but for members of these names, which stay whole too. */
    public static Map<String, Object> flat(Map<?, ?> object, Set<String> whole) {
        var flat = new LinkedHashMap<String, Object>();
        flatten("", object, whole, flat);
        return flat;
    }

    private static void flatten(String prefix, Map<?, ?> object, Set<String> whole, Map<String, Object> into) {
        object.forEach((name, value) -> {
            if (value instanceof Map<?, ?> nested && !whole.contains(prefix + name)) {
                flatten(prefix + name + ".", nested, whole, into);
            } else if (value != null) {
                into.put(prefix + name, value);
            }
        });
    }

    /**
     * The text with {@code ${VAR}} and {@code ${VAR:-default}} replaced (protocol 12).
     *
     * @throws ConfigException when a variable without a default is not set; the message names it
     */
    public static String substitute(String text, Function<String, @Nullable String> environment) {
        if (!text.contains("${")) {
            return text;
        }
        return VARIABLE.matcher(text).replaceAll(found -> {
            var name = found.group(1);
            var value = environment.apply(name);
            if (value == null) {
                value = found.group(3);
            }
            if (value == null) {
                throw new ConfigException(
                        "${" + name + "} is used in the configuration, but " + name + " is not set in the environment");
            }
            return Matcher.quoteReplacement(value);
        });
    }

    /** The same tree with {@link #substitute} done in every string of it. */
    public static @Nullable Object substituteAll(
            @Nullable Object tree, Function<String, @Nullable String> environment) {
        if (tree instanceof String text) {
            return substitute(text, environment);
        }
        if (tree instanceof List<?> list) {
            return list.stream()
                    .map(element -> substituteAll(element, environment))
                    .toList();
        }
        if (tree instanceof Map<?, ?> map) {
            var copy = new LinkedHashMap<String, @Nullable Object>();
            map.forEach((name, value) -> copy.put(String.valueOf(name), substituteAll(value, environment)));
            return copy;
        }
        return tree;
    }
}
