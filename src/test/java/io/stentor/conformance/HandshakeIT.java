package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Http;
import io.stentor.conformance.container.Container.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a connection is asked for: path, query and what the upgrade negotiates (protocol 1.1). */
class HandshakeIT extends ConformanceTest {
    private static final byte[] NO_BODY = new byte[0];

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?",
                "?protocol=4",
                "?protocol=5",
                "?protocol=6",
                "?protocol=7",
                "?protocol=007",
                "?protocol=000000007",
                "?protocol=%37",
                "?%70rotocol=7",
                "?protocol=7&protocol=abc",
                "?Protocol=abc",
                "?protocol=7&client=js&version=8.6.0&flash=false",
                "?client=&version=",
                "?flash",
                "?&&protocol=7&",
                "?appKey=nobody"
            })
    void aConnectionIsAcceptedWith(String query) {
        open("/app/app-key" + query).awaitEstablished().assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "protocol=",
                "protocol",
                "protocol=abc",
                "protocol=7.0",
                "protocol=-7",
                "protocol=%2B7",
                "protocol=+7",
                "protocol=7%20",
                "protocol=0x7",
                "protocol=1e1",
                "protocol=0000000007",
                "protocol=1234567890",
                "protocol=99999999999999999999",
                "protocol=%D9%A7",
                "protocol=abc&protocol=7"
            })
    void aProtocolThatIsNoNumberIsRefused(String query) {
        open("/app/app-key?" + query)
                .awaitExactly(error(4006, "Invalid version string format"))
                .awaitClosed(4006, "Invalid version string format");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "2", "3", "8", "70", "999999999", "3&protocol=7"})
    void aProtocolThatIsNotSpokenIsRefused(String protocol) {
        open("/app/app-key?protocol=" + protocol)
                .awaitExactly(error(4007, "Unsupported protocol version"))
                .awaitClosed(4007, "Unsupported protocol version");
    }

    @ParameterizedTest
    @ValueSource(strings = {"client", "version"})
    void aLongClientStringIsNoReasonToRefuse(String parameter) {
        open("/app/app-key?protocol=7&" + parameter + "=" + "x".repeat(1000)).awaitEstablished();
    }

    @Test
    void theKeyIsPercentDecoded() {
        open("/app/app%2Dkey?protocol=7").awaitEstablished();
    }

    @Test
    void theKeyIsPercentDecodedOnce() {
        var path = "/app/app%252Dkey?protocol=7";

        // Some containers take no escaped percent sign in a path at all.
        if (Http.upgrade(base(), path).status() != 400) {
            open(path)
                    .awaitExactly(error(4001, "Application does not exist"))
                    .awaitClosed(4001, "Application does not exist");
        }
    }

    @Test
    void theKeyInTheQueryIsNotTheKeyOfTheApp() {
        open("/app/nobody?appKey=app-key")
                .awaitExactly(error(4001, "Application does not exist"))
                .awaitClosed(4001, "Application does not exist");
    }

    @Test
    void noSubprotocolIsSelected() {
        var client = open("/app/app-key", "Sec-WebSocket-Protocol: pusher, json");

        assertThat(client.header("Sec-WebSocket-Protocol")).isNull();
        client.awaitEstablished();
    }

    @Test
    void noCompressionIsNegotiated() {
        var client = open("/app/app-key", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");

        assertThat(client.header("Sec-WebSocket-Extensions")).isNull();
        client.awaitEstablished();
    }

    @Test
    void noCookieIsSet() {
        var client = open("/app/app-key?protocol=7");

        assertThat(client.header("Set-Cookie")).isNull();
        client.awaitEstablished();
    }

    @ParameterizedTest
    @ValueSource(strings = {"client=%zz", "client=a|b", "client={x}"})
    void aMalformedQueryIsTheClientsFault(String query) {
        exceptOn(Engine.JETTY, "answers with a fault of its own where nobody stands before it");

        assertThat(Http.upgrade(base(), "/app/app-key?" + query).status()).isBetween(400, 499);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app", "/app/", "/app/app-key/", "/app/app-key/more", "/app/app-key/more/", "/apple"})
    void anUpgradeElsewhereIsNotFound(String path) {
        assertThat(Http.upgrade(base(), path).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST"})
    void aRequestThatIsNoUpgradeIsAnErrorOfTheClient(String method) {
        var answer = Http.once(base(), method, "/app/app-key?protocol=7", NO_BODY);

        assertThat(answer.status()).isBetween(400, 499);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 12\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
            })
    void aMalformedUpgradeIsAnErrorOfTheClient(String headers) {
        exceptOn(Engine.TYRUS, "does not answer it");

        var answer = Http.get(base(), "/app/app-key?protocol=7", "Connection: Upgrade", "Upgrade: websocket", headers);

        assertThat(answer.status()).isBetween(400, 499);
    }
}
