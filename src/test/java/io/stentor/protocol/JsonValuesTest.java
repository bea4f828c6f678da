package io.stentor.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stentor.protocol.Json.Defect;
import io.stentor.protocol.Json.DefectException;
import io.stentor.protocol.Json.Kind;
import io.stentor.protocol.Json.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Values leave as they came: the members of an object are slices of its text (protocol 0). */
class JsonValuesTest {

    @Test
    void aMemberIsASliceOfTheText() {
        var members = Json.object("""
                { "s" : "a\\u00e9\\n" ,"n":1.0,  "e": -12.50E+3 , "t":true,"f" :false , "z": null,
                  "o" : { "b" : [ 1 ,2 ] , "a" : "}" } , "l":[ "]" , {} ]}""");

        assertThat(members)
                .containsExactly(
                        Map.entry("s", new Value(Kind.STRING, "\"a\\u00e9\\n\"", "aé\n")),
                        Map.entry("n", new Value(Kind.NUMBER, "1.0", null)),
                        Map.entry("e", new Value(Kind.NUMBER, "-12.50E+3", null)),
                        Map.entry("t", new Value(Kind.BOOLEAN, "true", null)),
                        Map.entry("f", new Value(Kind.BOOLEAN, "false", null)),
                        Map.entry("z", new Value(Kind.NULL, "null", null)),
                        Map.entry("o", new Value(Kind.OBJECT, "{ \"b\" : [ 1 ,2 ] , \"a\" : \"}\" }", null)),
                        Map.entry("l", new Value(Kind.ARRAY, "[ \"]\" , {} ]", null)));
    }

    @Test
    void ofMembersWithOneNameTheLastCounts() {
        assertThat(Json.object("{\"a\":1,\"b\":2,\"a\":3}").get("a").json()).isEqualTo("3");
        assertThat(Json.object("{\"a\":1,\"\\u0061\":\"x\"}").get("a").string()).isEqualTo("x");
    }

    @Test
    void escapesOfAStringAreResolved() {
        var value = Json.object("{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u20AC\\ud83d\\ude00\\ud800\"}")
                .get("a");

        assertThat(value.string()).isEqualTo("\"\\/\b\f\n\r\t€😀\ud800");
    }

    @Test
    void slicesAreRightWhereverTheReadersBufferEnds() {
        for (int length = 3_900; length < 4_200; length++) {
            var filling = "x".repeat(length);

            var members =
                    Json.object("{\"f\":\"" + filling + "\",\"n\":-1.25e7,\"s\":\"é\\n\",\"o\":{\"a\":[1]},\"z\":7}");

            assertThat(members.values())
                    .extracting(Value::json)
                    .containsExactly('"' + filling + '"', "-1.25e7", "\"é\\n\"", "{\"a\":[1]}", "7");
        }
    }

    @Test
    void theElementsOfAnArrayAreSlicesToo() {
        var array =
                Json.object("{\"a\":[ 1.0 , \"b\" ,[ ],{ \"c\":[1,2]} ,null]}").get("a");

        assertThat(Json.elements(array, 10))
                .extracting(Value::json)
                .containsExactly("1.0", "\"b\"", "[ ]", "{ \"c\":[1,2]}", "null");
        assertThat(Json.elements(array, 10)).extracting(Value::string).containsExactly(null, "b", null, null, null);
    }

    @Test
    void ofALongArrayOneElementMoreThanAskedForIsRead() {
        var array = Json.object("{\"a\":[1,2,3,4,5]}").get("a");

        assertThat(Json.elements(array, 5)).hasSize(5);
        assertThat(Json.elements(array, 4)).hasSize(5);
        assertThat(Json.elements(array, 3)).extracting(Value::json).containsExactly("1", "2", "3", "4");
    }

    @Test
    void anEmptyArrayHasNoElements() {
        assertThat(Json.elements(Json.object("{\"a\":[ ]}").get("a"), 10)).isEmpty();
    }

    @Test
    void aTreeHasMapsListsStringsDecimalsAndFlags() {
        var tree = Json.tree("{\"b\":[1.50,\"x\",true,null,{}],\"a\":{\"c\":-7}}");

        assertThat(tree).isInstanceOf(Map.class).asString().isEqualTo("{b=[1.50, x, true, null, {}], a={c=-7}}");
        assertThat(((Map<?, ?>) tree).get("b")).isInstanceOfSatisfying(List.class, list -> {
            assertThat(list.get(0)).isEqualTo(new BigDecimal("1.50"));
            assertThat(list.get(2)).isEqualTo(true);
        });
    }

    @Test
    void aTreeMayBeAnyJson() {
        assertThat(Json.tree(" null ")).isNull();
        assertThat(Json.tree("\"a\"")).isEqualTo("a");
        assertThat(Json.tree("[]")).isEqualTo(List.of());
    }

    @Test
    void aTreeHasTheDefectsThatObjectsHave() {
        assertThat(treeDefect("")).isEqualTo(Defect.MALFORMED);
        assertThat(treeDefect("[1] x")).isEqualTo(Defect.MALFORMED);
        assertThat(treeDefect("{\"a\":1,}")).isEqualTo(Defect.MALFORMED);
        assertThat(treeDefect("[".repeat(65) + "]".repeat(65))).isEqualTo(Defect.TOO_DEEP);
        assertThat(treeDefect("[".repeat(64) + "]".repeat(64))).isNull();
    }

    private static Defect treeDefect(String text) {
        var refusal = catchThrowableOfType(DefectException.class, () -> Json.tree(text));
        return refusal == null ? null : refusal.defect();
    }
}
