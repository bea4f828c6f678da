package io.stentor.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stentor.config.ConfigException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which patterns are accepted at load, and what a wildcard can never let in (protocol 2.2). */
class OriginPatternTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                // empty
                "",
                "/",
                // more than one *
                "**",
                "*.*",
                "*.*.example.com",
                "*.*example.com",
                "https://*.*.com",
                "http://*.a.com:*",
                "app-*-*.example.com",
                "invalid-*-*-pattern",
                "*:*",
                // * elsewhere than the first label or the whole port
                "a.*.com",
                "https://a.*.com",
                "a.*",
                "https://example.*",
                "example.com*",
                "http://localhost:30*",
                "http://localhost:*1",
                "*://example.com",
                "http*://example.com",
                "https://a.b*.com",
                "127.*.0.1",
                // a raw suffix
                "*example.com",
                "https://*example.com",
                "https://*-app.example.com",
                // no domain, empty labels
                "*.",
                "https://*.",
                "*..x",
                "*..example.com",
                "*.x..y",
                ".x",
                ".example.com",
                "https://.x",
                "a..b",
                // no scheme, no host
                "://x",
                "://example.com",
                "https://",
                "http:///",
                "https://:443",
                ":8080",
                "1http://x",
                "h_t://x",
                // path, query, userinfo, and what else is no origin
                "https://a.com/path",
                "https://a.com//",
                "a.com/path",
                "https://a.com?x",
                "https://a.com#x",
                "https://user@a.com",
                "https://user:pass@a.com",
                "https://a.com,https://b.com",
                "a.com b.com",
                " https://a.com",
                "https://a.com ",
                "https://a.com\\",
                "https://a.com\n",
                "\thttps://a.com",
                // port
                "https://a.com:",
                "https://a.com:0",
                "https://a.com:65536",
                "https://a.com:x",
                "a.com:-1",
                "https://a.com:443:443",
                "https://a.com:999999999999",
                // wildcard over an IP address
                "*.0.0.1",
                "http://*.0.0.1",
                "*.168.1.1:80",
                "10*.0.0.1",
                "*.1",
                // IPv6 without brackets, or none in them
                "::1",
                "http://::1",
                "http://[::1",
                "http://[x]",
                "http://[127.0.0.1]",
                "http://[]",
                "*.[::1]"
            })
    void aPatternThatIsNoneStopsTheApp(String pattern) {
        assertThatThrownBy(() -> new Origins(List.of("https://fine.com", pattern), false, warning -> {}))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("allowed_origins: \"" + pattern + "\" ");
    }

    @Test
    void aPatternThatIsNoneIsFoundBesideOneThatAllowsEverything() {
        assertThatThrownBy(() -> new Origins(List.of("*", "https://"), false, warning -> {}))
                .isInstanceOf(ConfigException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "any",
                "null",
                "example.com",
                "localhost:3000",
                "https://example.com",
                "*.example.com",
                "https://*.example.com:8443",
                "http://localhost:*",
                "https://app-*.example.com",
                "capacitor://localhost",
                "http://[::1]:3000",
                "https://bücher.example",
                "10.0.0.1",
                "http://10.0.0.1:80",
                "1.example.com",
                "https://a.com."
            })
    void aPatternOfTheListedFormsIsAccepted(String pattern) {
        var warnings = new ArrayList<String>();

        var unused = new Origins(List.of(pattern), false, warnings::add);

        assertThat(warnings).isEmpty();
    }

    @Test
    void aSlashAtTheEndIsDroppedWithAWarning() {
        var warnings = new ArrayList<String>();

        var origins = new Origins(List.of("https://a.com/", "*.b.com/"), false, warnings::add);

        assertThat(warnings).hasSize(2);
        assertThat(warnings.get(0)).contains("https://a.com/").contains("slash");
        assertThat(origins.allow(List.of("https://a.com"))).isTrue();
        assertThat(origins.allow(List.of("https://x.b.com"))).isTrue();
    }
}
