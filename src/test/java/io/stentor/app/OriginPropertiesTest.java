package io.stentor.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What a pattern can never let in, over many headers (protocol 2.2). */
class OriginPropertiesTest {
    @Property(tries = 2000)
    void aDomainWildcardMatchesNothingButTheDomainAndWhatIsBelow(@ForAll("hosts") String host) {
        var origins = new Origins(List.of("*.d"), false, warning -> {});

        boolean allowed = origins.allow(List.of("https://" + host));

        boolean below = host.equals("d") || host.endsWith(".d");
        boolean labels = !host.startsWith(".") && !host.contains("..");
        assertThat(allowed).isEqualTo(below && labels);
    }

    @Property(tries = 2000)
    void aPatternMatchesItselfAsAHeader(@ForAll("schemes") String scheme, @ForAll("hosts") String host) {
        if (host.isEmpty() || host.startsWith(".") || host.contains("..")) {
            return;
        }
        var origins = new Origins(List.of(scheme + host), false, warning -> {});

        assertThat(origins.allow(List.of(scheme + host))).isTrue();
        assertThat(origins.allow(List.of(scheme + "x" + host))).isFalse();
        assertThat(origins.allow(List.of(scheme + host + "x"))).isFalse();
    }

    @Property(tries = 3000)
    void noHeaderIsTooOddToBeJudged(@ForAll String header) {
        var origins = new Origins(List.of("https://a.com", "*.b.com", "null", "http://[::1]:*"), false, warning -> {});

        assertThat(origins.allow(List.of(header)) && !header.equals("null")).isFalse();
    }

    @Provide
    Arbitrary<String> hosts() {
        return Arbitraries.strings().withChars("ad.-").ofMinLength(1).ofMaxLength(6);
    }

    @Provide
    Arbitrary<String> schemes() {
        return Arbitraries.of("https://", "http://", "", "capacitor://");
    }
}
