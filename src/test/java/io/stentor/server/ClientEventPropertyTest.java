package io.stentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What a client tells the others reaches them as the text that it was, whatever JSON it is (protocol 4.1). */
class ClientEventPropertyTest {
    private final SteppedServer server =
            SteppedServer.with("\"enable_client_messages\":true,\"max_client_events_per_second\":0");
    private final SteppedServer.Client sender = server.client().subscribe("presence-room", "ann");
    private final SteppedServer.Client receiver = server.client().subscribe("presence-room", "bob");

    ClientEventPropertyTest() {
        sender.heard();
        receiver.heard();
    }

    @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
    void anyJsonIsRelayedAsTheSameText(
            @ForAll("values") String data, @ForAll("spaces") String before, @ForAll("spaces") String after) {
        sender.say("{\"user_id\":\"forged\",\"event\":\"client-x\",\"other\":" + data + ",\"data\":" + before + data
                + after + ",\"channel\":\"presence-room\"}");

        assertThat(receiver.heard())
                .containsExactly("{\"event\":\"client-x\",\"channel\":\"presence-room\",\"data\":" + data
                        + ",\"user_id\":\"ann\"}");
        assertThat(sender.heard()).isEmpty();
    }

    @Example
    void textsAndNumbersOfAnyLengthAreRelayedAsTheyAre() {
        for (int length = 4000; length < 4200; length++) {
            relayed("\"" + "é".repeat(length) + "\"");
        }
        for (int length : new int[] {255, 256, 257, 1023, 1024, 4095, 4096, 4097, 8191, 8192, 8193, 10_238}) {
            relayed("\"" + "x".repeat(length) + "\"");
            relayed("[" + " ".repeat(length) + "]");
            relayed("1" + "0".repeat(length));
            relayed("0." + "3".repeat(length - 1));
        }
    }

    @Example
    void absentDataIsNull() {
        sender.say("{\"event\":\"client-x\",\"channel\":\"presence-room\"}");

        assertThat(receiver.heard())
                .containsExactly(
                        "{\"event\":\"client-x\",\"channel\":\"presence-room\",\"data\":null,\"user_id\":\"ann\"}");
    }

    @Example
    void ofDataThatIsGivenTwiceTheLastCounts() {
        sender.say("{\"data\":1,\"event\":\"client-x\",\"data\":[2],\"channel\":\"presence-room\"}");

        assertThat(receiver.heard())
                .containsExactly(
                        "{\"event\":\"client-x\",\"channel\":\"presence-room\",\"data\":[2],\"user_id\":\"ann\"}");
    }

    private void relayed(String data) {
        sender.say("{\"event\":\"client-x\",\"data\":" + data + ",\"channel\":\"presence-room\"}");

        var heard = receiver.heard();
        assertThat(heard)
                .as("%s… of %s characters", data.substring(0, 10), data.length())
                .hasSize(1);
        assertThat(heard.get(0))
                .isEqualTo("{\"event\":\"client-x\",\"channel\":\"presence-room\",\"data\":" + data
                        + ",\"user_id\":\"ann\"}");
    }

    @Provide
    Arbitrary<String> values() {
        return values(4);
    }

    @Provide
    Arbitrary<String> spaces() {
        return Arbitraries.of("", "", " ", "\t", "\n", "\r\n  ", "    ");
    }

    private Arbitrary<String> values(int depth) {
        var plain = Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.of("null", "true", "false")), Tuple.of(3, numbers()), Tuple.of(3, strings()));
        if (depth == 0) {
            return plain;
        }
        var inner = Arbitraries.lazy(() -> values(depth - 1));
        var arrays = Combinators.combine(inner.list().ofMaxSize(4), spaces())
                .as((values, space) -> joined("[", values, space, "]"));
        var members = Combinators.combine(strings(), spaces(), inner)
                .as((name, space, value) -> name + space + ":" + space + value);
        var objects = Combinators.combine(members.list().ofMaxSize(4), spaces())
                .as((values, space) -> joined("{", values, space, "}"));
        return Arbitraries.frequencyOf(Tuple.of(2, plain), Tuple.of(1, arrays), Tuple.of(1, objects));
    }

    private static String joined(String open, List<String> values, String space, String close) {
        return open + space + String.join(space + "," + space, values) + space + close;
    }

    private static Arbitrary<String> numbers() {
        var digits = Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(40);
        var whole = Arbitraries.oneOf(Arbitraries.just("0"), digits.map(text -> "1" + text));
        var fraction = Arbitraries.oneOf(Arbitraries.just(""), digits.map(text -> "." + text));
        var exponent = Arbitraries.of("", "", "e0", "E+00", "e-7", "E400", "e+999");
        return Combinators.combine(Arbitraries.of("", "-"), whole, fraction, exponent)
                .as((sign, before, after, power) -> sign + before + after + power);
    }

    private static Arbitrary<String> strings() {
        var escapes = Arbitraries.of(
                "\\\"",
                "\\\\",
                "\\/",
                "\\b",
                "\\f",
                "\\n",
                "\\r",
                "\\t",
                "\\u0000",
                "\\u00e9",
                "\\u00E9",
                "\\u2028",
                "\\ud83d\\ude00",
                "\\ud83d",
                "\\udE00",
                "\\u0022",
                "\\u005c");
        var characters = Arbitraries.strings()
                .withCharRange(' ', '\ud7ff')
                .excludeChars('"', '\\')
                .ofMaxLength(4);
        var special =
                Arbitraries.of("😀", "é", "\u007f", "\u2028", "\ufeff", "[", "}", ",", ":", "\"".repeat(0), "data");
        return Arbitraries.frequencyOf(Tuple.of(2, escapes), Tuple.of(2, characters), Tuple.of(1, special))
                .list()
                .ofMaxSize(6)
                .map(parts -> "\"" + String.join("", parts) + "\"");
    }
}
