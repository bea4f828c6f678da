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

    @Test
    void whoHoldsAnAppSeesItsChanges() {
        var apps = new ConfiguredApps(TestApps.read(TWO_APPS));
        var live = apps.live("1").orElseThrow();

        var changes = apps.replace(TestApps.read(
                TWO_APPS.replace("secret-one", "another").replace("\"key\":\"two\"", "\"key\":\"three\"")));

        assertThat(live.now()).isSameAs(apps.byId("1").orElseThrow());
        assertThat(apps.byKey("two")).isEmpty();
        assertThat(apps.byKey("three")).isPresent();
        assertThat(changes).hasToString("2 changed (1, 2)");
    }

    @Test
    void whatHasNotChangedIsNotCounted() {
        var all = TestApps.read(TWO_APPS);
        var apps = new ConfiguredApps(all);

        assertThat(apps.replace(all).none()).isTrue();
        assertThat(apps.replace(all.subList(1, 2))).hasToString("1 removed (1)");
        assertThat(apps.live("1")).isEmpty();
        assertThat(apps.replace(all)).hasToString("1 added (1)");
    }

    @Test
    void appsThatAreNotAllowedChangeNothing() {
        var apps = new ConfiguredApps(TestApps.read(TWO_APPS));
        var wrong = TestApps.read(TWO_APPS.replace("two\"", "one\"").replace("secret-one", "another"));
        var before = apps.byId("1").orElseThrow();

        assertThatThrownBy(() -> apps.replace(wrong)).isInstanceOf(ConfigException.class);

        assertThat(apps.byId("1")).containsSame(before);
        assertThat(apps.live("1").orElseThrow().now()).isSameAs(before);
        assertThat(apps.byKey("two")).isPresent();
    }

    @Test
    void manyChangesAreNotAllNamed() {
        var json = new StringBuilder("[");
        for (int i = 0; i < 12; i++) {
            json.append(i == 0 ? "" : ",").append("{\"id\":" + i + ",\"key\":" + i + ",\"secret\":\"s\"}");
        }
        var apps = new ConfiguredApps();

        assertThat(apps.replace(TestApps.read(json + "]")).toString())
                .startsWith("12 added (")
                .endsWith(", …)");
    }

    @Test
    void howMuchIsKnownOfThem() {
        var apps = new ConfiguredApps();
        apps.readable(false);
        assertThat(apps.state()).isEqualTo(Apps.State.UNKNOWN);

        apps.replace(List.of());
        assertThat(apps.state()).isEqualTo(Apps.State.CURRENT);

        apps.readable(false);
        assertThat(apps.state()).isEqualTo(Apps.State.STALE);
        apps.readable(true);
        assertThat(apps.state()).isEqualTo(Apps.State.CURRENT);
    }
}
