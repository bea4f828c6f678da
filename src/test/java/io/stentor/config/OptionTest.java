package io.stentor.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of option: its default, what it takes, and what it says when it does not. */
class OptionTest {
    private static final Option<Integer> PORT = Option.integer("port", 6001, 0, 65_535, "A port.");
    private static final Option<Boolean> FLAG = Option.flag("metrics.enabled", true, "A flag.");
    private static final Option<String> TEXT = Option.text("host", "0.0.0.0", "a host name", "A text.");
    private static final Option<List<String>> LIST = Option.list("proxies", "addresses", "A list.");

    @Test
    void anOptionThatIsNotGivenHasItsDefault() {
        assertThat(PORT.in(name -> null)).isEqualTo(6001);
        assertThat(FLAG.in(name -> null)).isTrue();
        assertThat(TEXT.in(name -> null)).isEqualTo("0.0.0.0");
        assertThat(LIST.in(name -> null)).isEmpty();
    }

    @Test
    void anOptionIsLookedUpByItsName() {
        var given = Map.of("port", "1", "metrics.enabled", "false", "host", "::1", "proxies", "10.0.0.1");

        assertThat(PORT.in(given::get)).isEqualTo(1);
        assertThat(FLAG.in(given::get)).isFalse();
        assertThat(TEXT.in(given::get)).isEqualTo("::1");
        assertThat(LIST.in(given::get)).containsExactly("10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "65535, 65535", "' 80 ', 80", "007, 7"})
    void aNumberWithinItsBoundsIsTaken(String text, int number) {
        assertThat(PORT.parse(text)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536", "", " ", "x", "1.0", "1e3", "0x10", "6001;", "99999999999", "true", "--1"})
    void aNumberOutsideIsRefusedWithWhatIsAllowed(String text) {
        assertThatThrownBy(() -> PORT.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage("port is \"" + text + "\", allowed: 0–65535");
    }

    @Test
    void aFlagIsTrueOrFalse() {
        assertThat(FLAG.parse("true")).isTrue();
        assertThat(FLAG.parse(" false ")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "1", "TRUE", "on", "null"})
    void aFlagIsNothingElse(String text) {
        assertThatThrownBy(() -> FLAG.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage("metrics.enabled is \"" + text + "\", allowed: true, false");
    }

    @Test
    void aTextIsAnythingButEmpty() {
        assertThat(TEXT.parse(" a b ")).isEqualTo(" a b ");
        assertThatThrownBy(() -> TEXT.parse(""))
                .isInstanceOf(ConfigException.class)
                .hasMessage("host is \"\", allowed: a host name");
    }

    @Test
    void aListIsAnArrayOrSeparatedByCommas() {
        assertThat(LIST.parse("[]")).isEmpty();
        assertThat(LIST.parse(" [\"a\", \"b,c\"] ")).containsExactly("a", "b,c");
        assertThat(LIST.parse("a")).containsExactly("a");
        assertThat(LIST.parse(" a , b,c ")).containsExactly("a", "b", "c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[1]", "[null]", "[[\"a\"]]", "[\"a\",]", "[\"a\"] x", "[true]"})
    void aListHasStringsOnly(String text) {
        assertThatThrownBy(() -> LIST.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("proxies is ")
                .hasMessageEndingWith(", allowed: addresses");
    }

    @Test
    void theComplaintIsOneLineHoweverOddTheValue() {
        assertThatThrownBy(() -> PORT.parse("a\nb\u0000\""))
                .hasMessage("port is \"a\\nb\\u0000\\\"\", allowed: 0–65535");
        assertThatThrownBy(() -> PORT.parse("x".repeat(10_000)))
                .hasMessage("port is \"" + "x".repeat(60) + "…\", allowed: 0–65535");
    }

    @Test
    void theDeclarationIsThereToBeRead() {
        assertThat(PORT.name()).isEqualTo("port");
        assertThat(PORT.standard()).isEqualTo("6001");
        assertThat(PORT.allowed()).isEqualTo("0–65535");
        assertThat(FLAG.standard()).isEqualTo("true");
        assertThat(LIST.standard()).isEqualTo("[]");
    }
}
