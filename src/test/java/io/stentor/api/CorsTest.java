package io.stentor.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.app.Origins;
import io.stentor.server.CorsSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What pages of other sites are told (protocol 8.5). */
class CorsTest {
    private static final Map<String, String> PREFLIGHT =
            Map.of("Origin", "https://a.com", "Access-Control-Request-Method", "POST");

    private final Map<String, String> told = new TreeMap<>();

    @Test
    void aServerThatLetsNoPageInSaysNothing() {
        assertThat(answer(new Cors(null), "OPTIONS", PREFLIGHT)).isFalse();
        assertThat(told).isEmpty();
    }

    @Test
    void anyOriginIsAStarAndDoesNotVary() {
        var any = new Cors(new CorsSettings(origins("*"), true, "GET", "X-A", false));

        assertThat(answer(any, "POST", Map.of("Origin", "https://whoever.org"))).isFalse();

        assertThat(told).isEqualTo(Map.of("Access-Control-Allow-Origin", "*"));
    }

    @Test
    void aNamedOriginIsRepeated() {
        var named = new Cors(new CorsSettings(origins("https://a.com"), false, "GET", "X-A", false));

        assertThat(answer(named, "OPTIONS", PREFLIGHT)).isTrue();

        assertThat(told)
                .isEqualTo(Map.of(
                        "Vary", "Origin",
                        "Access-Control-Allow-Origin", "https://a.com",
                        "Access-Control-Allow-Methods", "GET",
                        "Access-Control-Allow-Headers", "X-A",
                        "Access-Control-Max-Age", "86400"));
    }

    @Test
    void whoSendsNoOriginIsNoPage() {
        var any = new Cors(new CorsSettings(origins("*"), true, "GET", "X-A", false));

        assertThat(answer(any, "OPTIONS", Map.of("Access-Control-Request-Method", "POST")))
                .isFalse();
        assertThat(told).isEmpty();
    }

    private static Origins origins(String pattern) {
        return new Origins(List.of(pattern), false, warning -> {});
    }

    private boolean answer(Cors cors, String method, Map<String, String> headers) {
        var request = (HttpServletRequest) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, asked, arguments) -> switch (asked.getName()) {
                    case "getMethod" -> method;
                    case "getHeader" -> headers.get((String) arguments[0]);
                    case "getHeaders" -> {
                        var value = headers.get((String) arguments[0]);
                        yield Collections.enumeration(value == null ? List.of() : List.of(value));
                    }
                    default -> throw new UnsupportedOperationException(asked.getName());
                });
        var response = (HttpServletResponse) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HttpServletResponse.class}, (proxy, said, arguments) -> {
                    told.put((String) arguments[0], (String) arguments[1]);
                    return null;
                });
        return cors.answer(request, response);
    }
}
