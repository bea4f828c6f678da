package io.stentor.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stentor.config.ConfigException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The apps that the configuration names (protocol 12). */
class ConfiguredAppsTest {
    private static final String TWO_APPS = """
            [{"id":"1","key":"one","secret":"secret-one"},{"id":"2","key":"two","secret":"secret-two"}]""";

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
                .hasMessage("apps: the key of app \"2\" is used twice")
                .hasMessageNotContaining("secret");
    }
}
