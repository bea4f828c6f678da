package io.stentor.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stentor.config.ConfigException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose {@code X-Forwarded-For} and {@code X-Forwarded-Proto} are believed (protocol 12, trusted_proxies). */
class TrustedProxiesTest {

    /** Networks are separated by blanks, header lines by " + "; a dash stands for none. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # nobody is believed by default
                    -                 | 192.0.2.1   | 203.0.113.9                       | 192.0.2.1
                    -                 | 127.0.0.1   | 203.0.113.9                       | 127.0.0.1
                    # a stranger is not believed
                    10.0.0.0/8        | 192.0.2.1   | 203.0.113.9                       | 192.0.2.1
                    10.0.0.0/8        | 11.0.0.1    | 203.0.113.9                       | 11.0.0.1
                    # a proxy is
                    10.0.0.0/8        | 10.1.2.3    | 203.0.113.9                       | 203.0.113.9
                    10.0.0.0/8        | 10.1.2.3    | -                                 | 10.1.2.3
                    10.1.2.3          | 10.1.2.3    | 203.0.113.9                       | 203.0.113.9
                    10.1.2.3          | 10.1.2.4    | 203.0.113.9                       | 10.1.2.4
                    10.1.2.3/32       | 10.1.2.3    | 203.0.113.9                       | 203.0.113.9
                    0.0.0.0/0         | 198.51.100.7| 203.0.113.9                       | 203.0.113.9
                    10.0.0.0/9        | 10.127.0.1  | 203.0.113.9                       | 203.0.113.9
                    10.0.0.0/9        | 10.128.0.1  | 203.0.113.9                       | 10.128.0.1
                    192.168.0.0/16 10.0.0.0/8 | 10.1.2.3 | 203.0.113.9                  | 203.0.113.9
                    # the last hop that no trusted proxy has is the client, whatever it claims
                    10.0.0.0/8        | 10.1.2.3    | 1.1.1.1, 203.0.113.9              | 203.0.113.9
                    10.0.0.0/8        | 10.1.2.3    | 1.1.1.1, 203.0.113.9, 10.9.9.9    | 203.0.113.9
                    10.0.0.0/8        | 10.1.2.3    | 1.1.1.1,203.0.113.9,10.9.9.9      | 203.0.113.9
                    10.0.0.0/8        | 10.1.2.3    | 1.1.1.1 + 203.0.113.9 + 10.9.9.9  | 203.0.113.9
                    10.0.0.0/8        | 10.1.2.3    | 10.9.9.9                          | 10.9.9.9
                    10.0.0.0/8        | 10.1.2.3    | 10.8.8.8, 10.9.9.9                | 10.8.8.8
                    # what is no address ends the search
                    10.0.0.0/8        | 10.1.2.3    | unknown                           | 10.1.2.3
                    10.0.0.0/8        | 10.1.2.3    | 203.0.113.9, unknown              | 10.1.2.3
                    10.0.0.0/8        | 10.1.2.3    | 203.0.113.9, localhost, 10.9.9.9  | 10.9.9.9
                    10.0.0.0/8        | 10.1.2.3    | ''                                | 10.1.2.3
                    10.0.0.0/8        | 10.1.2.3    | ','                               | 10.1.2.3
                    # IPv6
                    ::1               | ::1         | 203.0.113.9                       | 203.0.113.9
                    ::1               | 0:0:0:0:0:0:0:1 | 2001:db8::7                   | 2001:db8::7
                    fd00::/8          | fd12::9     | 2001:db8::7                       | 2001:db8::7
                    fd00::/8          | fe80::9     | 2001:db8::7                       | fe80::9
                    ::/0              | 10.1.2.3    | 203.0.113.9                       | 10.1.2.3
                    0.0.0.0/0         | ::1         | 203.0.113.9                       | ::1
                    10.0.0.0/8        | ::ffff:10.1.2.3 | 203.0.113.9                   | 203.0.113.9
                    """)
    void theClientIsTheLastAddressThatNoTrustedProxyHas(String networks, String peer, String forwarded, String client) {
        assertThat(new TrustedProxies(list(networks, " ")).client(peer, list(forwarded, " \\+ ")))
                .isEqualTo(client);
    }

    @Test
    void aPeerThatTheContainerDoesNotTellStaysUnknown() {
        var proxies = new TrustedProxies(List.of("0.0.0.0/0"));

        assertThat(proxies.client(null, List.of("203.0.113.9"))).isNull();
        assertThat(proxies.secure(null, false, List.of("https"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    10.1.2.3  | false | https | true
                    10.1.2.3  | false | HTTPS | true
                    10.1.2.3  | false | wss   | true
                    10.1.2.3  | false | http  | false
                    10.1.2.3  | false | ws    | false
                    10.1.2.3  | true  | http  | false
                    10.1.2.3  | true  | -     | true
                    10.1.2.3  | false | -     | false
                    10.1.2.3  | false | httpsx | false
                    192.0.2.1 | false | https | false
                    192.0.2.1 | true  | http  | true
                    """)
    void onlyATrustedProxySaysWhetherItWasTls(String peer, boolean direct, String forwarded, boolean secure) {
        var proxies = new TrustedProxies(List.of("10.0.0.0/8"));

        assertThat(proxies.secure(peer, direct, list(forwarded, " \\+ "))).isEqualTo(secure);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "localhost", "proxy.example.com", "10.0.0", "10.0.0.0.0", "10.0.0.0/33", "10.0.0.0/-1",
                "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/8/8", "/8", "::1/129", ":::1", "10.0.0.0/255.0.0.0", "*"
            })
    void whatIsNoNetworkStopsTheStart(String network) {
        assertThatThrownBy(() -> new TrustedProxies(List.of("10.0.0.1", network)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("trusted_proxies has \"" + network + "\", allowed: addresses and CIDR networks");
    }

    private static List<String> list(String text, String separator) {
        return text.equals("-") ? List.of() : List.of(text.split(separator));
    }
}
