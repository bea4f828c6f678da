package io.stentor.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.connection.Networks;
import io.stentor.connection.TrustedProxies;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may use the operational endpoints (protocol 11). */
class OpsGuardTest {
    private static final OpsGuard OPEN = guard(null, List.of(), List.of());
    private static final OpsGuard GUARDED = guard("t0ken", List.of(), List.of());

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    127.0.0.1        | localhost
                    127.0.0.1        | localhost:6001
                    127.0.0.1        | LocalHost:6001
                    127.0.0.1        | 127.0.0.1
                    127.8.9.10       | 127.8.9.10:80
                    ::1              | [::1]:6001
                    0:0:0:0:0:0:0:1  | [::1]
                    [::1]            | [::1]
                    ::ffff:127.0.0.1 | localhost
                    """)
    void thisMachineMayRead(String peer, String host) {
        assertThat(OPEN.mayRead(request(peer, "Host: " + host))).isTrue();
        assertThat(OPEN.mayChange(request(peer, "Host: " + host))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "example.com:6001",
                "localhost.example.com",
                "localhost:6001:80",
                "127.0.0.1.example.com",
                "127.0.0.1@example.com",
                "192.0.2.1",
                "[::2]",
                "::1",
                "localhost:port",
                ""
            })
    void aNameThatOnlyLeadsHereIsNotThisMachine(String host) {
        assertThat(OPEN.mayRead(request("127.0.0.1", "Host: " + host))).isFalse();
    }

    @Test
    void aRequestWithoutHostIsNot() {
        assertThat(OPEN.mayRead(request("127.0.0.1"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Forwarded: for=192.0.2.1",
                "X-Forwarded-For: 127.0.0.1",
                "x-forwarded-proto: https",
                "X-Forwarded-Host: localhost",
                "X-Forwarded-Anything: ",
                "X-Real-IP: 127.0.0.1",
                "x-real-ip: 127.0.0.1",
                "Via: 1.1 proxy",
                "VIA: 1.1 proxy"
            })
    void whoComesThroughAProxyIsNotThisMachine(String header) {
        assertThat(OPEN.mayRead(request("127.0.0.1", "Host: localhost", header)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "10.0.0.1", "128.0.0.1", "::2", "1::1", "fe80::1", "2001:db8::1"})
    void otherMachinesAreNot(String peer) {
        assertThat(OPEN.mayRead(request(peer, "Host: localhost"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer t0ken", "bearer t0ken", "BEARER  t0ken "})
    void whoHasTheTokenMayDoEverythingFromEverywhere(String authorization) {
        var request = request("192.0.2.1", "Host: example.com", "Via: 1.1 proxy", "Authorization: " + authorization);

        assertThat(GUARDED.mayRead(request)).isTrue();
        assertThat(GUARDED.mayChange(request)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer token", "Bearer t0ken2", "Bearer T0KEN", "Bearer", "Bearer ", "Basic t0ken", "t0ken", ""
            })
    void whoHasAnotherOneMayNothing(String authorization) {
        var request = request("192.0.2.1", "Host: example.com", "Authorization: " + authorization);

        assertThat(GUARDED.mayRead(request)).isFalse();
        assertThat(GUARDED.mayChange(request)).isFalse();
    }

    @Test
    void withoutATokenNobodyHasIt() {
        for (var authorization : List.of("Bearer ", "Bearer null", "Bearer t0ken")) {
            var request = request("127.0.0.1", "Host: localhost", "Authorization: " + authorization);
            assertThat(OPEN.mayChange(request)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.1.2.3, true",
        "10.0.0.0/8, 11.1.2.3, false",
        "2001:db8::/32, 2001:db8::7, true",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false"
    })
    void allowedAddressesMayRead(String allowed, String peer, boolean may) {
        var guard = guard("t0ken", List.of(allowed), List.of());

        assertThat(guard.mayRead(request(peer, "Host: example.com"))).isEqualTo(may);
        assertThat(guard.mayChange(request(peer, "Host: example.com"))).isFalse();
    }

    @Test
    void behindATrustedProxyTheClientsAddressCounts() {
        var guard = guard(null, List.of("10.0.0.0/8"), List.of("10.0.0.1"));

        assertThat(guard.mayRead(request("10.0.0.1", "Host: x", "X-Forwarded-For: 10.7.7.7")))
                .isTrue();
        assertThat(guard.mayRead(request("10.0.0.1", "Host: x", "X-Forwarded-For: 192.0.2.1")))
                .isFalse();
        assertThat(guard.mayRead(request("10.0.0.1", "Host: x", "X-Forwarded-For: 10.7.7.7, 192.0.2.1")))
                .isFalse();
        assertThat(guard.mayRead(request("192.0.2.1", "Host: x", "X-Forwarded-For: 10.7.7.7")))
                .isFalse();
    }

    @Test
    void theTokenIsNotShown() {
        assertThat(GUARDED.toString()).doesNotContain("t0ken");
    }

    private static OpsGuard guard(String token, List<String> allowed, List<String> proxies) {
        return new OpsGuard(token, new Networks("ops.allow", allowed), new TrustedProxies(proxies));
    }

    /** A request of this peer with these header lines; all else of it is none of the guard's business. */
    private static HttpServletRequest request(String peer, String... headers) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                OpsGuardTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getRemoteAddr" -> peer;
                    case "getHeader" ->
                        lines((String) arguments[0], headers).stream()
                                .findFirst()
                                .orElse(null);
                    case "getHeaders" -> Collections.enumeration(lines((String) arguments[0], headers));
                    case "getHeaderNames" ->
                        Collections.enumeration(Arrays.stream(headers)
                                .map(header -> header.split(":")[0])
                                .toList());
                    default -> throw new AssertionError(method);
                });
    }

    private static List<String> lines(String name, String... headers) {
        return Arrays.stream(headers)
                .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                .map(header -> header.substring(name.length() + 1).strip())
                .toList();
    }
}
