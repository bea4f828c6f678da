package io.stentor.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of connections: drawn as protocol 1.3 says, read as protocol 8.3 says. */
class SocketIdTest {
    private static final String FORM = "[1-9][0-9]{0,9}\\.[1-9][0-9]{0,9}";

    @Test
    void everyDrawHasTheFormOfTheProtocol() {
        var random = new SecureRandom();

        for (int i = 0; i < 20_000; i++) {
            assertThat(SocketId.draw(random).text()).matches(FORM);
        }
    }

    @Test
    void drawsHardlyEverRepeat() {
        var random = new SecureRandom();
        var drawn = new HashSet<SocketId>();

        for (int i = 0; i < 20_000; i++) {
            drawn.add(SocketId.draw(random));
        }

        assertThat(drawn).hasSize(20_000);
    }

    @Test
    void theNumbersReachFromOneToTenDigits() {
        assertThat(SocketId.draw(always(1)).text()).isEqualTo("1.1");
        assertThat(SocketId.draw(always(9_999_999_999L)).text()).isEqualTo("9999999999.9999999999");
    }

    @Test
    void whatWasDrawnCanBeReadBack() {
        var id = SocketId.draw(new SecureRandom());

        assertThat(SocketId.parse(id.text())).isEqualTo(id).hasToString(id.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1", "123456.789012", "0.0", "007.1", "99999999999999999999.1"})
    void twoNumbersAroundADotAreAnId(String text) {
        assertThat(SocketId.parse(text)).isEqualTo(new SocketId(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1",
                "1.",
                ".1",
                "1.1.",
                "1.1:",
                "1.1.1",
                "1,1",
                " 1.1",
                "1.1 ",
                "1.1\n",
                "-1.1",
                "1.-1",
                "+1.1",
                "1e1.1",
                "a.b",
                "1.1a",
                "1 .1",
                "٣.٣",
                "１.１",
                "1.1\u0000",
                "socket_id",
                "null"
            })
    void anythingElseIsNone(String text) {
        assertThat(SocketId.parse(text)).isNull();
    }

    @Test
    void anEndlessNumberIsNoId() {
        assertThat(SocketId.parse("1".repeat(10_000) + ".1")).isNull();
    }

    private static RandomGenerator always(long number) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return number;
            }

            @Override
            public long nextLong(long from, long to) {
                assertThat(number).isBetween(from, to - 1);
                return number;
            }
        };
    }
}
