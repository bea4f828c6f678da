package io.stentor.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stentor.config.ConfigException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The apps that the configuration names (protocol 12). */
class ConfiguredAppsTest {
    private static final String TWO_APPS = """
            [{"id":"1","key":"one","secret":"secret-one"},{"id":"2","key":"two","secret":"secret-two"}]""";

    private static final String PAIR = "{\"key\":\"next\",\"secret\":\"secret-next\"}";

    @Test
    void anAppIsFoundByItsExactKeyAndId() {
        var apps = new ConfiguredApps(TestApps.read(TWO_APPS));

        assertThat(apps.byKey("one")).map(App::id).contains("1");
        assertThat(apps.byId("2")).map(App::key).contains("two");
        assertThat(apps.byKey("ONE")).isEmpty();
        assertThat(apps.byKey("one ")).isEmpty();
        assertThat(apps.byKey("")).isEmpty();
        assertThat(apps.byKey("1")).isEmpty();
        assertThat(apps.byId("one")).isEmpty();
        assertThat(apps.all()).extracting(App::id).containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void noAppIsAConfigurationToo() {
        var apps = new ConfiguredApps(List.of());

        assertThat(apps.all()).isEmpty();
        assertThat(apps.byKey("")).isEmpty();
    }

    @Test
    void twoAppsCannotShareAnId() {
        var apps = TestApps.read(TWO_APPS.replace("\"2\"", "1"));

        assertThatThrownBy(() -> new ConfiguredApps(apps))
                .isInstanceOf(ConfigException.class)
                .hasMessage("apps: the id \"1\" is used twice");
    }

    @Test
    void twoAppsCannotShareAKey() {
        var apps = TestApps.read(TWO_APPS.replace("two\"", "one\""));

        assertThatThrownBy(() -> new ConfiguredApps(apps))
                .isInstanceOf(ConfigException.class)
                .hasMessage("apps: a key of app \"2\" is used twice")
                .hasMessageNotContaining("secret");
    }

    @Test
    void anAppIsFoundByEachOfItsKeys() {
        var apps = new ConfiguredApps(
                TestApps.read(TWO_APPS.replace("\"secret-two\"", "\"secret-two\",\"additional_keys\":[" + PAIR + "]")));

        assertThat(apps.byKey("two")).map(App::id).contains("2");
        assertThat(apps.byKey("next")).map(App::id).contains("2");
        assertThat(apps.byKey("one")).map(App::id).contains("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "two"})
    void noKeyMayBelongToTwoAppsOrTwiceToOne(String key) {
        var json = TWO_APPS.replace(
                "\"secret-two\"", "\"secret-two\",\"additional_keys\":[" + PAIR.replace("next", key) + "]");

        assertThatThrownBy(() -> new ConfiguredApps(TestApps.read(json)))
                .isInstanceOf(ConfigException.class)
                .hasMessageMatching(
                        "apps: a key of app \"2\" is used twice|apps\\[1]\\.additional_keys names a key twice")
                .hasMessageNotContaining("secret-");
    }
}
