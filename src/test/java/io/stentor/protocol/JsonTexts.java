package io.stentor.protocol;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Texts that are JSON, nearly are, or are nothing at all. */
final class JsonTexts {
    private JsonTexts() {}

    /** JSON of any kind, at most some levels deep. */
    static Arbitrary<String> values() {
        return values(4);
    }

    /** JSON objects. */
    static Arbitrary<String> objects() {
        return object(values(3));
    }

    /** JSON with a character gone, put in, doubled, or the end cut off; most of it is none any more. */
    static Arbitrary<String> spoiled() {
        var extra = Arbitraries.of(
                "{", "}", "[", "]", ",", ":", "\"", "\\", "0", "-", ".", "e", "+", "u", "n", " ", "\n", "\u0000",
                "\ufeff", "\ud800", "'", "/", "true", "NaN");
        return Combinators.combine(objects(), Arbitraries.integers().between(0, 1000), extra, Arbitraries.of(1, 2, 3))
                .as((text, where, piece, how) -> {
                    int at = where % (text.length() + 1);
                    return switch (how) {
                        case 1 -> text.substring(0, at) + text.substring(Math.min(text.length(), at + 1));
                        case 2 -> text.substring(0, at) + piece + text.substring(at);
                        default -> text.substring(0, at);
                    };
                });
    }

    /** The pieces of JSON in any order. */
    static Arbitrary<String> soup() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        ":",
                        "\"a\"",
                        "\"event\"",
                        "\"data\"",
                        "\"pusher:subscribe\"",
                        "1",
                        "-0",
                        "1.5e3",
                        "01",
                        "true",
                        "null",
                        "nul",
                        " ",
                        "\n",
                        "\"",
                        "\\",
                        "\"\\u12\"",
                        "\"\\ud800\"")
                .list()
                .ofMaxSize(16)
                .map(pieces -> String.join("", pieces));
    }

    private static Arbitrary<String> values(int depth) {
        var plain = Arbitraries.oneOf(
                Arbitraries.of("null", "true", "false", "0", "-0", "1.0", "-12.5E-3", "1e400", "123456789012345678"),
                strings());
        if (depth == 0) {
            return plain;
        }
        var inner = Arbitraries.lazy(() -> values(depth - 1));
        var array = inner.list().ofMaxSize(3).flatMap(list -> around("[", list, "]"));
        return Arbitraries.frequencyOf(Tuple.of(3, plain), Tuple.of(1, array), Tuple.of(1, object(inner)));
    }

    private static Arbitrary<String> object(Arbitrary<String> values) {
        return Combinators.combine(strings(), space(), space(), values)
                .as((name, before, after, value) -> name + before + ":" + after + value)
                .list()
                .ofMaxSize(3)
                .flatMap(members -> around("{", members, "}"));
    }

    private static Arbitrary<String> around(String open, List<String> parts, String close) {
        return space().map(space -> open + space + String.join(space + "," + space, parts) + space + close);
    }

    private static Arbitrary<String> space() {
        return Arbitraries.of("", "", "", " ", "\n", "\r\n\t ");
    }

    private static Arbitrary<String> strings() {
        var special =
                Arbitraries.of("", "event", "a\"b", "\\", "\n", "\u0000", "é€😀", "\ud800", "/", "\u007f", "[,:]}");
        return Arbitraries.oneOf(special, Arbitraries.strings().alpha().ofMaxLength(5))
                .map(Json::quote);
    }
}
