package io.stentor.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stentor.config.ConfigException;
import io.stentor.config.Option;
import io.stentor.protocol.ChannelName;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks as an operator writes them (protocol 9.2). */
class WebhookReaderTest {

    @Test
    void anAppHasNoneUnlessItSaysSo() {
        assertThat(TestApps.app().webhooks()).isEmpty();
        assertThat(TestApps.app("\"webhooks\":[]").webhooks()).isEmpty();
        assertThat(TestApps.app("\"webhooks\":null").webhooks()).isEmpty();
    }

    @Test
    void urlAndEventTypesAreEnough() {
        assertThat(webhook("\"url\":\"https://example.com/hooks\",\"event_types\":[\"cache_miss\"]"))
                .isEqualTo(new Webhook(
                        URI.create("https://example.com/hooks"),
                        Set.of(WebhookEventType.CACHE_MISS),
                        WebhookFilter.ALL,
                        Map.of(),
                        new WebhookRetry(
                                true, 0, Duration.ofSeconds(300), Duration.ofSeconds(1), Duration.ofSeconds(60)),
                        Duration.ofSeconds(10)));
    }

    @Test
    void everyFieldOfTheProtocolIsRead() {
        var webhook = webhook("""
                "url":"https://example.com/hooks","event_types":["channel_occupied","member_added"],
                "filter":{"channel_prefix":"orders-","channel_suffix":"-live","channel_pattern":"^orders-\\\\d+-live$"},
                "headers":{"X-Env":"prod"},
                "retry":{"enabled":false,"max_attempts":7,"max_elapsed_time_ms":5,"initial_backoff_ms":60,"max_backoff_ms":"70"},
                "request_timeout_ms":80""");

        assertThat(webhook.eventTypes())
                .containsExactlyInAnyOrder(WebhookEventType.CHANNEL_OCCUPIED, WebhookEventType.MEMBER_ADDED);
        assertThat(webhook.filter().prefix()).isEqualTo("orders-");
        assertThat(webhook.filter().suffix()).isEqualTo("-live");
        assertThat(webhook.filter().pattern()).hasToString("^orders-\\d+-live$");
        assertThat(webhook.headers()).containsExactly(Map.entry("X-Env", "prod"));
        assertThat(webhook.retry())
                .isEqualTo(
                        new WebhookRetry(false, 7, Duration.ofMillis(5), Duration.ofMillis(60), Duration.ofMillis(70)));
        assertThat(webhook.requestTimeout()).isEqualTo(Duration.ofMillis(80));
    }

    @Test
    void allSevenTypesAreKnown() {
        assertThat(webhook("\"url\":\"https://example.com/\",\"event_types\":["
                                + WebhookReader.EVENT_TYPES.allowed().replaceAll("[a-z_]+", "\"$0\"")
                                + "]")
                        .eventTypes())
                .containsExactlyInAnyOrder(WebhookEventType.values());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                                                       | orders-1-live | true
                    {"channel_prefix":"orders-"}                             | orders-1      | true
                    {"channel_prefix":"orders-"}                             | my-orders-1   | false
                    {"channel_suffix":"-live"}                               | orders-1-live | true
                    {"channel_suffix":"-live"}                               | orders-live-1 | false
                    {"channel_pattern":"[0-9]"}                              | orders-1-live | true
                    {"channel_pattern":"[0-9]"}                              | orders-live   | false
                    {"channel_pattern":"^[0-9]"}                             | orders-1-live | false
                    {"channel_pattern":"^orders-\\\\d+-live$"}               | orders-17-live| true
                    {"channel_pattern":"^orders-\\\\d+-live$"}               | orders-17-live-2 | false
                    {"channel_prefix":"orders-","channel_suffix":"-live"}    | orders-1-live | true
                    {"channel_prefix":"orders-","channel_suffix":"-live"}    | orders-1      | false
                    {"channel_prefix":"orders-","channel_pattern":"[0-9]"}   | news-1        | false
                    {"channel_prefix":"","channel_suffix":"","channel_pattern":""} | news    | true
                    {"channel_name_starts_with":"orders-"}                   | orders-1      | true
                    {"channel_name_starts_with":"orders-"}                   | news          | false
                    {"channel_name_ends_with":"-live"}                       | orders-live   | true
                    {"channel_name_ends_with":"-live"}                       | news          | false
                    {"channel_name_starts_with":"news","channel_prefix":"orders-"} | orders-1 | true
                    """)
    void whatAFilterSaysMustHoldAltogether(String filter, String channel, boolean matches) {
        assertThat(webhook(minimal("\"filter\":" + filter))
                        .takes(WebhookEventType.CHANNEL_OCCUPIED, ChannelName.parse(channel, 200)))
                .isEqualTo(matches);
    }

    @Test
    void whatIsNotAskedForIsNotTaken() {
        assertThat(webhook(minimal("\"filter\":{}"))
                        .takes(WebhookEventType.CHANNEL_VACATED, ChannelName.parse("c", 200)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "url":"ftp://example.com/"               | url is wrong, allowed: an http or https URL of at most 2048 characters, without user and fragment
                    "url":"example.com/hooks"                | url is wrong, allowed: an http or https URL of at most 2048 characters, without user and fragment
                    "url":"/hooks"                           | url is wrong, allowed: an http or https URL of at most 2048 characters, without user and fragment
                    "url":"http:///hooks"                    | url is wrong, allowed: an http or https URL of at most 2048 characters, without user and fragment
                    "url":"http:hooks"                       | url is wrong, allowed: an http or https URL of at most 2048 characters, without user and fragment
                    "url":"http://a b/"                      | url is wrong, allowed: an http or https URL of at most 2048 characters, without user and fragment
                    "url":"http://user:hush@example.com/"    | url is wrong, allowed: an http or https URL of at most 2048 characters, without user and fragment
                    "url":"http://example.com/#part"         | url is wrong, allowed: an http or https URL of at most 2048 characters, without user and fragment
                    "url":"http://example.com:0/"            | url is wrong, allowed: an http or https URL of at most 2048 characters, without user and fragment
                    "url":"http://example.com:65536/"        | url is wrong, allowed: an http or https URL of at most 2048 characters, without user and fragment
                    "url":""                                 | url is wrong, allowed: an http or https URL of at most 2048 characters, without user and fragment
                    "url":null                               | url is missing; every webhook needs url and event_types
                    "event_types":[]                         | event_types is missing, allowed: channel_occupied, channel_vacated, member_added, member_removed, client_event, cache_miss, subscription_count
                    "event_types":null                       | event_types is missing, allowed: channel_occupied, channel_vacated, member_added, member_removed, client_event, cache_miss, subscription_count
                    "event_types":[1]                        | event_types is "[1]", allowed: channel_occupied, channel_vacated, member_added, member_removed, client_event, cache_miss, subscription_count
                    "lambda":{"function_name":"f"}           | lambda: functions of AWS Lambda are not called; give the url of one, or of a gateway
                    "lambda_function":"f"                    | lambda_function: functions of AWS Lambda are not called; give the url of one, or of a gateway
                    "filter":"orders-"                       | filter is not a JSON object
                    "filter":{"channel_prefix":["a"]}        | filter.channel_prefix is not a string
                    "filter":{"channel_pattern":"("}         | filter.channel_pattern is no regular expression: Unclosed group at 1
                    "filter":{"channel_pattern":"[a"}        | filter.channel_pattern is no regular expression: Unclosed character class at 1
                    "headers":["X-Env: prod"]                | headers is not a JSON object
                    "headers":{"X Env":"prod"}               | headers has a name that HTTP does not allow
                    "headers":{"X-Env:":"prod"}              | headers has a name that HTTP does not allow
                    "headers":{"":"prod"}                    | headers has a name that HTTP does not allow
                    "headers":{"X-Env":"a\\r\\nX-Evil: b"}   | headers.X-Env is wrong, allowed: at most 2048 printable ASCII characters
                    "headers":{"X-Env":"ü"}                  | headers.X-Env is wrong, allowed: at most 2048 printable ASCII characters
                    "headers":{"X-Env":["a"]}                | headers.X-Env is wrong, allowed: at most 2048 printable ASCII characters
                    "retry":true                             | retry is not a JSON object
                    "retry":{"enabled":"yes"}                | retry.enabled is "yes", allowed: true, false
                    "retry":{"max_attempts":-1}              | retry.max_attempts is "-1", allowed: 0–1000000
                    "retry":{"max_elapsed_time_ms":-1}       | retry.max_elapsed_time_ms is "-1", allowed: 0–86400000
                    "retry":{"initial_backoff_ms":9}         | retry.initial_backoff_ms is "9", allowed: 10–3600000
                    "retry":{"max_backoff_ms":9}             | retry.max_backoff_ms is "9", allowed: 10–3600000
                    "request_timeout_ms":9                   | request_timeout_ms is "9", allowed: 10–300000
                    "request_timeout_ms":300001              | request_timeout_ms is "300001", allowed: 10–300000
                    """)
    void aWrongValueIsNamedWithItsPlaceAndWhatIsAllowed(String members, String message) {
        assertThat(complaint("[{" + minimal(members) + "}]")).isEqualTo("apps[0].webhooks[0]." + message);
    }

    @Test
    void whatIsNoArrayOfObjectsIsRefused() {
        assertThat(complaint("{\"url\":\"https://example.com/\"}"))
                .isEqualTo("apps[0].webhooks is not an array of at most 50 webhooks");
        assertThat(complaint("\"https://example.com/\""))
                .isEqualTo("apps[0].webhooks is not an array of at most 50 webhooks");
        assertThat(complaint("[\"https://example.com/\"]")).isEqualTo("apps[0].webhooks[0] is not a JSON object");
    }

    @Test
    void thereIsALimitToWebhooksHeadersAndTexts() {
        assertThat(TestApps.app("\"webhooks\":" + many(50)).webhooks()).hasSize(50);
        assertThat(complaint(many(51))).isEqualTo("apps[0].webhooks is not an array of at most 50 webhooks");
        assertThat(webhook(minimal("\"headers\":" + headers(20))).headers()).hasSize(20);
        assertThat(complaint("[{" + minimal("\"headers\":" + headers(21)) + "}]"))
                .isEqualTo("apps[0].webhooks[0].headers are 21, allowed: 20");
        assertThat(webhook(minimal("\"filter\":{\"channel_pattern\":\"" + "a".repeat(500) + "\"}")))
                .isNotNull();
        for (var member : List.of("channel_pattern", "channel_prefix", "channel_suffix")) {
            assertThat(complaint("[{" + minimal("\"filter\":{\"" + member + "\":\"" + "a".repeat(501) + "\"}") + "}]"))
                    .isEqualTo("apps[0].webhooks[0].filter." + member + " has 501 characters, allowed: 500");
        }
        assertThat(complaint("[{" + minimal("\"headers\":{\"X-Env\":\"" + "a".repeat(2049) + "\"}") + "}]"))
                .contains("headers.X-Env is wrong");
        assertThat(complaint("[{" + minimal("\"url\":\"https://example.com/" + "a".repeat(2030) + "\"") + "}]"))
                .contains("url is wrong");
    }

    @Test
    void theWrongWebhookIsNamedByItsPlace() {
        assertThat(complaint("[{" + minimal("\"headers\":{}") + "},{}]"))
                .startsWith("apps[0].webhooks[1].url is missing");
    }

    @Test
    void unknownTypesAndMembersAreWarnings() {
        assertThat(warnings("""
                [{"url":"https://example.com/","event_types":["channel_occupied","channel_emptied"],"secret":"x",
                  "filter":{"prefix":"a"},"headers":{"X.Env":"a"}}]"""))
                .containsExactlyInAnyOrder(
                        "apps[0].webhooks[0].event_types has an unknown type, which is ignored: channel_emptied",
                        "apps[0].webhooks[0] has an unknown member, which is ignored: secret",
                        "apps[0].webhooks[0] has an unknown member, which is ignored: filter.prefix");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Pusher-Key",
                "x-pusher-signature",
                "X-PUSHER-ANYTHING",
                "Content-Type",
                "content-length",
                "Host",
                "Connection",
                "Transfer-Encoding",
                "Upgrade",
                "Expect",
                "Proxy-Authorization"
            })
    void headersThatAreSetByOthersAreLeftOutWithAWarning(String name) {
        var json = "[{" + minimal("\"headers\":{\"" + name + "\":\"x\",\"X-Env\":\"prod\"}") + "}]";

        assertThat(warnings(json))
                .containsExactly("apps[0].webhooks[0].headers cannot set " + name + ", which is ignored");
        assertThat(new AppReader(120, warning -> {})
                        .read(io.stentor.protocol.Json.tree(app(json)))
                        .get(0)
                        .webhooks()
                        .get(0)
                        .headers())
                .containsOnlyKeys("X-Env");
    }

    @Test
    void theSameWebhookTwiceIsAWarning() {
        var webhook = "{" + minimal("\"filter\":{\"channel_pattern\":\"a\"}") + "}";

        assertThat(warnings("[" + webhook + "," + webhook + "]"))
                .containsExactly("apps[0].webhooks[1] is the same as one before it, and is ignored");
    }

    @Test
    void aSecretIsNeverShown() {
        var webhook = webhook(minimal("""
                "url":"https://example.com/hooks?token=hush","headers":{"Authorization":"Bearer hush"}"""));

        assertThat(webhook).hasToString("https://example.com");
        assertThat(complaint("[{" + minimal("\"url\":\"https://hush:hush@example.com/hooks\"") + "}]"))
                .doesNotContain("hush");
        assertThat(complaint("[{" + minimal("\"headers\":{\"Authorization\":\"hush\\n\"}") + "},1]"))
                .doesNotContain("hush");
    }

    @Test
    void theAddressKeepsPortAndEncodedPath() {
        assertThat(webhook(minimal("\"url\":\"http://[::1]:8080/a%20b/ü?x=1\"")).address())
                .isEqualTo("http://[::1]:8080/a%20b/%C3%BC");
    }

    @Test
    void everyFieldHasItsOwnNameAndASentence() {
        assertThat(WebhookReader.FIELDS).extracting(Option::name).doesNotHaveDuplicates();
        assertThat(WebhookReader.FIELDS).extracting(Option::meaning).allMatch(sentence -> sentence.endsWith("."));
    }

    private static Webhook webhook(String members) {
        return TestApps.app("\"webhooks\":[{" + members + "}]").webhooks().get(0);
    }

    /** A complete webhook of which these members are others; the last of a name holds. */
    private static String minimal(String members) {
        return "\"url\":\"https://example.com/\",\"event_types\":[\"channel_occupied\"]," + members;
    }

    private static String many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{" + minimal("\"url\":\"https://example.com/" + i + "\"") + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String headers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"X-H" + i + "\":\"v\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String app(String webhooks) {
        return "[{\"id\":1,\"key\":\"a\",\"secret\":\"s\",\"webhooks\":" + webhooks + "}]";
    }

    private static List<String> warnings(String webhooks) {
        return TestApps.warnings(app(webhooks));
    }

    private static String complaint(String webhooks) {
        return catchThrowableOfType(ConfigException.class, () -> warnings(webhooks))
                .getMessage();
    }
}
