package io.stentor.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The command line of the benchmark. */
class ArgumentsTest {
    @Test
    void whatIsNotGivenHasItsDefault() {
        var arguments = parse("fanout");

        assertThat(arguments.scenario()).isEqualTo("fanout");
        assertThat(arguments.number(Option.CONNS)).isEqualTo(100);
        assertThat(arguments.nanos(Option.DURATION)).isEqualTo(10_000_000_000L);
        assertThat(arguments.on(Option.SATURATE)).isFalse();
        assertThat(arguments.has(Option.URL)).isFalse();
    }

    @Test
    void valuesComeAfterABlankOrAnEqualsSign() {
        var arguments = parse("slow", "--conns", "5_000", "--slow-rcvbuf=4096", "--saturate", "--rate", "0.5");

        assertThat(arguments.number(Option.CONNS)).isEqualTo(5000);
        assertThat(arguments.number(Option.SLOW_RCVBUF)).isEqualTo(4096);
        assertThat(arguments.on(Option.SATURATE)).isTrue();
        assertThat(arguments.decimal(Option.RATE)).isEqualTo(0.5);
    }

    @Test
    void whatIsUnknownMissingOrOutOfBoundsIsNamed() {
        assertThat(refusal("fanout", "--con", "1"))
                .startsWith("--con is no option")
                .contains("--conns");
        assertThat(refusal("fanout", "surplus")).startsWith("surplus is no option");
        assertThat(refusal("fanout", "--conns")).isEqualTo("--conns wants a value");
        assertThat(refusal("fanout", "--conns", "0")).isEqualTo("--conns is \"0\", allowed: 1–100000");
        assertThat(refusal("fanout", "--duration=601")).isEqualTo("--duration is \"601\", allowed: 0.1–600");
        assertThat(refusal("fanout", "--rate", "fast")).isEqualTo("--rate is \"fast\", allowed: 0.1–20000");
        assertThat(refusal()).startsWith("usage:");
        assertThat(refusal("--conns", "1")).startsWith("usage:");
    }

    @Test
    void helpNamesEveryScenarioAndOption() {
        assertThat(Arguments.help())
                .contains("connect fanout manychannels clientevents presence churn publish slow")
                .contains(
                        "--window        events on their way at once; clientevents: of each pair, 1 if not given (4; 1–1000)");
        for (var option : Option.values()) {
            assertThat(Arguments.help()).contains(option.spelling() + " ");
        }
    }

    @Test
    void theSecretIsNotAmongWhatIsReported() {
        assertThat(parse("fanout", "--secret", "top-secret", "--conns", "3", "--saturate")
                        .given())
                .isEqualTo("--conns 3 --saturate");
    }

    @Test
    void anotherMachineIsRefusedUnlessItIsMeant() {
        var url = "http://192.0.2.1:6001/";

        assertThatExceptionOfType(BenchException.class)
                .isThrownBy(() -> Target.of(parse("fanout", "--url", url)))
                .withMessage("192.0.2.1 is another machine; --allow-remote if that is meant")
                .matches(refused -> refused.exit() == Exit.USAGE);
        assertThat(Target.of(parse("fanout", "--url", url, "--allow-remote")).authority())
                .isEqualTo("192.0.2.1:6001");
    }

    @Test
    void aUrlMayHaveAPathAndNeedNotHaveAPort() {
        var target = Target.of(parse("fanout", "--url", "ws://localhost/realtime/"));

        assertThat(target.authority()).isEqualTo("127.0.0.1:80");
        assertThat(target.prefix()).isEqualTo("/realtime");
        assertThat(new String(target.handshake())).startsWith("GET /realtime/app/app-key?protocol=7&");
    }

    @Test
    void onlyPlainHttpIsSpoken() {
        for (var url : List.of("https://localhost", "localhost:6001", "http:///x")) {
            assertThatExceptionOfType(BenchException.class)
                    .isThrownBy(() -> Target.of(parse("fanout", "--url", url)))
                    .withMessageContaining("allowed: http://host:port");
        }
    }

    private static Arguments parse(String... words) {
        return Arguments.parse(List.of(words));
    }

    private static String refusal(String... words) {
        try {
            parse(words);
            throw new AssertionError("accepted");
        } catch (BenchException refused) {
            assertThat(refused.exit()).isEqualTo(Exit.USAGE);
            return refused.getMessage();
        }
    }
}
