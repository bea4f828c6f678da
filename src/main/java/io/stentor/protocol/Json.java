package io.stentor.protocol;

import jakarta.json.JsonException;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON (RFC 8259); the only file that imports the JSON library. What comes from outside is read as a
 * stream and kept as slices of its text, never as a tree, so a value leaves exactly as it came.
 */
public final class Json {
    /** Greatest nesting that is read (protocol 0); the outermost object is level 1. */
    public static final int DEPTH = 64;

    private static final JsonParserFactory PARSERS = JsonProvider.provider().createParserFactory(Map.of());
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private Json() {}

    /** Why a text is not what was asked for. */
    public enum Defect {
        MALFORMED,
        TOO_DEEP,
        NOT_AN_OBJECT
    }

    /** A text that is not what was asked for. Expected, so cheap: no stack trace. */
    public static final class DefectException extends RuntimeException {
        private final Defect defect;

        DefectException(Defect defect) {
            super(defect.name(), null, false, false);
            this.defect = defect;
        }

        public Defect defect() {
            return defect;
        }
    }

    /** What a value is. */
    public enum Kind {
        STRING,
        NUMBER,
        BOOLEAN,
        NULL,
        OBJECT,
        ARRAY
    }

    /**
     * One value of a JSON text.
     *
     * @param json the value as it stands in the text
     * @param string what a string says, escapes resolved; null for every other kind
     */
    public record Value(Kind kind, String json, @Nullable String string) {}

    /**
     * Reads a text that must be one object, and gives its members in the order they came; of members with one name the
     * last (protocol 0).
     *
     * @throws DefectException when the text is no JSON, nested deeper than {@link #DEPTH}, or no object
     */
    public static Map<String, Value> object(String text) {
        return object(text, null);
    }

    /**
     * The same, for an object in which one member must not be repeated.
     *
     * @throws DefectException also when a member named {@code once} comes twice
     */
    public static Map<String, Value> object(String text, @Nullable String once) {
        try (var parser = PARSERS.createParser(new StringReader(text))) {
            var members = new LinkedHashMap<String, Value>();
            boolean object = parser.next() == Event.START_OBJECT;
            if (!object) {
                skip(parser);
            }
            while (object && parser.next() == Event.KEY_NAME) {
                var name = parser.getString();
                if (members.put(name, value(parser, text, 1)) != null && name.equals(once)) {
                    throw new DefectException(Defect.MALFORMED);
                }
            }
            requireEnd(parser);
            if (!object) {
                throw new DefectException(Defect.NOT_AN_OBJECT);
            }
            return members;
        } catch (JsonException | NoSuchElementException malformed) {
            throw new DefectException(Defect.MALFORMED);
        }
    }

    /** The elements of an array that {@link #object} gave; of more than {@code most} the first {@code most + 1}. */
    public static List<Value> elements(Value array, int most) {
        try (var parser = PARSERS.createParser(new StringReader(array.json()))) {
            var elements = new ArrayList<Value>();
            parser.next();
            while (true) {
                int from = offset(parser, array.json());
                if (parser.next() == Event.END_ARRAY || elements.size() > most) {
                    return elements;
                }
                elements.add(current(parser, array.json(), from, 1));
            }
        }
    }

    /**
     * A whole configuration as maps, lists, strings, {@link BigDecimal}s, booleans and nulls.
     *
     * @throws DefectException when the text is no JSON or nested too deeply
     */
    public static @Nullable Object tree(String text) {
        try (var parser = PARSERS.createParser(new StringReader(text))) {
            parser.next();
            var tree = tree(parser, 1);
            requireEnd(parser);
            return tree;
        } catch (JsonException | NoSuchElementException malformed) {
            throw new DefectException(Defect.MALFORMED);
        }
    }

    /** Writes a tree of the kind {@link #tree} gives. */
    public static String write(@Nullable Object tree) {
        return write(tree, new StringBuilder()).toString();
    }

    /** Appends the text as a JSON string, escaped as protocol 0 says. */
    public static StringBuilder quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0, n = text.length(); i < n; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c >= ' ' && !Character.isSurrogate(c)) {
                out.append(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < n && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                escape(c, out);
            }
        }
        return out.append('"');
    }

    /** The text as a JSON string, escaped as protocol 0 says. */
    public static String quote(String text) {
        return quote(text, new StringBuilder(text.length() + 16)).toString();
    }

    /** The same JSON without the white space between its tokens. */
    public static String compact(String json) {
        var out = new StringBuilder(json.length());
        boolean inString = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (inString) {
                out.append(c);
                if (c == '\\') {
                    out.append(json.charAt(++i));
                } else if (c == '"') {
                    inString = false;
                }
            } else if (!isSpace(c)) {
                out.append(c);
                inString = c == '"';
            }
        }
        return out.toString();
    }

    private static void escape(char c, StringBuilder out) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default ->
                out.append("\\u")
                        .append(HEX[c >> 12])
                        .append(HEX[c >> 8 & 15])
                        .append(HEX[c >> 4 & 15])
                        .append(HEX[c & 15]);
        }
    }

    private static StringBuilder write(@Nullable Object tree, StringBuilder out) {
        if (tree instanceof Map<?, ?> map) {
            char separator = '{';
            for (var entry : map.entrySet()) {
                quote(String.valueOf(entry.getKey()), out.append(separator)).append(':');
                write(entry.getValue(), out);
                separator = ',';
            }
            return map.isEmpty() ? out.append("{}") : out.append('}');
        }
        if (tree instanceof List<?> list) {
            char separator = '[';
            for (var element : list) {
                write(element, out.append(separator));
                separator = ',';
            }
            return list.isEmpty() ? out.append("[]") : out.append(']');
        }
        return tree instanceof String text ? quote(text, out) : out.append(tree);
    }

    private static void requireEnd(JsonParser parser) {
        if (parser.hasNext()) {
            throw new DefectException(Defect.MALFORMED);
        }
    }

    /** The value that comes next, inside {@code depth} containers. */
    private static Value value(JsonParser parser, String text, int depth) {
        int from = offset(parser, text);
        parser.next();
        return current(parser, text, from, depth);
    }

    /** The value whose first token was just read; {@code from} is where the token before it ended. */
    private static Value current(JsonParser parser, String text, int from, int depth) {
        int start = from;
        while (isSpace(text.charAt(start)) || text.charAt(start) == ':' || text.charAt(start) == ',') {
            start++;
        }
        var kind = kind(parser.currentEvent());
        var string = kind == Kind.STRING ? parser.getString() : null;
        if (kind == Kind.OBJECT || kind == Kind.ARRAY) {
            skip(parser, depth);
        }
        return new Value(kind, text.substring(start, offset(parser, text)), string);
    }

    private static void skip(JsonParser parser) {
        var kind = kind(parser.currentEvent());
        if (kind == Kind.OBJECT || kind == Kind.ARRAY) {
            skip(parser, 0);
        }
    }

    /** Reads to the end of the container whose start was just read, which lies inside {@code depth} others. */
    private static void skip(JsonParser parser, int depth) {
        int open = 1;
        while (open > 0) {
            if (depth + open > DEPTH) {
                throw new DefectException(Defect.TOO_DEEP);
            }
            var event = parser.next();
            if (event == Event.START_OBJECT || event == Event.START_ARRAY) {
                open++;
            } else if (event == Event.END_OBJECT || event == Event.END_ARRAY) {
                open--;
            }
        }
    }

    private static @Nullable Object tree(JsonParser parser, int depth) {
        if (depth > DEPTH) {
            throw new DefectException(Defect.TOO_DEEP);
        }
        switch (kind(parser.currentEvent())) {
            case STRING:
                return parser.getString();
            case NUMBER:
                return number(parser.getString());
            case BOOLEAN:
                return parser.currentEvent() == Event.VALUE_TRUE;
            case NULL:
                return null;
            case ARRAY:
                var list = new ArrayList<@Nullable Object>();
                while (parser.next() != Event.END_ARRAY) {
                    list.add(tree(parser, depth + 1));
                }
                return list;
            default:
                var map = new LinkedHashMap<String, @Nullable Object>();
                while (parser.next() == Event.KEY_NAME) {
                    var name = parser.getString();
                    parser.next();
                    map.put(name, tree(parser, depth + 1));
                }
                return map;
        }
    }

    /** No configuration needs a number of more digits, and some of them would fill the memory. */
    private static BigDecimal number(String digits) {
        if (digits.length() > 64 || digits.matches(".*[eE][+-]?[0-9]{4,}")) {
            throw new DefectException(Defect.MALFORMED);
        }
        return new BigDecimal(digits);
    }

    private static Kind kind(Event event) {
        return switch (event) {
            case START_OBJECT -> Kind.OBJECT;
            case START_ARRAY -> Kind.ARRAY;
            case VALUE_STRING -> Kind.STRING;
            case VALUE_NUMBER -> Kind.NUMBER;
            case VALUE_TRUE, VALUE_FALSE -> Kind.BOOLEAN;
            case VALUE_NULL -> Kind.NULL;
            default -> throw new IllegalArgumentException(event.name());
        };
    }

    /** Where the token that was just read ends; where the text breaks off the parser may point behind it. */
    private static int offset(JsonParser parser, String text) {
        long offset = parser.getLocation().getStreamOffset();
        if (offset < 0 || offset > text.length()) {
            throw new DefectException(Defect.MALFORMED);
        }
        return (int) offset;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
}
