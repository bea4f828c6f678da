package io.stentor.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol counts in bytes of UTF-8, and reads it strictly. */
class Utf8Test {

    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "a, 1",
        "\u007f, 1",
        "\u0080, 2",
        "é, 2",
        "\u07ff, 2",
        "\u0800, 3",
        "€, 3",
        "\uffff, 3",
        "😀, 4",
        "a€😀, 8"
    })
    void aCharacterCountsItsBytes(String text, int bytes) {
        assertThat(Utf8.length(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc00", "a\ud800", "\ud800a", "\udc00\ud800", "\ud83d\ud83d\ude00"})
    void aLoneSurrogateCountsTheOneByteThatStandsForIt(String text) {
        assertThat(Utf8.length(text)).isEqualTo(text.getBytes(UTF_8).length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "é€", "😀", "😀😀", "a😀b", "\ud7ff\ue000"})
    void aTextOfWholeCharactersHasAnUtf8Form(String text) {
        assertThat(Utf8.encodes(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc00", "a\ud800", "\ud800a", "\udc00\ud800", "\ud83d\ud83d\ude00", "😀\ude00"})
    void aTextWithHalfACharacterHasNone(String text) {
        assertThat(Utf8.encodes(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "bf",
                "c3",
                "c328",
                "c080",
                "c1bf",
                "e282",
                "e28228",
                "e08080",
                "eda080",
                "edbfbf",
                "f09f98",
                "f0808080",
                "f4908080",
                "f8888080",
                "ff",
                "fe",
                "61c3"
            })
    void whatIsNoUtf8IsNoText(String hex) {
        assertThat(Utf8.decode(HexFormat.of().parseHex(hex))).isNull();
    }
}
