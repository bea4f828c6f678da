package io.stentor.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How strings and trees are written (protocol 0, "Escaping written"). */
class JsonWritingTest {

    @Test
    void quotesBackslashesAndControlCharactersAreEscaped() {
        assertThat(Json.quote("a\"b\\c")).isEqualTo("\"a\\\"b\\\\c\"");
        assertThat(Json.quote("\n\r\t\b\f")).isEqualTo("\"\\n\\r\\t\\b\\f\"");
        assertThat(Json.quote("\u0000\u0001\u000b\u001f")).isEqualTo("\"\\u0000\\u0001\\u000b\\u001f\"");
    }

    @Test
    void everythingElseIsWrittenRaw() {
        assertThat(Json.quote("a/b")).isEqualTo("\"a/b\"");
        assertThat(Json.quote("é€😀")).isEqualTo("\"é€😀\"");
        assertThat(Json.quote(" \u007f\u0080\u2028\u2029\ufeff\uffff'<>&"))
                .isEqualTo("\" \u007f\u0080\u2028\u2029\ufeff\uffff'<>&\"");
        assertThat(Json.quote("")).isEqualTo("\"\"");
    }

    @Test
    void aLoneSurrogateIsWrittenEscaped() {
        assertThat(Json.quote("\ud800")).isEqualTo("\"\\ud800\"");
        assertThat(Json.quote("\udfff")).isEqualTo("\"\\udfff\"");
        assertThat(Json.quote("\ude00\ud83d")).isEqualTo("\"\\ude00\\ud83d\"");
        assertThat(Json.quote("a\ud83db")).isEqualTo("\"a\\ud83db\"");
        assertThat(Json.quote("\ud83d😀")).isEqualTo("\"\\ud83d😀\"");
    }

    @Test
    void quotingAppendsToWhatIsThere() {
        assertThat(Json.quote("b", new StringBuilder("a:"))).hasToString("a:\"b\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                                  | {}
                    ` { "a" : [ 1 , 2.50 ] } `          | {"a":[1,2.50]}
                    { "a b" : " c  d " }                | {"a b":" c  d "}
                    { "a\\" b" : "\\\\" , "c" : 1 }     | {"a\\" b":"\\\\","c":1}
                    [ "\\" ," , " " ]                   | ["\\" ,"," "]
                    ` null `                            | null
                    1.0                                 | 1.0
                    """)
    void onlyWhiteSpaceBetweenTokensGoesAway(String json, String compact) {
        assertThat(Json.compact(json)).isEqualTo(compact);
    }

    @Test
    void aTreeIsWrittenWithoutWhiteSpace() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("b", Arrays.asList(1, "x\n", true, null, List.of(), Map.of()));
        tree.put("a\"", Map.of("c", new BigDecimal("1.50")));

        assertThat(Json.write(tree)).isEqualTo("{\"b\":[1,\"x\\n\",true,null,[],{}],\"a\\\"\":{\"c\":1.50}}");
        assertThat(Json.write(null)).isEqualTo("null");
        assertThat(Json.write("a")).isEqualTo("\"a\"");
    }
}
