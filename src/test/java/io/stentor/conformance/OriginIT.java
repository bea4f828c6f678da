package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Http;
import io.stentor.conformance.container.Container.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages may connect: {@code allowed_origins} of each app against the Origin header (protocol 2). */
class OriginIT extends ConformanceTest {

    @ParameterizedTest(name = "{0} lets {1} in")
    @CsvSource(delimiter = '|', textBlock = """
                    app                  | https://anywhere.example.net
                    app                  | null
                    app                  | https://a.com, https://b.com
                    origin-empty         | https://anywhere.example.net
                    origin-star          | https://anywhere.example.net
                    origin-star          | null
                    origin-star          | not an origin
                    origin-any           | https://anywhere.example.net
                    origin-any           | null
                    origin-full          | https://app.example.com
                    origin-full          | https://app.example.com:443
                    origin-full          | HTTPS://App.Example.COM
                    origin-full          | http://localhost:3000
                    origin-full          | https://mixed.example.com
                    origin-missing       | https://app.example.com
                    origin-host          | https://example.com
                    origin-host          | http://example.com
                    origin-host          | https://example.com:443
                    origin-host          | http://example.com:80
                    origin-host          | wss://example.com
                    origin-host          | ws://example.com:80
                    origin-host          | example.com
                    origin-host          | http://localhost:3000
                    origin-host          | https://localhost:3000
                    origin-host          | localhost:3000
                    origin-host          | http://127.0.0.1:8080
                    origin-wildcard      | https://staging.example.com
                    origin-wildcard      | http://staging.example.com
                    origin-wildcard      | https://a.staging.example.com
                    origin-wildcard      | https://a.b.c.staging.example.com
                    origin-wildcard      | https://A.Staging.Example.Com:443
                    origin-wildcard-port | https://example.com:8443
                    origin-wildcard-port | https://a.example.com:8443
                    origin-wildcard-port | http://a.b.example.com:8443
                    origin-scheme        | https://a.example.com
                    origin-scheme        | https://a.b.example.com
                    origin-scheme        | https://a.example.com:443
                    origin-scheme        | https://a.example.org:8443
                    origin-port          | http://localhost
                    origin-port          | http://localhost:1
                    origin-port          | http://localhost:80
                    origin-port          | http://localhost:65535
                    origin-port          | https://dev.example.com:4711
                    origin-port          | http://dev.example.com
                    origin-label         | https://app-1.example.com
                    origin-label         | https://app-a-b-c.example.com
                    origin-label         | https://APP-X.example.com
                    origin-custom        | capacitor://localhost
                    origin-custom        | CAPACITOR://LOCALHOST
                    origin-custom        | chrome-extension://abcdefghijklmnop
                    origin-null          | null
                    origin-default       | https://a.example.com
                    origin-default       | https://a.example.com:443
                    origin-default       | http://b.example.com
                    origin-default       | http://b.example.com:80
                    origin-default       | https://c.example.com
                    origin-default       | https://c.example.com:443
                    origin-default       | https://d.example.com:80
                    origin-edge          | https://slash.example.com
                    origin-edge          | https://dot.example.com.
                    origin-edge          | https://xn--bcher-kva.example
                    origin-edge          | HTTPS://XN--BCHER-KVA.EXAMPLE
                    origin-edge          | http://[::1]:3000
                    origin-edge          | http://[0:0:0:0:0:0:0:1]:3000
                    origin-edge          | https://[2001:db8::1]
                    origin-edge          | https://[2001:DB8:0::0:1]:443
                    """)
    void anAllowedOriginConnects(String app, String origin) {
        open("/app/" + app + "-key?protocol=7", "Origin: " + origin).awaitEstablished();
    }

    @ParameterizedTest(name = "{0} refuses {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    origin-full          | http://app.example.com
                    origin-full          | https://app.example.com:8443
                    origin-full          | https://app.example.com:80
                    origin-full          | https://example.com
                    origin-full          | https://a.app.example.com
                    origin-full          | https://app.example.com.evil.net
                    origin-full          | https://app.example.comevil.net
                    origin-full          | https://evilapp.example.com
                    origin-full          | https://app.example.com.
                    origin-full          | app.example.com
                    origin-full          | wss://app.example.com
                    origin-full          | http://localhost
                    origin-full          | http://localhost:30000
                    origin-full          | http://localhost:300
                    origin-full          | https://localhost:3000
                    origin-full          | null
                    origin-full          | *
                    origin-full          | any
                    origin-missing       | https://evil.example.net
                    origin-missing       | null
                    origin-host          | https://example.com:8080
                    origin-host          | http://example.com:443
                    origin-host          | https://www.example.com
                    origin-host          | https://notexample.com
                    origin-host          | https://example.com.evil.net
                    origin-host          | http://localhost
                    origin-host          | http://localhost:3001
                    origin-host          | http://127.0.0.1
                    origin-host          | example.com:8080
                    origin-wildcard      | https://evilstaging.example.com
                    origin-wildcard      | https://staging.example.com.evil.net
                    origin-wildcard      | https://a.staging.example.com:8443
                    origin-wildcard      | https://staging.example.com:8443
                    origin-wildcard      | https://example.com
                    origin-wildcard      | https://a.staging.example.com.
                    origin-wildcard-port | https://example.com
                    origin-wildcard-port | https://a.example.com
                    origin-wildcard-port | https://a.example.com:443
                    origin-wildcard-port | https://a.example.com:8444
                    origin-wildcard-port | https://evilexample.com:8443
                    origin-scheme        | https://example.com
                    origin-scheme        | http://a.example.com
                    origin-scheme        | https://a.example.com:8443
                    origin-scheme        | https://evilexample.com
                    origin-scheme        | https://a.example.com.evil.net
                    origin-scheme        | https://a.example.org
                    origin-scheme        | https://example.org:8443
                    origin-scheme        | a.example.com
                    origin-port          | https://localhost
                    origin-port          | https://localhost:3000
                    origin-port          | http://localhosts:3000
                    origin-port          | http://a.localhost:3000
                    origin-port          | http://127.0.0.1:3000
                    origin-port          | https://a.dev.example.com
                    origin-label         | https://app-.example.com
                    origin-label         | https://app.example.com
                    origin-label         | https://app-x.y.example.com
                    origin-label         | https://x.app-1.example.com
                    origin-label         | https://xapp-1.example.com
                    origin-label         | https://app-a_b.example.com
                    origin-label         | http://app-1.example.com
                    origin-label         | https://app-1.example.com:8443
                    origin-label         | https://app-1.example.com.evil.net
                    origin-custom        | capacitor://localhost2
                    origin-custom        | capacitor://localhost:8080
                    origin-custom        | ionic://localhost
                    origin-custom        | http://localhost
                    origin-custom        | chrome-extension://abcdefghijklmnopq
                    origin-null          | https://app.example.com
                    origin-null          | NULL
                    origin-null          | nullx
                    origin-null          | http://null
                    origin-default       | http://a.example.com
                    origin-default       | http://a.example.com:443x
                    origin-default       | https://b.example.com
                    origin-default       | https://c.example.com:80
                    origin-default       | https://d.example.com
                    origin-edge          | https://slash.example.com/
                    origin-edge          | https://dot.example.com
                    origin-edge          | https://dot.example.com..
                    origin-edge          | https://bucher.example
                    origin-edge          | http://[::1]
                    origin-edge          | http://[::2]:3000
                    origin-edge          | http://::1:3000
                    origin-edge          | http://[::1:3000
                    origin-edge          | http://127.0.0.1:3000
                    origin-edge          | https://[2001:db8::2]
                    """)
    void anyOtherOriginIsRefused(String app, String origin) {
        assertRefused(app, "Origin: " + origin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user@app.example.com",
                "https://user:secret@app.example.com",
                "https://app.example.com/",
                "https://app.example.com/path",
                "https://app.example.com?",
                "https://app.example.com?query",
                "https://app.example.com#",
                "https://app.example.com\\",
                "https://app.example.com\\@evil.example.net",
                "https://app.example.com:",
                "https://app.example.com:0",
                "https://app.example.com:65536",
                "https://app.example.com:443443443443",
                "https://app.example.com:+443",
                "https://app.example.com:-443",
                "https://app.example.com:44x",
                "https://app.example.com:443:443",
                "https://app.example.com, https://app.example.com",
                "https://app.example.com,https://evil.example.net",
                "https://app.example.com https://app.example.com",
                "https://app. example.com",
                "https://app.\texample.com",
                "https://",
                "https:",
                "https:app.example.com",
                "https:/app.example.com",
                "https:///app.example.com",
                "://app.example.com",
                "//app.example.com"
            })
    void aMalformedOriginIsRefused(String origin) {
        assertRefused("origin-full", "Origin: " + origin);
    }

    @Test
    void anOriginWithACommaAtItsEndIsRefused() {
        exceptOn(Engine.TYRUS, "cuts headers at commas");

        assertRefused("origin-full", "Origin: https://app.example.com,");
    }

    @Test
    void anOriginOutsideOfAsciiIsRefused() {
        exceptOn(Engine.TYRUS, "refuses it by itself (400)");

        var bytes = new String("https://bücher.example".getBytes(UTF_8), ISO_8859_1);

        assertRefused("origin-edge", "Origin: " + bytes);
    }

    @Test
    void anOriginWithAControlCharacterNeverConnects() {
        exceptOn(Engine.TYRUS, "takes control characters out of headers");

        // No legal header at all, so a container may answer for itself.
        var answer = Http.upgrade(base(), "/app/origin-full-key", "Origin: https://app.example.com\u0001");

        if (answer.status() == 101) {
            assertRefused("origin-full", "Origin: https://app.example.com\u0001");
        } else {
            assertThat(answer.status()).isBetween(400, 499);
        }
    }

    @Test
    void anOriginIsReadUpTo2048Characters() {
        open("/app/origin-wildcard-key", "Origin: " + longOrigin(2048)).awaitEstablished();
        assertRefused("origin-wildcard", "Origin: " + longOrigin(2049));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example.com\r\nOrigin: https://app.example.com",
                "https://app.example.com\r\nOrigin: https://evil.example.net",
                "https://evil.example.net\r\nOrigin: https://app.example.com",
                "https://app.example.com\r\norigin: https://app.example.com"
            })
    void twoOriginLinesAreRefused(String lines) {
        assertRefused("origin-full", "Origin: " + lines);
    }

    @ParameterizedTest
    @ValueSource(strings = {"origin-full", "origin-host", "origin-wildcard", "origin-null", "origin-custom"})
    void aConnectionWithoutAnOriginIsRefused(String app) {
        assertRefused(app);
    }

    @Test
    void anEmptyOriginCountsAsNone() {
        assertRefused("origin-full", "Origin:");
        assertRefused("origin-null", "Origin:");
        open("/app/origin-missing-key", "Origin:").awaitEstablished();
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "origin-empty", "origin-star", "origin-any", "origin-missing"})
    void aConnectionWithoutAnOriginIsAcceptedWhereTheAppSaysSo(String app) {
        open("/app/" + app + "-key").awaitEstablished();
    }

    @Test
    void twoOriginLinesAreFineWhereAnythingIs() {
        open("/app/origin-star-key", "Origin: https://a.example.com", "Origin: https://b.example.com")
                .awaitEstablished();
    }

    private static String longOrigin(int length) {
        var end = "a.staging.example.com";
        var start = "https://";
        return start
                + "a.".repeat(length).substring(0, (length - start.length() - end.length()) / 2 * 2)
                + ((length - start.length() - end.length()) % 2 == 0 ? "" : "a")
                + end;
    }

    private void assertRefused(String app, String... headers) {
        open("/app/" + app + "-key?protocol=7", headers)
                .awaitExactly(error(4005, "Origin not allowed"))
                .awaitClosed(4005, "Origin not allowed");
    }
}
