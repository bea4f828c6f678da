package io.stentor.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stentor.app.App;
import io.stentor.app.Apps.State;
import io.stentor.channel.ChannelSettings;
import io.stentor.config.ConfigException;
import io.stentor.connection.OutboxLimits;
import io.stentor.server.HttpSettings;
import io.stentor.webhook.WebhookSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that was configured, checked at the start (protocol 12). */
class SettingsTest {
    private static final String ONE_APP = "[{\"id\":\"1\",\"key\":\"k\",\"secret\":\"hush\"}]";

    private final List<String> warnings = new ArrayList<>();

    @Test
    void withoutAWordTheDefaultsOfTheProtocolHold() {
        var settings = read(Map.of(), false);

        assertThat(settings.server().maxConnections()).isZero();
        assertThat(settings.server().connectsPerAddress()).isZero();
        assertThat(settings.server().messageBytes()).isEqualTo(65_536);
        assertThat(settings.server().outbox()).isEqualTo(new OutboxLimits(1000, 1_048_576, true));
        assertThat(settings.server().timeouts().pong()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.server().timeouts().write()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.server().timeouts().pingInterval()).isZero();
        assertThat(settings.server().http())
                .isEqualTo(new HttpSettings(10 * 1024 * 1024, Duration.ofSeconds(30), 100_000, 32 * 1024 * 1024, null));
        assertThat(settings.server().grace()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.server().channels()).isEqualTo(new ChannelSettings(10_000, Duration.ZERO));
        assertThat(settings.server().timeouts().authorization()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.webhooks())
                .isEqualTo(new WebhookSettings(
                        Duration.ofMillis(50), 100, 10_000, 16 << 20, 1_000, 16 << 20, false, Duration.ofSeconds(5)));
        assertThat(settings.apps().all()).isEmpty();
        assertThat(settings.demo()).isFalse();
        assertThat(settings.host()).isEqualTo("0.0.0.0");
        assertThat(settings.port()).isEqualTo(6001);
        assertThat(settings.lanes()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(warnings).isEmpty();
    }

    @Test
    void theAppsAreInOnePlaceOrTheOther() {
        var url = "jdbc:h2:mem:x";

        assertThatThrownBy(() -> read(Map.of("apps", "[]", "jdbc.url", url), false))
                .isInstanceOf(ConfigException.class)
                .hasMessage("jdbc.url and apps are both given, allowed: one of them");
        assertThatThrownBy(() -> read(Map.of("datasource", "jdbc/x", "apps", "[]"), false))
                .hasMessage("datasource and apps are both given, allowed: one of them");
        assertThatThrownBy(() -> read(Map.of("datasource", "jdbc/x", "jdbc.url", url), false))
                .hasMessage("datasource and jdbc.url are both given, allowed: one of them");
    }

    @Test
    void whoHasATableOfAppsHasNoDemoApp() {
        var settings = read(Map.of("jdbc.url", "jdbc:h2:mem:x"), true);

        assertThat(settings.demo()).isFalse();
        assertThat(settings.apps().state()).isEqualTo(State.UNKNOWN);
        assertThat(settings.updates()).isNotNull();
    }

    @Test
    void appsThatAreGivenElsewhereThanInTheFileDoNotChange() {
        assertThat(read(Map.of("apps", ONE_APP), false).updates()).isNull();
    }

    @Test
    void everyOptionIsTaken() {
        var settings = read(
                Map.ofEntries(
                        Map.entry("max_connections", "7"),
                        Map.entry("connects_per_address_per_second", "8"),
                        Map.entry("activity_timeout", "9"),
                        Map.entry("pong_timeout", "10"),
                        Map.entry("websocket_max_payload_kb", "11"),
                        Map.entry("websocket.max_messages", "12"),
                        Map.entry("websocket.max_bytes", "13"),
                        Map.entry("websocket.disconnect_on_buffer_full", "false"),
                        Map.entry("websocket.write_timeout", "14"),
                        Map.entry("websocket.ping_interval", "15"),
                        Map.entry("http_api.request_limit_in_mb", "16"),
                        Map.entry("http_api.body_timeout", "18"),
                        Map.entry("idempotency.max_entries", "19"),
                        Map.entry("idempotency.limit_in_mb", "20"),
                        Map.entry("trusted_proxies", "10.0.0.0/8, ::1"),
                        Map.entry("shutdown_grace_period", "17"),
                        Map.entry("lanes", "3"),
                        Map.entry("user_authentication_timeout", "18"),
                        Map.entry("cache.max_entries", "19"),
                        Map.entry("presence.ungraceful_timeout_seconds", "20"),
                        Map.entry("host", "localhost"),
                        Map.entry("port", "0"),
                        Map.entry("apps", ONE_APP)),
                false);

        assertThat(settings.server().maxConnections()).isEqualTo(7);
        assertThat(settings.server().connectsPerAddress()).isEqualTo(8);
        assertThat(settings.apps().all()).extracting(App::activityTimeout).containsExactly(9);
        assertThat(settings.server().timeouts().pong()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.server().messageBytes()).isEqualTo(11 * 1024);
        assertThat(settings.server().outbox()).isEqualTo(new OutboxLimits(12, 13, false));
        assertThat(settings.server().timeouts().write()).isEqualTo(Duration.ofSeconds(14));
        assertThat(settings.server().timeouts().pingInterval()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.server().http())
                .isEqualTo(new HttpSettings(16 * 1024 * 1024, Duration.ofSeconds(18), 19, 20 * 1024 * 1024, null));
        assertThat(settings.server().proxies().client("10.1.1.1", List.of("192.0.2.1")))
                .isEqualTo("192.0.2.1");
        assertThat(settings.server().grace()).isEqualTo(Duration.ofSeconds(17));
        assertThat(settings.lanes()).isEqualTo(3);
        assertThat(settings.server().timeouts().authorization()).isEqualTo(Duration.ofSeconds(18));
        assertThat(settings.server().channels()).isEqualTo(new ChannelSettings(19, Duration.ofSeconds(20)));
        assertThat(settings.host()).isEqualTo("localhost");
        assertThat(settings.port()).isZero();
    }

    @Test
    void pagesOfOtherSitesAreLetInWhereTheyAreNamed() {
        var cors = read(Map.of("cors.origin", "https://a.com, *.b.com"), false)
                .server()
                .http()
                .cors();

        assertThat(cors.origins().allow(List.of("https://a.com"))).isTrue();
        assertThat(cors.origins().allow(List.of("http://c.b.com"))).isTrue();
        assertThat(cors.origins().allow(List.of("https://c.com"))).isFalse();
        assertThat(cors.origins().allow(List.of())).isFalse();
        assertThat(cors.anyOrigin()).isFalse();
        assertThat(cors.methods()).isEqualTo("GET, POST");
        assertThat(cors.headers()).isEqualTo("Content-Type, X-Idempotency-Key");
        assertThat(cors.credentials()).isFalse();
        assertThat(read(Map.of("cors.origin", "*"), false)
                        .server()
                        .http()
                        .cors()
                        .anyOrigin())
                .isTrue();
        assertThat(read(Map.of("cors.methods", "GET", "cors.credentials", "true"), false)
                        .server()
                        .http()
                        .cors())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    cors.credentials     | true        | cors.credentials is true while cors.origin is any, allowed: one of them
                    cors.methods         | GET POST    | cors.methods is not a list of names, allowed: method names
                    cors.methods         | `GET,,POST` | cors.methods is not a list of names, allowed: method names
                    cors.allowed_headers | ["X\\r\\nY"] | cors.allowed_headers is not a list of names, allowed: header names
                    """)
    void whatWouldNotBeAHeaderStopsTheStart(String name, String value, String message) {
        assertThatThrownBy(() -> read(Map.of("cors.origin", "*", name, value), false))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    max_connections          | -2     | max_connections is "-2", allowed: -1–2147483647
                    activity_timeout         | 0      | activity_timeout is "0", allowed: 1–86400
                    pong_timeout             | soon   | pong_timeout is "soon", allowed: 1–3600
                    websocket_max_payload_kb | 0      | websocket_max_payload_kb is "0", allowed: 1–1024
                    websocket.max_bytes      | -1     | websocket.max_bytes is "-1", allowed: 0–1073741824
                    websocket.disconnect_on_buffer_full | maybe | websocket.disconnect_on_buffer_full is "maybe", allowed: true, false
                    port                     | 65536  | port is "65536", allowed: 0–65535
                    port                     | ``     | port is "", allowed: 0–65535
                    http_api.body_timeout    | 0      | http_api.body_timeout is "0", allowed: 1–3600
                    idempotency.max_entries  | 0      | idempotency.max_entries is "0", allowed: 1–10000000
                    idempotency.limit_in_mb  | 0      | idempotency.limit_in_mb is "0", allowed: 1–1024
                    cors.origin              | a/b    | cors.origin: "a/b" is more than an origin
                    trusted_proxies          | proxy  | trusted_proxies has "proxy", allowed: addresses and CIDR networks
                    lanes                    | 257    | lanes is "257", allowed: 0–256
                    apps                     | {      | apps is not valid JSON, allowed: a JSON array
                    apps                     | {}     | apps is not a JSON array of apps
                    apps                     | ``     | apps is not valid JSON, allowed: a JSON array
                    apps                     | [1]    | apps[0] is not a JSON object
                    """)
    void aWrongValueStopsTheStartWithItsNameAndWhatIsAllowed(String name, String value, String message) {
        assertThatThrownBy(() -> read(Map.of(name, value), false))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void withoutEitherLimitOfTheOutboxNothingStarts() {
        assertThatThrownBy(() -> read(Map.of("websocket.max_messages", "0", "websocket.max_bytes", "0"), false))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("websocket.max_messages and websocket.max_bytes are both 0");
        assertThat(read(Map.of("websocket.max_messages", "0"), false)
                        .server()
                        .outbox()
                        .frames())
                .isZero();
        assertThat(read(Map.of("websocket.max_bytes", "0"), false)
                        .server()
                        .outbox()
                        .bytes())
                .isZero();
    }

    @Test
    void standaloneWithoutAppsThereIsADemoAppForThisMachineAlone() {
        var settings = read(Map.of(), true);

        assertThat(settings.demo()).isTrue();
        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.apps().byKey("app-key")).map(App::id).contains("app-id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"})
    void onALoopbackAddressTheDemoAppStays(String host) {
        var settings = read(Map.of("host", host), true);

        assertThat(settings.demo()).isTrue();
        assertThat(settings.host()).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.1", "::", "example.com", "localhost.example.com"})
    void onAPublicAddressThereIsNoDemoApp(String host) {
        var settings = read(Map.of("host", host), true);

        assertThat(settings.demo()).isFalse();
        assertThat(settings.apps().all()).isEmpty();
    }

    @Test
    void whereAppsAreConfiguredThereIsNoDemoApp() {
        assertThat(read(Map.of("apps", ONE_APP), true).demo()).isFalse();
        assertThat(read(Map.of("apps", ONE_APP), true).host()).isEqualTo("0.0.0.0");
        assertThat(read(Map.of("apps", "[]"), true).demo()).isFalse();
        assertThat(read(Map.of("apps", "[]"), true).apps().all()).isEmpty();
    }

    @Test
    void insideAContainerThereIsNeverADemoApp() {
        assertThat(read(Map.of(), false).demo()).isFalse();
        assertThat(read(Map.of("host", "127.0.0.1"), false).apps().all()).isEmpty();
    }

    @Test
    void variablesInValuesComeFromTheEnvironment() {
        var settings = read(
                Map.of(
                        "port",
                        "${PORT}",
                        "pong_timeout",
                        "${PONG:-20}",
                        "apps",
                        "[{\"id\":\"${ID}\",\"key\":\"${KEY:-k}\",\"secret\":\"${SECRET}\"}]"),
                false);

        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.server().timeouts().pong()).isEqualTo(Duration.ofSeconds(20));
        assertThat(settings.apps().byKey("k")).map(App::id).contains("from \"the\" environment");
    }

    @Test
    void aVariableThatIsNotSetStopsTheStart() {
        assertThatThrownBy(() -> read(Map.of("port", "${NOWHERE}"), false))
                .isInstanceOf(ConfigException.class)
                .hasMessage("${NOWHERE} is used in the configuration, but NOWHERE is not set in the environment");
        assertThatThrownBy(() -> read(Map.of("apps", "[{\"id\":\"${NOWHERE}\"}]"), false))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void unknownNamesAreWarnings() {
        read(Map.of("prot", "1", "apps", "[{\"id\":1,\"key\":\"k\",\"secret\":\"hush\",\"enable\":true}]"), false);

        assertThat(warnings)
                .containsExactly(
                        "system properties have an unknown option, which is ignored: prot",
                        "apps[0] has an unknown member, which is ignored: enable");
    }

    @Test
    void webhooksAreSetUpAsTheOptionsSay() {
        var settings = read(
                Map.of(
                        "webhooks.batching.duration", "7",
                        "webhooks.batching.size", "8",
                        "webhooks.vacated_delay_ms", "9",
                        "webhooks.max_queue", "10",
                        "webhooks.max_queue_bytes", "100000",
                        "webhooks.dead_letters", "11",
                        "webhooks.dead_letter_bytes", "12",
                        "webhooks.refuse_private_addresses", "true",
                        "webhooks.flush_seconds", "13"),
                false);

        assertThat(settings.server().vacatedDelay()).isEqualTo(Duration.ofMillis(9));
        assertThat(settings.webhooks())
                .isEqualTo(new WebhookSettings(
                        Duration.ofMillis(7), 8, 10, 100_000, 11, 12, true, Duration.ofSeconds(13)));
    }

    @Test
    void withoutBatchingEventsAreNotCollected() {
        var settings = read(Map.of("webhooks.batching.enabled", "false"), false);

        assertThat(settings.webhooks().batching()).isZero();
        assertThat(settings.webhooks().batchSize()).isEqualTo(1);
    }

    @Test
    void aWrongNetworkOfOperatorsStopsTheStart() {
        assertThatThrownBy(() -> read(Map.of("ops.allow", "10.0.0.0/33"), false))
                .hasMessage("ops.allow has \"10.0.0.0/33\", allowed: addresses and CIDR networks");
        assertThatThrownBy(() -> read(Map.of("ops.token", ""), false))
                .hasMessage("ops.token is \"\", allowed: any text but the empty one");
    }

    @Test
    void aSecretIsNeverShown() {
        assertThat(read(Map.of("ops.token", "hush"), false).toString()).doesNotContain("hush");
        assertThat(read(Map.of("apps", ONE_APP), false).toString()).doesNotContain("hush");
        for (var apps : List.of(ONE_APP + "x", ONE_APP.replace("\"id\":\"1\",", ""), "{\"a\":" + ONE_APP + "}")) {
            assertThatThrownBy(() -> read(Map.of("apps", apps), false)).hasMessageNotContaining("hush");
        }
    }

    private Settings read(Map<String, String> options, boolean standalone) {
        var properties = new Properties();
        options.forEach((name, value) -> properties.setProperty("stentor." + name, value));
        var environment = new HashMap<String, String>();
        environment.put("PORT", "8080");
        environment.put("ID", "from \"the\" environment");
        environment.put("SECRET", "s");
        var sources = new Sources(List.of(Sources.systemProperties(properties)));
        return Settings.read(sources, environment::get, standalone, warnings::add);
    }
}
