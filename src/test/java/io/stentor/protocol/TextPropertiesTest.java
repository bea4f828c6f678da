package io.stentor.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.stentor.protocol.Query.Parameter;
import java.net.URLEncoder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** {@link Utf8} and {@link Query} over many texts. */
class TextPropertiesTest {
    @Property
    void theLengthIsThatOfTheEncodedText(@ForAll String text) {
        assertThat(Utf8.length(text)).isEqualTo(text.getBytes(UTF_8).length);
    }

    @Property
    void whatWasEncodedIsReadBack(@ForAll String text) {
        var bytes = text.getBytes(UTF_8);

        assertThat(Utf8.decode(bytes)).isEqualTo(new String(bytes, UTF_8));
    }

    @Property
    void anEncodedParameterIsReadBack(@ForAll String name, @ForAll String value) {
        var raw = URLEncoder.encode("x" + name, UTF_8) + "=" + URLEncoder.encode(value, UTF_8);

        assertThat(Query.parse(raw).parameters()).containsExactly(new Parameter("x" + sent(name), sent(value)));
    }

    @Property
    void noTextIsTooOddToRead(@ForAll String raw) {
        assertThatCode(() -> Query.parse(raw)).doesNotThrowAnyException();
    }

    /** The text as UTF-8 can carry it. */
    private static String sent(String text) {
        return new String(text.getBytes(UTF_8), UTF_8);
    }
}
