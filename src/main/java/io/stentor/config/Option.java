package io.stentor.config;

import io.stentor.protocol.Json;
import io.stentor.protocol.Json.DefectException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One knob, declared once: the start-up check, the warnings about unknown names and the tables of the README all read
 * this. Immutable.
 *
 * @param name as in the JSON file; a dot stands for nesting there
 * @param standard the default as it would be written, empty when there is none
 * @param allowed what values are allowed, in words
 * @param meaning one sentence, the unit included
 */
public record Option<T>(String name, String standard, String allowed, String meaning, Function<String, T> parser) {

    /** A whole number; values outside of {@code least…greatest} are refused. */
    public static Option<Integer> integer(String name, int standard, int least, int greatest, String meaning) {
        var allowed = least + "–" + greatest;
        return new Option<>(name, Integer.toString(standard), allowed, meaning, text -> {
            int value = Integer.parseInt(text.strip());
            if (value < least || value > greatest) {
                throw new NumberFormatException();
            }
            return value;
        });
    }

    public static Option<Boolean> flag(String name, boolean standard, String meaning) {
        return new Option<>(name, Boolean.toString(standard), "true, false", meaning, text -> switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException();
        });
    }

    public static Option<String> text(String name, String standard, String allowed, String meaning) {
        return new Option<>(name, standard, allowed, meaning, text -> {
            if (text.isEmpty()) {
                throw new IllegalArgumentException();
            }
            return text;
        });
    }

    /** Strings, as a JSON array or separated by commas. */
    public static Option<List<String>> list(String name, String allowed, String meaning) {
        return new Option<>(name, "[]", allowed, meaning, Option::strings);
    }

    /**
     * The value that is given under this option's name, or the default.
     *
     * @throws ConfigException when the value is not allowed
     */
    public T in(Function<String, @Nullable String> values) {
        var text = values.apply(name);
        return parse(text == null ? standard : text);
    }

    /** @throws ConfigException when the value is not allowed */
    public T parse(String text) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException | DefectException wrong) {
            throw new ConfigException(name + " is " + shown(text) + ", allowed: " + allowed);
        }
    }

    private static String shown(String text) {
        var start = text.length() > 60 ? text.substring(0, 60) + "…" : text;
        return Json.quote(start);
    }

    private static List<String> strings(String text) {
        if (!text.strip().startsWith("[")) {
            return Arrays.stream(text.split(",")).map(String::strip).toList();
        }
        var strings = new ArrayList<String>();
        if (Json.tree(text) instanceof List<?> elements) {
            for (var element : elements) {
                if (!(element instanceof String string)) {
                    throw new IllegalArgumentException();
                }
                strings.add(string);
            }
        }
        return List.copyOf(strings);
    }
}
