package io.stentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.app.ConfiguredApps;
import io.stentor.app.TestApps;
import io.stentor.connection.Handshake;
import io.stentor.protocol.ErrorCode;
import io.stentor.protocol.Frames;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may connect, by the checks of protocol 1.2 in their order. */
class AdmissionTest {
    private static final String APPS = """
            [{"id":1,"key":"open","secret":"s"},
             {"id":2,"key":"off","secret":"s","enabled":false,"require_tls":true,"allowed_origins":["https://a.com"],"max_connections":1},
             {"id":3,"key":"tls","secret":"s","require_tls":true,"allowed_origins":["https://a.com"],"max_connections":1},
             {"id":4,"key":"picky","secret":"s","allowed_origins":["https://a.com"],"max_connections":1},
             {"id":5,"key":"full","secret":"s","max_connections":1}]""";

    private final TestServer server =
            TestServer.with(TestServer.settings(3, 0), new ConfiguredApps(TestApps.read(APPS)));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aStrangerWithTheKeyIsWelcome() {
        assertThat(server.connect("open", (String) null).next()).matches("""
                        \\{"event":"pusher:connection_established","data":"\\{\\\\"socket_id\\\\":\\\\"[1-9][0-9]{0,9}\\.[1-9][0-9]{0,9}\\\\",\\\\"activity_timeout\\\\":120\\}"\\}""");
    }

    @Test
    void aRefusalIsOneFrameAndACloseWithTheSameCode() {
        var client = server.connect("nobody", (String) null);

        assertThat(client.next()).isEqualTo("""
                        {"event":"pusher:error","data":{"code":4001,"message":"Application does not exist"},"channel":null}""");
        assertThat(client.next()).isEqualTo("close 4001 Application does not exist");
        assertThat(server.holdings().connections()).isZero();
        server.awaitNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Open", "open ", "1", "openx", "ope"})
    void theKeyIsLookedUpExactly(String key) {
        refused(server.connect(key, (String) null), ErrorCode.APP_NOT_FOUND);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    -
                    ''
                    protocol=7
                    protocol=6
                    protocol=5
                    protocol=4
                    protocol=007
                    protocol=%37
                    protocol=7&protocol=x
                    client=js&version=8.6.0&flash=false&protocol=7
                    client=js
                    PROTOCOL=x
                    """)
    void theseVersionsAreSpoken(String query) {
        server.connect("open", query).established();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "protocol=",
                "protocol",
                "protocol=x",
                "protocol=7.0",
                "protocol=+7",
                "protocol=-7",
                "protocol=7x",
                "protocol=%207",
                "protocol=1234567890",
                "protocol=x&protocol=7",
                "protocol=%D9%A7",
                "protocol=0x7"
            })
    void aVersionThatIsNoNumberIsRefused(String query) {
        refused(server.connect("open", query), ErrorCode.INVALID_VERSION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"protocol=3", "protocol=8", "protocol=0", "protocol=2", "protocol=999999999", "protocol=70"})
    void aVersionThatIsNotSpokenIsRefused(String query) {
        refused(server.connect("open", query), ErrorCode.UNSUPPORTED_VERSION);
    }

    @Test
    void anAppThatIsOffRefusesEveryone() {
        refused(server.connect("off", "protocol=x"), ErrorCode.APP_DISABLED);
    }

    @Test
    void theVersionComesBeforeTls() {
        refused(server.connect("tls", "protocol=x"), ErrorCode.INVALID_VERSION);
        refused(server.connect("tls", "protocol=3"), ErrorCode.UNSUPPORTED_VERSION);
    }

    @Test
    void tlsComesBeforeTheOrigin() {
        refused(server.connect("tls", handshake(List.of("https://b.com"), false)), ErrorCode.TLS_REQUIRED);
        refused(server.connect("tls", handshake(List.of("https://b.com"), true)), ErrorCode.ORIGIN_NOT_ALLOWED);
        server.connect("tls", handshake(List.of("https://a.com"), true)).established();
    }

    @Test
    void theOriginComesBeforeTheQuotas() {
        server.connect("picky", handshake(List.of("https://a.com"), false)).established();

        refused(server.connect("picky", handshake(List.of(), false)), ErrorCode.ORIGIN_NOT_ALLOWED);
        refused(server.connect("picky", handshake(List.of("null"), false)), ErrorCode.ORIGIN_NOT_ALLOWED);
        refused(server.connect("picky", handshake(List.of("https://a.com"), false)), ErrorCode.OVER_QUOTA);
    }

    @Test
    void theServersQuotaComesBeforeTheApps() {
        server.connect("full", (String) null).established();
        server.connect("open", (String) null).established();
        refused(server.connect("full", (String) null), ErrorCode.OVER_QUOTA);
        server.connect("open", (String) null).established();

        refused(server.connect("full", (String) null), ErrorCode.OVER_CAPACITY);
        refused(server.connect("open", (String) null), ErrorCode.OVER_CAPACITY);
    }

    @Test
    void aRefusedConnectionTakesNoPlace() {
        for (int i = 0; i < 10; i++) {
            refused(server.connect("nobody", (String) null), ErrorCode.APP_NOT_FOUND);
            refused(server.connect("picky", (String) null), ErrorCode.ORIGIN_NOT_ALLOWED);
        }
        var only = server.connect("full", (String) null);
        for (int i = 0; i < 10; i++) {
            refused(server.connect("full", (String) null), ErrorCode.OVER_QUOTA);
        }
        only.established();

        assertThat(server.holdings().connections()).isOne();
        server.connect("open", (String) null).established();
        server.connect("open", (String) null).established();
    }

    @Test
    void aPlaceIsFreeAgainWhenItsClientIsGone() {
        var first = server.connect("full", (String) null);
        first.established();
        first.vanish();
        server.awaitNothingLeft();

        server.connect("full", (String) null).established();
    }

    @Test
    void aRefusedClientThatTalksOnIsNotHeard() {
        var client = server.connect("nobody", (String) null);
        refused(client, ErrorCode.APP_NOT_FOUND);

        client.say("{\"event\":\"pusher:ping\"}").subscribe("orders");

        server.awaitNothingLeft();
    }

    private static void refused(TestClient client, ErrorCode why) {
        assertThat(client.next()).isEqualTo(Frames.error(why).text());
        assertThat(client.next()).isEqualTo("close " + why.closeCode() + " " + why.closeReason());
    }

    private static Handshake handshake(List<String> origins, boolean secure) {
        return new Handshake(origins, "protocol=7", secure, null);
    }
}
