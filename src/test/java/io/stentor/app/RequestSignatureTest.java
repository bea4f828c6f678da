package io.stentor.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.protocol.Query;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signed requests of the HTTP API (protocol 8.1). */
class RequestSignatureTest {
    private static final long NOW = 1_700_000_000;
    private static final String BODY =
            "{\"name\":\"order.created\",\"channels\":[\"orders\"],\"data\":\"{\\\"id\\\":1}\"}";
    private static final String MD5 = "d5a6e03ae3881091bdb5a5f161c73040";
    private static final String SIGNATURE = "1750cf90e568dd55120b88aad424180f8bddf3837c2a57b0c6f4522252841ed1";
    private static final String AUTH = "auth_key=app-key&auth_timestamp=1700000000&auth_version=1.0";
    private static final String SIGNED = AUTH + "&body_md5=" + MD5 + "&auth_signature=" + SIGNATURE;

    private final App app = TestApps.app();

    @Test
    void aPublishIsSignedAsTheProtocolSays() {
        assertThat(complaint("POST", "/apps/app-id/events", SIGNED, BODY, NOW)).isNull();
    }

    @Test
    void aReadIsSignedAsTheProtocolSays() {
        var query = AUTH + "&filter_by_prefix=presence-&info=user_count&auth_signature="
                + "fd5a1b38d92aee2b7913a8cf43136cffab888ee5a097536910d6239f08eb68a2";

        assertThat(complaint("GET", "/apps/app-id/channels", query, "", NOW)).isNull();
    }

    @Test
    void pushersOwnExampleIsAccepted() {
        var pusher = TestApps.read("[{\"id\":3,\"key\":\"278d425bdf160c739803\",\"secret\":\"7ad3773142a6692b25b8\"}]")
                .get(0);
        var body = "{\"name\":\"foo\",\"channels\":[\"project-3\"],\"data\":\"{\\\"some\\\":\\\"data\\\"}\"}";
        var query = "auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0"
                + "&body_md5=ec365a775a4cd0599faeb73354201b6f"
                + "&auth_signature=da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c";

        var request = new RequestSignature(
                "POST", "/apps/3/events", "/apps/3/events", Query.parse(query), body.getBytes(UTF_8));

        assertThat(request.complaint(pusher, 1_353_088_179)).isNull();
    }

    @Test
    void methodPathAndSortedQueryAreSignedALineEach() {
        var request = new RequestSignature(
                "POST", "/apps/app-id/events", "", Query.parse("b=2&a=1&auth_signature=x&A=0"), new byte[0]);

        assertThat(request.text("/apps/app-id/events")).isEqualTo("POST\n/apps/app-id/events\na=1&a=0&b=2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth_key", "auth_timestamp", "auth_version", "auth_signature"})
    void aParameterThatIsMissingOrEmptyIsNamed(String name) {
        var without = SIGNED.replaceAll("(^|&)" + name + "=[^&]*", "");

        assertThat(complaint("POST", "/apps/app-id/events", without, BODY, NOW)).isEqualTo("Missing " + name);
        assertThat(complaint("POST", "/apps/app-id/events", without + "&" + name + "=", BODY, NOW))
                .isEqualTo("Missing " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth_key", "auth_timestamp", "auth_version", "auth_signature", "body_md5"})
    void aParameterThatIsRepeatedIsNamed(String name) {
        var value = Query.parse(SIGNED).first(name);

        assertThat(complaint("POST", "/apps/app-id/events", SIGNED + "&" + name + "=" + value, BODY, NOW))
                .isEqualTo("Query parameter " + name + " is repeated");
        assertThat(complaint(
                        "POST",
                        "/apps/app-id/events",
                        name.toUpperCase(Locale.ROOT) + "=" + value + "&" + SIGNED,
                        BODY,
                        NOW))
                .isEqualTo("Query parameter " + name + " is repeated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1.1", "2.0", "1.00", "01.0", "1.0 ", "one"})
    void onlyVersionOneIsSpoken(String version) {
        var query = signed(
                "POST",
                "/apps/app-id/events",
                AUTH.replace("=1.0", "=" + version.replace(' ', '+')) + "&body_md5=" + MD5);

        assertThat(complaint("POST", "/apps/app-id/events", query, BODY, NOW))
                .isEqualTo("Unsupported auth_version, expected 1.0");
    }

    @ParameterizedTest
    @CsvSource({"0, true", "600, true", "-600, true", "601, false", "-601, false", "1000000, false"})
    void theTimestampMayBeTenMinutesOff(long later, boolean accepted) {
        var complaint = complaint("POST", "/apps/app-id/events", SIGNED, BODY, NOW + later);

        if (accepted) {
            assertThat(complaint).isNull();
        } else {
            assertThat(complaint).startsWith("auth_timestamp is more than 600 seconds away");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "-1700000000", "1.7e9", "1700000000.0", "0x6553F100", "99999999999999999999", "%20170", "٣"
            })
    void aTimestampThatIsNoNumberIsMalformed(String timestamp) {
        var query = SIGNED.replace("auth_timestamp=1700000000", "auth_timestamp=" + timestamp);

        assertThat(complaint("POST", "/apps/app-id/events", query, BODY, NOW)).isEqualTo("Malformed auth_timestamp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"other-key", "APP-KEY", "app-ke", "app-id"})
    void theKeyMustBeTheApps(String key) {
        var query = signed("POST", "/apps/app-id/events", AUTH.replace("app-key", key) + "&body_md5=" + MD5);

        assertThat(complaint("POST", "/apps/app-id/events", query, BODY, NOW)).isEqualTo("Unknown auth_key");
    }

    @Test
    void aBodyMustCarryItsDigest() {
        assertThat(complaint("POST", "/apps/app-id/events", signed("POST", "/apps/app-id/events", AUTH), BODY, NOW))
                .isEqualTo("Missing body_md5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "d5a6e03ae3881091bdb5a5f161c73041", "D5A6E03AE3881091BDB5A5F161C73040"})
    void aWrongDigestIsRefused(String md5) {
        var query = signed("POST", "/apps/app-id/events", AUTH + "&body_md5=" + md5);

        assertThat(complaint("POST", "/apps/app-id/events", query, BODY, NOW)).isEqualTo("Invalid body_md5");
    }

    @Test
    void aChangedBodyIsRefused() {
        assertThat(complaint("POST", "/apps/app-id/events", SIGNED, BODY + " ", NOW))
                .isEqualTo("Invalid body_md5");
        assertThat(complaint("POST", "/apps/app-id/events", SIGNED, "", NOW)).isEqualTo("Invalid body_md5");
    }

    @Test
    void anEmptyBodyNeedsNoDigestButHasToMatchOne() {
        var path = "/apps/app-id/channels";
        var emptyMd5 = "d41d8cd98f00b204e9800998ecf8427e";

        assertThat(complaint("GET", path, signed("GET", path, AUTH), "", NOW)).isNull();
        assertThat(complaint("GET", path, signed("GET", path, AUTH + "&body_md5=" + emptyMd5), "", NOW))
                .isNull();
        assertThat(complaint("GET", path, signed("GET", path, AUTH + "&body_md5=" + MD5), "", NOW))
                .isEqualTo("Invalid body_md5");
    }

    @Test
    void aWrongSignatureIsRefused() {
        for (var wrong : List.of("0".repeat(64), "x", SIGNATURE.toUpperCase(Locale.ROOT), SIGNATURE + "0")) {
            assertThat(complaint("POST", "/apps/app-id/events", SIGNED.replace(SIGNATURE, wrong), BODY, NOW))
                    .isEqualTo("Invalid signature");
        }
        assertThat(complaint("PUT", "/apps/app-id/events", SIGNED, BODY, NOW)).isEqualTo("Invalid signature");
        assertThat(complaint("POST", "/apps/app-id/event", SIGNED, BODY, NOW)).isEqualTo("Invalid signature");
        assertThat(complaint("POST", "/apps/app-id/events", SIGNED + "&info=x", BODY, NOW))
                .isEqualTo("Invalid signature");
    }

    @Test
    void theOrderInTheUrlDoesNotMatter() {
        var turned = "body_md5=" + MD5 + "&auth_signature=" + SIGNATURE + "&auth_version=1.0"
                + "&auth_timestamp=1700000000&auth_key=app-key";

        assertThat(complaint("POST", "/apps/app-id/events", turned, BODY, NOW)).isNull();
    }

    @Test
    void theNamesOfParametersAreSignedInLowerCase() {
        var path = "/apps/app-id/channels";
        var signature = app.signature().of("GET\n" + path + "\n" + AUTH + "&info=User");
        var query = AUTH.replace("auth_key", "Auth_Key") + "&INFO=User&AUTH_SIGNATURE=" + signature;

        assertThat(complaint("GET", path, query, "", NOW)).isNull();
    }

    @Test
    void valuesAreSignedDecodedAndNotEncodedAgain() {
        var path = "/apps/app-id/channels";
        var signature = app.signature().of("GET\n" + path + "\n" + AUTH + "&filter_by_prefix=a b&é=+%");

        assertThat(complaint(
                        "GET", path, AUTH + "&filter_by_prefix=a+b&%C3%A9=%2B%25&auth_signature=" + signature, "", NOW))
                .isNull();
        assertThat(complaint(
                        "GET", path, AUTH + "&filter_by_prefix=a%20b&é=%2b%25&auth_signature=" + signature, "", NOW))
                .isNull();
    }

    @Test
    void arrayParametersKeepTheirOrder() {
        var path = "/apps/app-id/channels";
        var text = "GET\n" + path + "\n" + AUTH + "&channels[]=b&channels[]=a";
        var signature = "&auth_signature=" + app.signature().of(text);

        assertThat(complaint("GET", path, "channels[]=b&" + AUTH + "&channels%5B%5D=a" + signature, "", NOW))
                .isNull();
        assertThat(complaint("GET", path, "channels[]=a&" + AUTH + "&channels[]=b" + signature, "", NOW))
                .isEqualTo("Invalid signature");
    }

    @Test
    void thePathMayBeSignedAsSentOrDecodedOrInFull() {
        var sent = "/apps/app-id/channels/private-a%40b";

        assertThat(complaintInFull(sent, sent)).isNull();
        assertThat(complaintInFull(sent, "/apps/app-id/channels/private-a@b")).isNull();
        assertThat(complaintInFull(sent, "/prefix" + sent)).isNull();
        assertThat(complaintInFull(sent, "/other" + sent)).isEqualTo("Invalid signature");
    }

    private String complaintInFull(String sent, String signed) {
        var query = AUTH + "&auth_signature=" + app.signature().of("GET\n" + signed + "\n" + AUTH);
        return new RequestSignature("GET", sent, "/prefix" + sent, Query.parse(query), new byte[0]).complaint(app, NOW);
    }

    private String complaint(String method, String path, String query, String body, long now) {
        return new RequestSignature(method, path, path, Query.parse(query), body.getBytes(UTF_8)).complaint(app, now);
    }

    /** The query with the signature that belongs to it. */
    private String signed(String method, String path, String query) {
        var request = new RequestSignature(method, path, path, Query.parse(query), new byte[0]);
        return query + "&auth_signature=" + app.signature().of(request.text(path));
    }
}
