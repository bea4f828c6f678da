package io.stentor.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.StringArbitrary;

/** The grammar of channel names, over many of them (protocol 3.1). */
class ChannelNamePropertiesTest {
    private static final int LIMIT = 200;
    private static final String GRAMMAR = "#server-to-user-[A-Za-z0-9_\\-=@,.;]+|[A-Za-z0-9_\\-=@,.;]+";

    @Property
    void whateverMatchesTheGrammarIsAcceptedAndKeepsItsText(@ForAll("legalNames") String name) {
        assertThat(ChannelName.parse(name, LIMIT).text()).isEqualTo(name);
    }

    @Property
    void aNameIsAcceptedExactlyWhenItMatchesTheGrammar(@ForAll("nearlyNames") String name) {
        boolean legal = name.matches(GRAMMAR);

        boolean accepted;
        try {
            accepted = ChannelName.parse(name, LIMIT).text().equals(name);
        } catch (InvalidNameException refused) {
            accepted = false;
        }

        assertThat(accepted).isEqualTo(legal);
    }

    @Provide
    Arbitrary<String> legalNames() {
        var prefixes = Arbitraries.of("", "private-", "presence-", "cache-", "presence-cache-", "#server-to-user-");
        return prefixes.flatMap(
                prefix -> characters().ofMinLength(1).ofMaxLength(100).map(rest -> prefix + rest));
    }

    @Provide
    Arbitrary<String> nearlyNames() {
        var prefixes = Arbitraries.of("", "#", "private-", "#server-to-user-", "x#server-to-user-");
        var spoiled = characters().withChars(":# \n\u0000é").ofMaxLength(6);
        return prefixes.flatMap(prefix -> spoiled.map(rest -> prefix + rest));
    }

    private static StringArbitrary characters() {
        return Arbitraries.strings().alpha().numeric().withChars("_-=@,.;");
    }
}
