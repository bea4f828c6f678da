package io.stentor.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stentor.config.ConfigException;
import io.stentor.config.Option;
import io.stentor.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Apps as an operator writes them (protocol 12). */
class AppReaderTest {

    @Test
    void idKeyAndSecretAreEnough() {
        var app = TestApps.read("[{\"id\":\"7\",\"key\":\"chat\",\"secret\":\"s\"}]")
                .get(0);

        assertThat(app.id()).isEqualTo("7");
        assertThat(app.key()).isEqualTo("chat");
        assertThat(app.signature().of("text")).isEqualTo(new Signature("s").of("text"));
        assertThat(app.enabled()).isTrue();
        assertThat(app.requireTls()).isFalse();
        assertThat(app.activityTimeout()).isEqualTo(120);
        assertThat(app.origins().allow(List.of())).isTrue();
        assertThat(app.limits())
                .isEqualTo(new Limits(
                        0,
                        200,
                        10_000,
                        100,
                        200,
                        10_240,
                        10,
                        100,
                        2048,
                        1800,
                        new RateLimit(10, 1, false),
                        new RateLimit(0, 60, false),
                        new RateLimit(0, 1, false),
                        new RateLimit(0, 1, false),
                        120));
        assertThat(app.features()).isEqualTo(new Features(false, false, false, false, true));
    }

    @Test
    void everyFieldIsRead() {
        var app = TestApps.app("""
                "enabled":false,"allowed_origins":["https://a.com","null"],"allow_missing_origin":true,
                "require_tls":true,"activity_timeout":30,"max_connections":5,"max_channel_name_length":100,
                "max_channels_per_connection":7,"max_event_channels_at_once":8,"max_event_name_length":50,
                "max_event_payload_in_kb":1,"max_event_batch_size":11,"max_presence_members_per_channel":9,
                "max_presence_member_size_in_kb":3,"cache_ttl":60,"max_client_events_per_second":20,
                "decay_seconds":2,"terminate_on_limit":true,"message_rate_limit":{"enabled":true,"max_attempts":5,
                "decay_seconds":30,"terminate_on_limit":true},"enable_client_messages":true,
                "enable_user_authentication":true,"enable_watchlist_events":true,"enable_subscription_count":true,
                "max_backend_events_per_second":6,"max_read_requests_per_second":7,
                "idempotency":{"enabled":false,"ttl_seconds":8}""");

        assertThat(app.enabled()).isFalse();
        assertThat(app.requireTls()).isTrue();
        assertThat(app.activityTimeout()).isEqualTo(30);
        assertThat(app.origins().allow(List.of("https://a.com"))).isTrue();
        assertThat(app.origins().allow(List.of("https://b.com"))).isFalse();
        assertThat(app.origins().allow(List.of())).isTrue();
        assertThat(app.features()).isEqualTo(new Features(true, true, true, true, false));
        assertThat(app.limits())
                .isEqualTo(new Limits(
                        5,
                        100,
                        7,
                        8,
                        50,
                        1024,
                        11,
                        9,
                        3072,
                        60,
                        new RateLimit(20, 2, true),
                        new RateLimit(5, 30, true),
                        new RateLimit(6, 1, false),
                        new RateLimit(7, 1, false),
                        8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "key", "secret"})
    void anAppWithoutIdKeyOrSecretIsRefused(String field) {
        var complete = "{\"id\":\"7\",\"key\":\"chat\",\"secret\":\"hush\"}";

        for (var spoiled : List.of(
                complete.replace(field, field + "s"),
                complete.replaceAll("\"" + field + "\":\"[a-z7]*\"", "\"" + field + "\":null"),
                complete.replaceAll("\"" + field + "\":\"[a-z7]*\"", "\"" + field + "\":\"\""))) {
            assertThat(complaint("[" + spoiled + "]"))
                    .isEqualTo("apps[0]." + field + " is missing; every app needs id, key and secret");
        }
    }

    @Test
    void numbersBecomeStrings() {
        var app = TestApps.read("[{\"id\":7,\"key\":12345678901234567890,\"secret\":42}]")
                .get(0);

        assertThat(app.id()).isEqualTo("7");
        assertThat(app.key()).isEqualTo("12345678901234567890");
        assertThat(app.signature().of("text")).isEqualTo(new Signature("42").of("text"));
    }

    @Test
    void numbersAndFlagsMayBeStrings() {
        var app = TestApps.app("\"max_connections\":\"5\",\"activity_timeout\":\" 30 \",\"enabled\":\"false\"");

        assertThat(app.limits().connections()).isEqualTo(5);
        assertThat(app.activityTimeout()).isEqualTo(30);
        assertThat(app.enabled()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "\"-1\"", "null"})
    void anyNumberOfConnectionsCanBeSaidInSomeWays(String value) {
        assertThat(TestApps.app("\"max_connections\":" + value).limits().connections())
                .isZero();
    }

    @Test
    void theAppsTimeoutComesBeforeTheServers() {
        var tree = Json.tree("""
                [{"id":1,"key":"a","secret":"s"},{"id":2,"key":"b","secret":"s","activity_timeout":10},
                 {"id":3,"key":"c","secret":"s","activity_timeout":null}]""");

        assertThat(new AppReader(77, warning -> {}).read(tree))
                .extracting(App::activityTimeout)
                .containsExactly(77, 10, 77);
    }

    @Test
    void allowedOriginsMayBeOneStringOrMany() {
        for (var origins :
                List.of("[\"https://a.com\",\"b.com\"]", "\"https://a.com, b.com\"", "\"https://a.com,b.com\"")) {
            var app = TestApps.app("\"allowed_origins\":" + origins);

            assertThat(app.origins().allow(List.of("https://a.com"))).isTrue();
            assertThat(app.origins().allow(List.of("http://b.com"))).isTrue();
            assertThat(app.origins().allow(List.of("http://c.com"))).isFalse();
        }
    }

    @Test
    void anEmptyListOfOriginsAllowsAll() {
        assertThat(TestApps.app("\"allowed_origins\":[]").origins().allow(List.of()))
                .isTrue();
    }

    @Test
    void anUnknownMemberIsAWarning() {
        assertThat(TestApps.warnings(
                        "[{\"id\":1,\"key\":\"a\",\"secret\":\"s\",\"maxConnections\":3,\"policy\":{\"limits\":1}}]"))
                .containsExactlyInAnyOrder(
                        "apps[0] has an unknown member, which is ignored: maxConnections",
                        "apps[0] has an unknown member, which is ignored: policy.limits");
    }

    @Test
    void aMendedOriginIsAWarningThatNamesTheApp() {
        assertThat(TestApps.warnings(
                        "[{\"id\":\"7\",\"key\":\"a\",\"secret\":\"s\",\"allowed_origins\":[\"https://a.com/\"]}]"))
                .containsExactly("app 7: allowed_origins: the slash at the end of \"https://a.com/\" is left out");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    enabled                     | "yes"   | apps[0].enabled is "yes", allowed: true, false
                    enabled                     | 1       | apps[0].enabled is "1", allowed: true, false
                    enabled                     | "TRUE"  | apps[0].enabled is "TRUE", allowed: true, false
                    require_tls                 | []      | apps[0].require_tls is "[]", allowed: true, false
                    allow_missing_origin        | ""      | apps[0].allow_missing_origin is "", allowed: true, false
                    activity_timeout            | 0       | apps[0].activity_timeout is "0", allowed: 1–86400
                    activity_timeout            | 86401   | apps[0].activity_timeout is "86401", allowed: 1–86400
                    activity_timeout            | 1.5     | apps[0].activity_timeout is "1.5", allowed: 1–86400
                    activity_timeout            | "2 min" | apps[0].activity_timeout is "2 min", allowed: 1–86400
                    max_connections             | -2      | apps[0].max_connections is "-2", allowed: -1–2147483647
                    max_connections             | 1e10    | apps[0].max_connections is "10000000000", allowed: -1–2147483647
                    max_channel_name_length     | 0       | apps[0].max_channel_name_length is "0", allowed: 1–512
                    max_channel_name_length     | 513     | apps[0].max_channel_name_length is "513", allowed: 1–512
                    max_channels_per_connection | -1      | apps[0].max_channels_per_connection is "-1", allowed: 0–2147483647
                    max_event_channels_at_once  | 0       | apps[0].max_event_channels_at_once is "0", allowed: 1–10000
                    max_event_name_length       | []      | apps[0].max_event_name_length is "[]", allowed: 1–10000
                    max_event_payload_in_kb     | 10241   | apps[0].max_event_payload_in_kb is "10241", allowed: 1–10240
                    max_event_payload_in_kb     | ""      | apps[0].max_event_payload_in_kb is "", allowed: 1–10240
                    allowed_origins             | [1]     | apps[0].allowed_origins is "[1]", allowed: origins, hosts, *.domains, null, *
                    allowed_origins             | "["     | apps[0].allowed_origins is "[", allowed: origins, hosts, *.domains, null, *
                    allowed_origins             | ["a/b"] | apps[0].allowed_origins: "a/b" is more than an origin
                    """)
    void aWrongValueIsNamedWithItsFieldAndWhatIsAllowed(String field, String value, String message) {
        assertThat(complaint("[{\"id\":1,\"key\":\"a\",\"secret\":\"hush\",\"" + field + "\":" + value + "}]"))
                .isEqualTo(message);
    }

    @Test
    void theWrongAppIsNamedByItsPlace() {
        assertThat(complaint("[{\"id\":1,\"key\":\"a\",\"secret\":\"s\"},{\"id\":2,\"key\":\"b\"}]"))
                .startsWith("apps[1].secret is missing");
        assertThat(complaint("[{\"id\":1,\"key\":\"a\",\"secret\":\"s\"},[]]"))
                .isEqualTo("apps[1] is not a JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "1", "\"[]\"", "{\"id\":1,\"key\":\"a\",\"secret\":\"s\"}"})
    void whatIsNoArrayHasNoApps(String json) {
        assertThat(complaint(json)).isEqualTo("apps is not a JSON array of apps");
    }

    @Test
    void aSecretIsNeverShown() {
        var app = TestApps.read("[{\"id\":1,\"key\":\"a\",\"secret\":\"hush-hush\"}]")
                .get(0);

        assertThat(app.toString()).doesNotContain("hush");
        assertThat(String.valueOf(app.signature())).doesNotContain("hush");
        assertThat(List.of(app).toString()).doesNotContain("hush");
        for (var field : AppReader.FIELDS) {
            if (!field.equals(AppReader.SECRET)) {
                assertThat(messageOrWarnings("[{\"secret\":\"hush-hush\",\"id\":1,\"key\":\"a\",\"" + field.name()
                                + "\":{\"x\":1}}]"))
                        .doesNotContain("hush");
            }
        }
        assertThat(messageOrWarnings("[{\"secret\":\"hush-hush\",\"oops\":1}]")).doesNotContain("hush");
        assertThat(messageOrWarnings("[\"hush-hush\"]")).doesNotContain("hush");
    }

    @Test
    void anAppMayHaveMoreKeysEachWithItsSecret() {
        var app = TestApps.app("\"additional_keys\":[{\"key\":\"next\",\"secret\":\"s2\"},{\"key\":7,\"secret\":8}]");

        assertThat(app.signature("app-key").of("x")).isEqualTo(new Signature("app-secret").of("x"));
        assertThat(app.signature("next").of("x")).isEqualTo(new Signature("s2").of("x"));
        assertThat(app.signature("7").of("x")).isEqualTo(new Signature("8").of("x"));
        assertThat(app.signature("nobody")).isNull();
        assertThat(app.signature("")).isNull();
        assertThat(app.signature().of("x")).isEqualTo(new Signature("app-secret").of("x"));
        assertThat(TestApps.app("\"additional_keys\":[]").additionalKeys()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"hush\"",
                "7",
                "[\"hush\"]",
                "[[]]",
                "[{\"key\":\"a\"}]",
                "[{\"secret\":\"hush\"}]",
                "[{\"key\":\"\",\"secret\":\"hush\"}]",
                "[{\"key\":\"a\",\"secret\":\"\"}]",
                "[{\"key\":\"a\",\"secret\":null}]",
                "[{\"key\":\"a\",\"secret\":[\"hush\"]}]",
                "[{\"key\":true,\"secret\":\"hush\"}]",
                "[{\"key\":\"a\",\"secret\":\"hush\",\"more\":1}]",
                "\"[{\\\"secret\\\":\\\"hush\\\"\""
            })
    void whatIsWrongWithAdditionalKeysIsToldWithoutThem(String value) {
        assertThat(complaint("[{\"id\":1,\"key\":\"b\",\"secret\":\"s\",\"additional_keys\":" + value + "}]"))
                .isEqualTo("apps[0].additional_keys is not what it should be, allowed: at most 16 of"
                        + " [{\"key\":…,\"secret\":…}]");
    }

    @Test
    void noKeyOfAnAppMayBeNamedTwice() {
        var pair = "{\"key\":\"a\",\"secret\":\"hush\"}";

        for (var first : List.of("a", "b")) {
            var pairs = first.equals("a") ? pair : pair + "," + pair;
            assertThat(complaint("[{\"id\":1,\"key\":\"" + first + "\",\"secret\":\"s\",\"additional_keys\":[" + pairs
                            + "]}]"))
                    .isEqualTo("apps[0].additional_keys names a key twice");
        }
    }

    @Test
    void everyFieldHasItsOwnNameAndASentence() {
        assertThat(AppReader.FIELDS).extracting(Option::name).doesNotHaveDuplicates();
        assertThat(AppReader.FIELDS).extracting(Option::meaning).allMatch(sentence -> sentence.endsWith("."));
        assertThatThrownBy(() -> AppReader.FIELDS.remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }

    private static String complaint(String json) {
        return catchThrowableOfType(ConfigException.class, () -> TestApps.warnings(json))
                .getMessage();
    }

    private static String messageOrWarnings(String json) {
        try {
            return TestApps.warnings(json).toString();
        } catch (ConfigException wrong) {
            return String.valueOf(wrong.getMessage());
        }
    }

    @Test
    void anAppThatIsWrittenAsBeforeIsTheSameObject() {
        var warnings = new ArrayList<String>();
        var reader = new AppReader(120, warnings::add);
        var one = "{\"id\":1,\"key\":\"a\",\"secret\":\"s\",\"unknown\":1}";
        var two = "{\"id\":2,\"key\":\"b\",\"secret\":\"s\"}";
        var before = reader.read(Json.tree("[" + one + "," + two + "]"));

        var after = reader.read(Json.tree("[" + two.replace("s\"", "t\"") + "," + one + "]"));

        assertThat(after.get(1)).isSameAs(before.get(0));
        assertThat(after.get(0)).isNotSameAs(before.get(1));
        assertThat(warnings).hasSize(1);
    }
}
