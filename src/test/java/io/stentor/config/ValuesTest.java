package io.stentor.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.stentor.protocol.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configuration from JSON: nested names become dotted, variables come from the environment (protocol 12). */
class ValuesTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("HOST", "example.com", "PORT", "80", "EMPTY", "", "ODD", "$1 \\ ${HOST}", "_x1", "under");

    @Test
    void membersOfNestedObjectsGetDottedNames() {
        var tree = (Map<?, ?>) Json.tree("""
                {"port":6001,"websocket":{"max_bytes":1,"deep":{"er":true}},"apps":[{"id":1}],"gone":null}""");

        assertThat(Values.flat(tree).keySet())
                .containsExactly("port", "websocket.max_bytes", "websocket.deep.er", "apps");
        assertThat(Values.flat(tree)).contains(entry("websocket.deep.er", true));
        assertThat(Values.text(Values.flat(tree).get("apps"))).isEqualTo("[{\"id\":1}]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "a b"        | a b
                    "7"          | 7
                    7            | 7
                    1e3          | 1000
                    1.50         | 1.50
                    true         | true
                    null         | null
                    ["a", 1]     | ["a",1]
                    {"a": [ ]}   | {"a":[]}
                    """)
    void aValueBecomesTheTextThatAnOptionParses(String json, String text) {
        assertThat(Values.text(Json.tree(json))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    plain                        | plain
                    ``                           | ``
                    ${HOST}                      | example.com
                    https://${HOST}:${PORT}/     | https://example.com:80/
                    ${HOST}${HOST}               | example.comexample.com
                    ${HOST:-other}               | example.com
                    ${MISSING:-other}            | other
                    ${MISSING:-}                 | ``
                    ${MISSING:-a:-b}             | a:-b
                    ${MISSING:-$1\\0}            | $1\\0
                    a${EMPTY}b                   | ab
                    a${EMPTY:-c}b                | ab
                    ${_x1}                       | under
                    ${ODD}                       | $1 \\ ${HOST}
                    $HOST                        | $HOST
                    $ {HOST}                     | $ {HOST}
                    ${}                          | ${}
                    ${HOST                       | ${HOST
                    ${1X}                        | ${1X}
                    ${HO ST}                     | ${HO ST}
                    """)
    void variablesAreReplacedFromTheEnvironment(String text, String replaced) {
        assertThat(Values.substitute(text, ENVIRONMENT::get)).isEqualTo(replaced);
    }

    @ParameterizedTest
    @ValueSource(strings = {"${MISSING}", "a ${MISSING} b", "${HOST} ${MISSING}"})
    void aMissingVariableIsAStartUpErrorThatNamesIt(String text) {
        assertThatThrownBy(() -> Values.substitute(text, ENVIRONMENT::get))
                .isInstanceOf(ConfigException.class)
                .hasMessage("${MISSING} is used in the configuration, but MISSING is not set in the environment");
    }

    @Test
    void theErrorAboutAVariableShowsNoOtherValue() {
        var environment = Map.of("SECRET", "hush");

        assertThatThrownBy(() -> Values.substitute("${SECRET}${MISSING}", environment::get))
                .hasMessageNotContaining("hush");
    }

    @Test
    void variablesAreReplacedInEveryStringOfATree() {
        var tree = Json.tree("{\"a\":[\"${HOST}\",1,null,true,{\"b\":\"x${PORT}\"}],\"${HOST}\":\"${NO:-yes}\"}");

        assertThat(Json.write(Values.substituteAll(tree, ENVIRONMENT::get)))
                .isEqualTo("{\"a\":[\"example.com\",1,null,true,{\"b\":\"x80\"}],\"${HOST}\":\"yes\"}");
    }

    @Test
    void aVariableCannotBreakOutOfItsString() {
        var tree = Json.tree("[\"${X}\"]");

        assertThat(Json.write(Values.substituteAll(tree, name -> "\",\"injected")))
                .isEqualTo("[\"\\\",\\\"injected\"]");
    }
}
