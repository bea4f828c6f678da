package io.stentor.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pages may connect: the pattern forms of protocol 2.1, the steps and edge cases of 2.2. */
class OriginsTest {

    /** Patterns are separated by blanks, header lines by " + "; a dash stands for no header. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    # any
                    *                          | https://example.com                      | yes
                    *                          | -                                        | yes
                    *                          | ``                                       | yes
                    *                          | null                                     | yes
                    *                          | what@ever                                | yes
                    any                        | http://localhost:3000                    | yes
                    ANY                        | -                                        | yes
                    Any https://a.com          | https://b.com                            | yes
                    https://a.com *            | https://b.com                            | yes
                    # full origin
                    https://app.example.com    | https://app.example.com                  | yes
                    https://app.example.com    | http://app.example.com                   | no
                    https://app.example.com    | https://app.example.com:8443             | no
                    https://app.example.com    | https://example.com                      | no
                    https://app.example.com    | https://x.app.example.com                | no
                    https://app.example.com    | https://app.example.com.evil.net         | no
                    https://app.example.com    | https://evilapp.example.com              | no
                    https://app.example.com    | app.example.com                          | no
                    https://app.example.com    | wss://app.example.com                    | no
                    http://localhost:3000      | http://localhost:3000                    | yes
                    http://localhost:3000      | http://localhost:3001                    | no
                    http://localhost:3000      | http://localhost                         | no
                    http://localhost:3000      | https://localhost:3000                   | no
                    # default ports are equal whether written or not
                    https://a.com:443          | https://a.com                            | yes
                    https://a.com              | https://a.com:443                        | yes
                    http://a.com:80            | http://a.com                             | yes
                    http://a.com               | http://a.com:80                          | yes
                    http://a.com               | http://a.com:443                         | no
                    https://a.com              | https://a.com:80                         | no
                    # host without scheme
                    example.com                | https://example.com                      | yes
                    example.com                | http://example.com                       | yes
                    example.com                | example.com                              | yes
                    example.com                | http://example.com:80                    | yes
                    example.com                | https://example.com:443                  | yes
                    example.com                | https://example.com:8080                 | no
                    example.com                | http://example.com:443                   | no
                    example.com                | https://www.example.com                  | no
                    example.com                | https://example.org                      | no
                    localhost:3000             | http://localhost:3000                    | yes
                    localhost:3000             | https://localhost:3000                   | yes
                    localhost:3000             | localhost:3000                           | yes
                    localhost:3000             | http://localhost                         | no
                    127.0.0.1:8080             | https://127.0.0.1:8080                   | yes
                    127.0.0.1:8080             | http://127.0.0.2:8080                    | no
                    example.com:443            | https://example.com                      | yes
                    # domain wildcard
                    *.staging.example.com      | https://a.staging.example.com            | yes
                    *.staging.example.com      | http://a.b.c.staging.example.com         | yes
                    *.staging.example.com      | https://staging.example.com              | yes
                    *.staging.example.com      | staging.example.com                      | yes
                    *.staging.example.com      | https://evilstaging.example.com          | no
                    *.staging.example.com      | https://staging.example.com.evil.net     | no
                    *.staging.example.com      | https://a.staging.example.com:8443       | no
                    *.staging.example.com      | https://example.com                      | no
                    *.staging.example.com      | https://.staging.example.com             | no
                    *.staging.example.com      | https://a..staging.example.com           | no
                    # domain wildcard with port
                    *.example.com:8443         | https://a.example.com:8443               | yes
                    *.example.com:8443         | http://a.b.example.com:8443              | yes
                    *.example.com:8443         | https://example.com:8443                 | yes
                    *.example.com:8443         | https://a.example.com                    | no
                    *.example.com:8443         | https://a.example.com:8444               | no
                    # scheme and wildcard
                    https://*.example.com      | https://a.example.com                    | yes
                    https://*.example.com      | https://a.b.example.com                  | yes
                    https://*.example.com      | http://a.example.com                     | no
                    https://*.example.com      | https://example.com                      | no
                    https://*.example.com      | https://evilexample.com                  | no
                    https://*.example.com      | a.example.com                            | no
                    https://*.example.com:8443 | https://a.example.com:8443               | yes
                    https://*.example.com:8443 | https://a.example.com                    | no
                    https://*.example.com:8443 | https://example.com:8443                 | no
                    # any port
                    http://localhost:*         | http://localhost                         | yes
                    http://localhost:*         | http://localhost:1                       | yes
                    http://localhost:*         | http://localhost:65535                   | yes
                    http://localhost:*         | https://localhost:3000                   | no
                    http://localhost:*         | http://localhost.evil.net:3000           | no
                    localhost:*                | https://localhost:3000                   | yes
                    localhost:*                | http://localhost                         | yes
                    localhost:*                | http://notlocalhost:3000                 | no
                    # partial first label
                    https://app-*.example.com  | https://app-x.example.com                | yes
                    https://app-*.example.com  | https://app-a-9.example.com              | yes
                    https://app-*.example.com  | https://app-x.y.example.com              | no
                    https://app-*.example.com  | https://app-.example.com                 | no
                    https://app-*.example.com  | https://app.example.com                  | no
                    https://app-*.example.com  | https://myapp-x.example.com              | no
                    https://app-*.example.com  | https://app-x_y.example.com              | no
                    https://app-*.example.com  | http://app-x.example.com                 | no
                    https://app-*.example.com  | https://app-x.example.com.evil.net       | no
                    # other scheme
                    capacitor://localhost      | capacitor://localhost                    | yes
                    capacitor://localhost      | Capacitor://LOCALHOST                    | yes
                    capacitor://localhost      | ionic://localhost                        | no
                    capacitor://localhost      | http://localhost                         | no
                    chrome-extension://abcdef  | chrome-extension://abcdef                | yes
                    chrome-extension://abcdef  | chrome-extension://abcdeg                | no
                    custom-protocol://a.com    | https://a.com                            | no
                    # null
                    null                       | null                                     | yes
                    null                       | -                                        | no
                    null                       | ``                                       | no
                    null                       | NULL                                     | no
                    null                       | https://null                             | no
                    https://a.com null         | null                                     | yes
                    https://a.com              | null                                     | no
                    *.example.com              | null                                     | no
                    # case does not matter
                    https://app.example.com    | HTTPS://App.Example.COM                  | yes
                    HTTPS://App.Example.COM    | https://app.example.com                  | yes
                    *.Example.ORG              | https://app.EXAMPLE.org                  | yes
                    # one of several patterns is enough
                    https://a.com *.b.com c.com | https://x.b.com                         | yes
                    https://a.com *.b.com c.com | http://c.com                            | yes
                    https://a.com *.b.com c.com | https://d.com                           | no
                    # missing header
                    https://a.com              | -                                        | no
                    https://a.com              | ``                                       | no
                    # malformed headers
                    https://app.example.com    | https://user@app.example.com             | no
                    https://app.example.com    | https://app.example.com@evil.net         | no
                    https://a.com              | https://a.com, https://b.com             | no
                    https://a.com              | https://a.com + https://b.com            | no
                    https://a.com              | https://a.com + https://a.com            | no
                    https://a.com              | https://a.com/                           | no
                    https://a.com              | https://a.com/path                       | no
                    https://a.com              | ` https://a.com`                         | no
                    https://a.com              | `https://a.com `                         | no
                    https://a.com              | https://a.com?x                          | no
                    https://a.com              | https://a.com#x                          | no
                    https://a.com              | https://a.com\\                          | no
                    https://a.com              | https:\\\\a.com                          | no
                    https://a.com              | https://a.com:                           | no
                    https://a.com              | https://a.com:0                          | no
                    https://a.com:*            | https://a.com:65536                      | no
                    https://a.com:*            | https://a.com:x                          | no
                    https://a.com:*            | https://a.com:-1                         | no
                    https://a.com:*            | https://a.com:443:443                    | no
                    https://a.com              | https://                                 | no
                    https://a.com              | ://a.com                                 | no
                    https://a.com              | https:a.com                              | no
                    https://a.com              | //a.com                                  | no
                    https://a.com              | https://a.cöm                            | no
                    # trailing dot
                    https://app.example.com    | https://app.example.com.                 | no
                    https://app.example.com.   | https://app.example.com.                 | yes
                    *.example.com              | https://a.example.com.                   | no
                    # international names
                    https://bücher.example     | https://xn--bcher-kva.example            | yes
                    https://BÜCHER.example     | https://xn--bcher-kva.example            | yes
                    https://bücher.example     | https://bücher.example                   | no
                    *.bücher.example           | https://a.xn--bcher-kva.example          | yes
                    # IPv6
                    http://[::1]:3000          | http://[::1]:3000                        | yes
                    http://[::1]:3000          | http://[0:0:0:0:0:0:0:1]:3000            | yes
                    http://[0:0::0:1]:3000     | http://[::1]:3000                        | yes
                    http://[2001:DB8::A]       | http://[2001:db8:0:0::a]                 | yes
                    http://[::1]:3000          | http://[::2]:3000                        | no
                    http://[::1]:3000          | http://[::1]                             | no
                    [::1]:3000                 | https://[::1]:3000                       | yes
                    [::1]:*                    | http://[::1]:9                           | yes
                    http://[::1]:3000          | http://::1:3000                          | no
                    http://[::1]               | http://[::1                              | no
                    http://[::1]               | http://[::1]x                            | no
                    """)
    void anOriginIsAllowedWhenAPatternMatches(String patterns, String header, String allowed) {
        var origins = new Origins(List.of(patterns.split(" ")), false, warning -> {});

        assertThat(origins.allow(lines(header))).isEqualTo(allowed.equals("yes"));
    }

    @Test
    void withoutPatternsEverythingIsAllowed() {
        var origins = new Origins(List.of(), false, warning -> {});

        assertThat(origins.allow(List.of())).isTrue();
        assertThat(origins.allow(List.of(""))).isTrue();
        assertThat(origins.allow(List.of("null"))).isTrue();
        assertThat(origins.allow(List.of("https://user@evil.net", "nonsense"))).isTrue();
    }

    @Test
    void aMissingOriginIsAllowedWhereTheAppSaysSo() {
        var origins = new Origins(List.of("https://a.com"), true, warning -> {});

        assertThat(origins.allow(List.of())).isTrue();
        assertThat(origins.allow(List.of(""))).isTrue();
        assertThat(origins.allow(List.of("https://a.com"))).isTrue();
        assertThat(origins.allow(List.of("null"))).isFalse();
        assertThat(origins.allow(List.of("https://b.com"))).isFalse();
        assertThat(origins.allow(List.of("", ""))).isFalse();
    }

    @Test
    void aHeaderMayHave2048CharactersAndNotOneMore() {
        var origins = new Origins(List.of("*.example.com"), false, warning -> {});
        var tail = ".example.com";

        assertThat(origins.allow(List.of("https://" + "a".repeat(2048 - 8 - tail.length()) + tail)))
                .isTrue();
        assertThat(origins.allow(List.of("https://" + "a".repeat(2049 - 8 - tail.length()) + tail)))
                .isFalse();
    }

    @Test
    void aControlCharacterMakesAHeaderMalformed() {
        var origins = new Origins(List.of("*.a.com"), false, warning -> {});

        for (char c : "\t\n\r\u0000\u0001\u001f\u007f\u0080\u00a0\uffff".toCharArray()) {
            assertThat(origins.allow(List.of("https://x" + c + ".a.com"))).isFalse();
            assertThat(origins.allow(List.of("https://x.a.com" + c))).isFalse();
        }
    }

    private static List<String> lines(String header) {
        return header.equals("-") ? List.of() : List.of(header.split(" \\+ "));
    }
}
