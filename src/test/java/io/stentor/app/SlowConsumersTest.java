package io.stentor.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stentor.config.ConfigException;
import io.stentor.protocol.ChannelName;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The app's member {@code slow_consumer} (protocol 12). */
class SlowConsumersTest {
    private static SlowConsumer of(String member, String channel) {
        return TestApps.app("\"slow_consumer\":" + member).slowConsumers().of(ChannelName.parse(channel, 200));
    }

    @Test
    void anAppThatSaysNothingLeavesItToTheServer() {
        var policies = TestApps.app().slowConsumers();

        assertThat(policies.of(ChannelName.parse("orders", 200))).isNull();
        assertThat(policies.lenient()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "disconnect, DISCONNECT",
        "drop_newest, DROP_NEWEST",
        "drop_oldest, DROP_OLDEST",
        "latest_only, LATEST_ONLY"
    })
    void oneWordHoldsForAllChannels(String word, SlowConsumer policy) {
        assertThat(of('"' + word + '"', "orders")).isEqualTo(policy);
        assertThat(of('"' + word + '"', "presence-room")).isEqualTo(policy);
    }

    @ParameterizedTest
    @CsvSource({
        "ticker-usd, LATEST_ONLY",
        "ticker-log.x, DROP_OLDEST",
        "ticker-log, LATEST_ONLY",
        "private-orders, DISCONNECT",
        "ticke, DROP_NEWEST"
    })
    void theLongestPrefixDecides(String channel, SlowConsumer policy) {
        var member = "{\"\":\"drop_newest\",\"ticker-\":\"latest_only\",\"ticker-log.\":\"drop_oldest\","
                + "\"private-\":\"disconnect\"}";

        assertThat(of(member, channel)).isEqualTo(policy);
    }

    @Test
    void whatNoPrefixNamesIsLeftToTheServer() {
        assertThat(of("{\"ticker-\":\"latest_only\"}", "orders")).isNull();
    }

    @Test
    void someoneMayStayWhereAnyPolicySaysSo() {
        assertThat(TestApps.app("\"slow_consumer\":\"disconnect\"")
                        .slowConsumers()
                        .lenient())
                .isFalse();
        assertThat(TestApps.app("\"slow_consumer\":{\"a\":\"disconnect\",\"b\":\"drop_oldest\"}")
                        .slowConsumers()
                        .lenient())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"drop\"", "\"\"", "7", "true", "[]", "{\"a\":\"drop\"}", "{\"a\":{\"b\":\"drop_oldest\"}}"})
    void anythingElseIsRefusedWithWhatIsAllowed(String member) {
        assertThatThrownBy(() -> TestApps.app("\"slow_consumer\":" + member))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("apps[0].slow_consumer is ")
                .hasMessageContaining("latest_only, or an object of them by channel prefix");
    }

    @Test
    void ofPrefixesThereIsALimit() {
        var many = IntStream.range(0, 101)
                .mapToObj(i -> "\"p" + i + "\":\"drop_oldest\"")
                .collect(Collectors.joining(",", "{", "}"));

        assertThatThrownBy(() -> TestApps.app("\"slow_consumer\":" + many)).hasMessageContaining("allowed: 100");
    }
}
