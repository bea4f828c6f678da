package io.stentor.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients choose the names, so no pattern may take for ever (protocol 9.2, channel_pattern). */
class ChannelPatternTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(.*a){20}b",
                "(?:a?){60}a{60}b",
                "(a*?)*?b",
                "(.*)*(.*)*(.*)*x",
                "(a+)\\1\\1\\1\\1b",
                "(x+x+)+y|(.*a){12}b"
            })
    void aPatternThatBacktracksWithoutEndIsGivenUp(String expression) {
        var pattern = new ChannelPattern(expression);

        assertComesToAnEnd(pattern);

        assertThat(pattern.gaveUp()).isTrue();
    }

    /** Java knows a way out of some of them, or runs out of stack. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "^(a+)+$",
                "(a|aa)+$",
                "(a|a)*b",
                "^(([a-z])+.)+[A-Z]([a-z])+$",
                "^(a*)*b$",
                "^(?=(a+)+b)",
                "((a|b)|(a|c))*d"
            })
    void onesThatOnlyLookLikeItComeToAnEndToo(String expression) {
        assertComesToAnEnd(new ChannelPattern(expression));
    }

    private static void assertComesToAnEnd(ChannelPattern pattern) {
        var hostile = "a".repeat(511) + "-";
        var took = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            long start = System.nanoTime();
            assertThat(pattern.find(hostile)).isFalse();
            return Duration.ofNanos(System.nanoTime() - start);
        });
        assertThat(took).isLessThan(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {".*-live", "orders.*live$", "a.*b.*", "[a-z]+[0-9]+x", "(a|b)*z", "^.*?.*?z$"})
    void onesOfQuadraticCostAreAnsweredInFull(String expression) {
        var pattern = new ChannelPattern(expression);

        for (int length : new int[] {1, 20, 200, 512}) {
            assertThat(pattern.find("a".repeat(length - 1) + "-")).isFalse();
        }

        assertThat(pattern.gaveUp()).isFalse();
    }

    @Test
    void aNameThatMatchesIsFoundAfterOneThatWasGivenUp() {
        var pattern = new ChannelPattern("(.*a){20}b|ok");

        assertThat(pattern.find("a".repeat(200))).isFalse();
        assertThat(pattern.gaveUp()).isTrue();
        assertThat(pattern.find("b" + "a".repeat(200))).isFalse();
        assertThat(pattern.find("ok")).isTrue();
    }

    @Test
    void patternsAreEqualByTheirText() {
        assertThat(new ChannelPattern("a+")).isEqualTo(new ChannelPattern("a+")).isNotEqualTo(new ChannelPattern("a"));
    }
}
