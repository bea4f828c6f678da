package io.stentor.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stentor.protocol.Json.Defect;
import io.stentor.protocol.Json.DefectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is JSON and what is not (protocol 0, 6), as RFC 8259 has it and not a character more. */
class JsonReadingTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " {} ",
                "\t\r\n{\t\r\n}\t\r\n",
                "{\"a\":1}",
                "{ \"a\" : 1 , \"b\" : 2 }",
                "{\"\":1}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":0}",
                "{\"a\":-0}",
                "{\"a\":-0.0e-0}",
                "{\"a\":1.5}",
                "{\"a\":1e5}",
                "{\"a\":1E+5}",
                "{\"a\":1.0e-400}",
                "{\"a\":123456789012345678901234567890}",
                "{\"a\":true,\"b\":false,\"c\":null}",
                "{\"a\":\"\"}",
                "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}",
                "{\"a\":\"\\u00e9\\uD83D\\uDE00\"}",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":\"\\u0000\"}",
                "{\"a\":\"é€😀\u007f\u2028\u2029\"}",
                "{\"\\u0061\":1}",
                "{\"a\":[]}",
                "{\"a\":[ ]}",
                "{\"a\":[1,[2,{\"b\":[]}]]}",
                "{\"a\":{}}",
                "{\"a\":\"{]\"}"
            })
    void thisIsAnObject(String text) {
        assertThat(StrictJson.accepts(text)).isTrue();
        assertThat(defect(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]", "[1]", "[[]]", "\"a\"", "\"{}\"", "0", "-1", "1.5e3", "true", "false", "null", " null ", "\n1 "
            })
    void thisIsJsonButNoObject(String text) {
        assertThat(StrictJson.accepts(text)).isTrue();
        assertThat(defect(text)).isEqualTo(Defect.NOT_AN_OBJECT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n",
                "{",
                "}",
                "{}}",
                "{}{}",
                "{} x",
                "{}, ",
                "[",
                "]",
                "[]]",
                "[] 1",
                "1 2",
                "{]",
                "[}",
                // broken off
                "{\"a\":1",
                "{\"a\":-1.5e7",
                "{\"a\":[1",
                "{\"a\":true",
                "{\"a\":\"b\"",
                "{\"a\":1,",
                "{\"a\":1,\"b",
                "{\"a\":{\"b\":1",
                // separators
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\" 1}",
                "{\"a\":1,}",
                "{,}",
                "{,\"a\":1}",
                "{\"a\":1,,\"b\":2}",
                "{\"a\":1 \"b\":2}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":'b'}",
                "{1:1}",
                "{null:1}",
                "{\"a\":01}",
                "{\"a\":-}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":1.e5}",
                "{\"a\":1e}",
                "{\"a\":1e+}",
                "{\"a\":-01}",
                "{\"a\":--1}",
                "{\"a\":1.5.5}",
                "{\"a\":0x10}",
                "{\"a\":1_000}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":-Infinity}",
                "{\"a\":True}",
                "{\"a\":TRUE}",
                "{\"a\":nul}",
                "{\"a\":nullx}",
                "{\"a\":undefined}",
                "{\"a\":\"b}",
                "{\"a\":\"b\\\"}",
                "{\"a\":\"\\x41\"}",
                "{\"a\":\"\\'\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\U0041\"}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\u0000\"}",
                "{\"a\":\"\u001f\"}",
                "{\"a\":[1,]}",
                "{\"a\":[,1]}",
                "{\"a\":[1 2]}",
                "{\"a\":[1}",
                "{\"a\":{]}",
                "\ufeff{}",
                "{}\ufeff",
                "{\u00a0}",
                "{\u000b}",
                "{\u2028}",
                "// x\n{}",
                "{/* x */}",
                "{}#",
                "{}\u0000",
                "truefalse",
                "nul",
                "\"",
                "-",
                "1.",
                "01",
                "\"a\" \"b\"",
                "a",
                "{\"a\":1;}",
                "{\"a\"=1}",
                "<a/>",
                "event=a",
                "undefined"
            })
    void thisIsNoJson(String text) {
        assertThat(StrictJson.accepts(text)).isFalse();
        assertThat(defect(text)).isEqualTo(Defect.MALFORMED);
    }

    @Test
    void sixtyFourLevelsAreReadAndSixtyFiveAreTooDeep() {
        assertThat(defect(nested("{\"a\":", 63, "{}", "}"))).isNull();
        assertThat(defect(nested("{\"a\":", 64, "{}", "}"))).isEqualTo(Defect.TOO_DEEP);
        assertThat(defect("{\"a\":" + nested("[", 63, "", "]") + "}")).isNull();
        assertThat(defect("{\"a\":" + nested("[", 64, "", "]") + "}")).isEqualTo(Defect.TOO_DEEP);
        assertThat(defect("{\"a\":[0," + nested("[", 62, "", "]") + ",{}]}")).isNull();
        assertThat(defect("{\"a\":[0," + nested("[", 63, "", "]") + ",{}]}")).isEqualTo(Defect.TOO_DEEP);
        assertThat(defect(nested("[", 64, "", "]"))).isEqualTo(Defect.NOT_AN_OBJECT);
    }

    @Test
    void manyShallowMembersAreNotDeep() {
        var many = "{\"a\":[" + "[[]],".repeat(1000) + "[]],\"b\":{}}";

        assertThat(defect(many)).isNull();
    }

    @Test
    void noDepthIsADangerToTheStack() {
        assertThat(defect("[".repeat(100_000))).isEqualTo(Defect.TOO_DEEP);
        assertThat(defect("{\"a\":".repeat(100_000))).isEqualTo(Defect.TOO_DEEP);
    }

    @Test
    void aNumberOfAnyLengthIsJustText() {
        var digits = "1".repeat(5000);

        assertThat(Json.object("{\"a\":" + digits + ".5e99999}").get("a").json())
                .isEqualTo(digits + ".5e99999");
    }

    /** What is wrong with the text, null when it is an object; anything but a defect fails the test. */
    private static Defect defect(String text) {
        var refusal = catchThrowableOfType(DefectException.class, () -> Json.object(text));
        return refusal == null ? null : refusal.defect();
    }

    private static String nested(String open, int times, String inner, String close) {
        return open.repeat(times) + inner + close.repeat(times);
    }
}
