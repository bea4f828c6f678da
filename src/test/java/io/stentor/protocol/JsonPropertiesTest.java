package io.stentor.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stentor.protocol.Json.Defect;
import io.stentor.protocol.Json.DefectException;
import io.stentor.protocol.Json.Value;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Reading and writing over many texts that are JSON, nearly are, or are nothing at all (protocol 0, 6). */
class JsonPropertiesTest {
    @Property(tries = 2000)
    void anyObjectIsRead(@ForAll("objects") String text) {
        assertThat(defect(text)).isNull();
    }

    @Property(tries = 5000)
    void whatIsReadIsExactlyWhatTheRfcAllows(@ForAll("nearlyJson") String text) {
        var defect = defect(text);

        if (StrictJson.accepts(text)) {
            assertThat(defect).isIn(null, Defect.NOT_AN_OBJECT);
            assertThat(defect == null).isEqualTo(text.strip().startsWith("{"));
        } else {
            assertThat(defect).isEqualTo(Defect.MALFORMED);
        }
    }

    @Property(tries = 5000)
    void noTextCausesAnythingButADefect(@ForAll String text) {
        var defect = defect(text);

        assertThat(defect == null || defect == Defect.NOT_AN_OBJECT).isEqualTo(StrictJson.accepts(text));
    }

    @Property(tries = 2000)
    void everyMemberOfAnyObjectIsTheTextThatStoodThere(
            @ForAll("values") String first, @ForAll("values") String second, @ForAll("values") String third) {
        var members = Json.object("{\"a\":" + first + ",\r\n\"b\" : " + second + " , \"c\":" + third + "}");

        assertThat(members.values()).extracting(Value::json).containsExactly(first, second, third);
    }

    @Property
    void aTreeThatIsWrittenIsTheSameTree(@ForAll("values") String text) {
        var tree = Json.tree(text);

        assertThat(Json.tree(Json.write(tree))).isEqualTo(tree);
    }

    @Property(tries = 3000)
    void anyStringIsReadBackAsItWas(@ForAll("strings") String text) {
        var quoted = Json.quote(text);

        assertThat(StrictJson.accepts(quoted)).isTrue();
        assertThat(Json.tree(quoted)).isEqualTo(text);
        assertThat(Json.object("{\"a\":" + quoted + "}").get("a").string()).isEqualTo(text);
    }

    @Property
    void aQuotedStringCanBeSentAsUtf8(@ForAll("strings") String text) {
        assertThat(Json.quote(text).chars().filter(c -> c < ' ')).isEmpty();
        assertThat(UTF_8.newEncoder().canEncode(Json.quote(text))).isTrue();
    }

    @Property
    void theCompactFormIsTheSameJson(@ForAll("values") String json) {
        var compact = Json.compact(json);

        assertThat(Json.tree(compact)).isEqualTo(Json.tree(json));
        assertThat(Json.compact(compact)).isEqualTo(compact);
        assertThat(compact).doesNotContain("\n", "\r", "\t");
    }

    @Provide
    Arbitrary<String> objects() {
        return JsonTexts.objects();
    }

    @Provide
    Arbitrary<String> nearlyJson() {
        return Arbitraries.oneOf(JsonTexts.spoiled(), JsonTexts.soup(), JsonTexts.values());
    }

    @Provide
    Arbitrary<String> values() {
        return JsonTexts.values();
    }

    @Provide
    Arbitrary<String> strings() {
        var surrogates = Arbitraries.strings()
                .withCharRange('\ud800', '\udfff')
                .withChars("a\"\\\n")
                .ofMaxLength(8);
        var controls = Arbitraries.strings().withCharRange('\u0000', '\u007f').ofMaxLength(20);
        return Arbitraries.oneOf(
                surrogates, controls, Arbitraries.strings().all().ofMaxLength(20));
    }

    /** What is wrong with the text, null when it is an object; anything but a defect fails the test. */
    private static Defect defect(String text) {
        var refusal = catchThrowableOfType(DefectException.class, () -> Json.object(text));
        return refusal == null ? null : refusal.defect();
    }
}
