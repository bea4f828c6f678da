package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Http;
import io.stentor.conformance.client.Http.Response;
import io.stentor.conformance.client.Parameters;
import io.stentor.conformance.client.SignedRequests;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may use the HTTP API (protocol 8.1): every way to sign, and every way to fail. */
class ApiAuthenticationIT extends ApiTest {

    @Test
    void aSignedRequestIsObeyed() {
        assertOk(post(anyPublication()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth_key", "auth_timestamp", "auth_version", "body_md5"})
    void everyParameterIsNeeded(String name) {
        assertRefused(send(anyPublication(), parameters -> parameters.without(name)));
    }

    @Test
    void theSignatureIsNeeded() {
        var body = anyPublication();

        assertRefused(sendTo(APP.events() + '?' + APP.parameters(body).encoded(), body));
        assertRefused(sendTo(APP.events(), body));
        assertRefused(sendTo(APP.events() + '?', body));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    auth_key       | ''
                    auth_key       | nobody
                    auth_key       | APP-KEY
                    auth_key       | app-id
                    auth_timestamp | ''
                    auth_timestamp | now
                    auth_timestamp | 1700000000
                    auth_timestamp | 99999999999999999999
                    auth_timestamp | 4102444800
                    auth_timestamp | 0
                    auth_timestamp | 1.7e9
                    auth_version   | ''
                    auth_version   | 1
                    auth_version   | 1.1
                    auth_version   | 2.0
                    auth_version   | 1.0.0
                    body_md5       | ''
                    body_md5       | d41d8cd98f00b204e9800998ecf8427e
                    body_md5       | x
                    body_md5       | zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz
                    """)
    void aParameterOfTheWrongValueIsRefusedAlthoughSigned(String name, String value) {
        assertRefused(send(anyPublication(), parameters -> parameters.with(name, value)));
    }

    @ParameterizedTest
    @ValueSource(longs = {-590, -60, 0, 60, 590})
    void aClockMayDifferByTenMinutes(long seconds) {
        assertOk(send(anyPublication(), parameters -> parameters.with("auth_timestamp", fromNow(seconds))));
    }

    @ParameterizedTest
    @ValueSource(longs = {-86_400, -615, 615, 86_400})
    void aClockMayNotDifferByMore(long seconds) {
        assertRefused(send(anyPublication(), parameters -> parameters.with("auth_timestamp", fromNow(seconds))));
    }

    @Test
    void aTimestampInMillisecondsIsRefused() {
        var millis = Long.toString(Instant.now().toEpochMilli());

        assertRefused(send(anyPublication(), parameters -> parameters.with("auth_timestamp", millis)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "000000000000000000000000000000000000000000000000000000000000000",
                "00000000000000000000000000000000000000000000000000000000000000000",
                "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
            })
    void anySignatureButTheRightOneIsRefused(String signature) {
        var body = anyPublication();
        var query = APP.parameters(body).plus("auth_signature", signature).encoded();

        assertRefused(sendTo(APP.events() + '?' + query, body));
    }

    @Test
    void aSignatureWithTheSecretOfAnotherAppIsRefused() {
        var body = anyPublication();
        var forger = new SignedRequests("app-id", "app-key", "other-secret");

        assertRefused(forger.post(base(), forger.events(), body));
    }

    @Test
    void theKeyOfAnotherAppIsRefused() {
        var body = anyPublication();
        var stranger = new SignedRequests("app-id", "other-key", "other-secret");

        assertRefused(stranger.post(base(), stranger.events(), body));
    }

    @Test
    void theBodyIsSigned() {
        var body = anyPublication();
        var target = APP.target("POST", APP.events(), APP.parameters(body));

        assertRefused(sendTo(target, "{}".getBytes(UTF_8)));
        assertRefused(sendTo(target, NO_BODY));
        assertRefused(sendTo(target, (new String(body, UTF_8) + " ").getBytes(UTF_8)));
    }

    @Test
    void theMethodIsSigned() {
        var body = anyPublication();

        assertRefused(sendTo(APP.target("GET", APP.events(), APP.parameters(body)), body));
        assertRefused(sendTo(APP.target("post", APP.events(), APP.parameters(body)), body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/apps/other-id/events", "/apps/app-id/event", "/apps/app-id/events/", "/", "/apps/APP-ID/events"
            })
    void thePathIsSigned(String signedPath) {
        var body = anyPublication();

        assertRefused(sendTo(APP.target("POST", APP.events(), signedPath, APP.parameters(body)), body));
    }

    @Test
    void theWholePathMayBeSignedToo() {
        var body = anyPublication();
        var wholePath = base().getRawPath() + APP.events();

        assertOk(sendTo(APP.target("POST", APP.events(), wholePath, APP.parameters(body)), body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/apps/app%2Did/events", "/apps/app-id/events"})
    void anEscapedPathMayBeSignedAsSentOrDecoded(String signedPath) {
        var body = anyPublication();

        assertOk(sendTo(APP.target("POST", "/apps/app%2Did/events", signedPath, APP.parameters(body)), body));
    }

    @Test
    void everyOtherParameterIsSigned() {
        var body = anyPublication();
        var target = APP.target("POST", APP.events(), APP.parameters(body));

        assertRefused(sendTo(target + "&more=1", body));
        assertOk(send(
                body, parameters -> parameters.plus("more", "1").plus("a", "").plus("zz", "2")));
    }

    @Test
    void parametersMayComeInAnyOrder() {
        var body = anyPublication();

        assertOk(send(body, parameters -> {
            var pairs = new ArrayList<>(parameters.pairs());
            Collections.reverse(pairs);
            return new Parameters(pairs);
        }));
    }

    @Test
    void theSignatureMayComeFirst() {
        var body = anyPublication();
        var target = APP.target("POST", APP.events(), APP.parameters(body));
        int at = target.indexOf("&auth_signature=");
        var query = target.substring(target.indexOf('?') + 1, at);

        assertOk(sendTo(APP.events() + '?' + target.substring(at + 1) + '&' + query, body));
    }

    @Test
    void valuesAreSignedAsTheyAreMeant() {
        assertOk(send(anyPublication(), parameters -> parameters.plus("x", "a b&c=d/é?+%20")));
    }

    @Test
    void aPlusInTheQueryIsASpace() {
        var body = anyPublication();
        var target = APP.target("POST", APP.events(), APP.parameters(body).plus("x", "a b"));

        assertThat(target).contains("x=a%20b");
        assertOk(sendTo(target.replace("a%20b", "a+b"), body));
    }

    @Test
    void namesAreSignedInLowerCase() {
        assertOk(send(
                anyPublication(), parameters -> parameters.plus("Zoo", "Zebra").plus("Bar", "Beer")));
    }

    @Test
    void repeatedNamesKeepTheirOrder() {
        assertOk(send(
                anyPublication(),
                parameters -> parameters.plus("x[]", "b").plus("x[]", "a").plus("x[]", "c")));
    }

    @Test
    void aQueryHasAnEnd() {
        var parameters = APP.parameters(NO_BODY);
        for (int i = parameters.pairs().size() + 1; i < 256; i++) {
            parameters = parameters.plus("x", "");
        }
        var most = parameters;

        assertThat(get(most).status()).isEqualTo(200);
        assertRefused(get(most.plus("x", "")));
        assertThat(get(APP.parameters(NO_BODY).plus("x", "x".repeat(6000))).status())
                .isEqualTo(200);
    }

    private Response get(Parameters parameters) {
        return Http.get(base(), APP.target("GET", "/apps/app-id/connections", parameters));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth_key", "auth_timestamp", "auth_version", "auth_signature", "body_md5"})
    void aRepeatedParameterIsRefused(String name) {
        var body = anyPublication();
        var target = APP.target("POST", APP.events(), APP.parameters(body));
        var pair = Arrays.stream(target.substring(target.indexOf('?') + 1).split("&"))
                .filter(candidate -> candidate.startsWith(name + '='))
                .findFirst()
                .orElseThrow();

        assertRefused(sendTo(target + '&' + pair, body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth_key", "auth_timestamp", "auth_version", "body_md5"})
    void aRepeatedParameterIsRefusedAlthoughSigned(String name) {
        assertRefused(send(anyPublication(), parameters -> {
            var value = parameters.pairs().stream()
                    .filter(pair -> pair.getKey().equals(name))
                    .findFirst()
                    .orElseThrow()
                    .getValue();
            return parameters.plus(name, value);
        }));
    }

    @Test
    void anEmptyBodyNeedsNoDigest() {
        assertError(post(NO_BODY), 400, "invalid_json");
    }

    @Test
    void theDigestOfAnEmptyBodyMustMatchIfGiven() {
        var right = SignedRequests.md5(NO_BODY);

        assertError(send(NO_BODY, parameters -> parameters.plus("body_md5", right)), 400, "invalid_json");
        assertRefused(send(NO_BODY, parameters -> parameters.plus("body_md5", SignedRequests.md5(new byte[1]))));
    }

    @Test
    void theDigestIsOfTheBytes() {
        var body = "\r\n { \"name\" : \"n\" ,\t\"channel\" : \"%s\", \"data\" : \"é😀\" }\n"
                .formatted(unique("nobody"))
                .getBytes(UTF_8);

        assertOk(post(body));
    }

    @Test
    void aRefusalDoesNotTellTheSignature() {
        var body = anyPublication();
        var target = APP.target("POST", APP.events(), APP.parameters(body));
        var right = target.substring(target.indexOf("auth_signature=") + 15);
        var wrong = HexFormat.of().formatHex(new byte[32]);

        var answer = sendTo(target.replace(right, wrong), body);

        assertRefused(answer);
        assertThat(answer.text()).doesNotContain(right).doesNotContain(SignedRequests.md5(body));
    }

    private static String fromNow(long seconds) {
        return Long.toString(Instant.now().getEpochSecond() + seconds);
    }

    /** Signs what is left of the parameters after the change. */
    private Response send(byte[] body, UnaryOperator<Parameters> change) {
        return sendTo(APP.target("POST", APP.events(), change.apply(APP.parameters(body))), body);
    }

    private Response sendTo(String target, byte[] body) {
        return Http.once(base(), "POST", target, body);
    }

    private static void assertRefused(Response answer) {
        assertError(answer, 401, "auth_failed");
    }
}
