package io.stentor.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Channel names and what their prefixes promise (protocol 3.1). */
class ChannelNameTest {
    private static final int LIMIT = 200;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # name                        | kind            | signed | presence | cached | encrypted | user
                    presence-cache-room           | PRESENCE_CACHE  | true   | true     | true   | false     | false
                    presence-room                 | PRESENCE        | true   | true     | false  | false     | false
                    private-encrypted-cache-room  | ENCRYPTED_CACHE | true   | false    | true   | true      | false
                    private-encrypted-room        | ENCRYPTED       | true   | false    | false  | true      | false
                    private-cache-room            | PRIVATE_CACHE   | true   | false    | true   | false     | false
                    private-room                  | PRIVATE         | true   | false    | false  | false     | false
                    cache-room                    | CACHE           | false  | false    | true   | false     | false
                    #server-to-user-42            | USER            | false  | false    | false  | false     | true
                    orders                        | PUBLIC          | false  | false    | false  | false     | false
                    # the prefix alone is a name of its kind
                    presence-                     | PRESENCE        | true   | true     | false  | false     | false
                    private-                      | PRIVATE         | true   | false    | false  | false     | false
                    cache-                        | CACHE           | false  | false    | true   | false     | false
                    private-encrypted-            | ENCRYPTED       | true   | false    | false  | true      | false
                    # near misses
                    privateer                     | PUBLIC          | false  | false    | false  | false     | false
                    private                       | PUBLIC          | false  | false    | false  | false     | false
                    presence                      | PUBLIC          | false  | false    | false  | false     | false
                    cachet                        | PUBLIC          | false  | false    | false  | false     | false
                    cache                         | PUBLIC          | false  | false    | false  | false     | false
                    foo-private-x                 | PUBLIC          | false  | false    | false  | false     | false
                    foo-presence-x                | PUBLIC          | false  | false    | false  | false     | false
                    mycache-x                     | PUBLIC          | false  | false    | false  | false     | false
                    Private-x                     | PUBLIC          | false  | false    | false  | false     | false
                    PRESENCE-x                    | PUBLIC          | false  | false    | false  | false     | false
                    server-to-user-42             | PUBLIC          | false  | false    | false  | false     | false
                    cache-private-x               | CACHE           | false  | false    | true   | false     | false
                    cache-presence-x              | CACHE           | false  | false    | true   | false     | false
                    private-presence-x            | PRIVATE         | true   | false    | false  | false     | false
                    private-encryptedx            | PRIVATE         | true   | false    | false  | false     | false
                    private-cachet                | PRIVATE         | true   | false    | false  | false     | false
                    private-encrypted-cachet      | ENCRYPTED       | true   | false    | false  | true      | false
                    presence-cachet               | PRESENCE        | true   | true     | false  | false     | false
                    presence-encrypted-x          | PRESENCE        | true   | true     | false  | false     | false
                    presence-private-x            | PRESENCE        | true   | true     | false  | false     | false
                    """)
    void theLongestPrefixAtTheStartDecides(
            String name,
            ChannelKind kind,
            boolean signed,
            boolean presence,
            boolean cached,
            boolean encrypted,
            boolean user) {
        var channel = ChannelName.parse(name, LIMIT);

        assertThat(channel.text()).isEqualTo(name);
        assertThat(channel).hasToString(name);
        assertThat(channel.kind()).isEqualTo(kind);
        assertThat(kind.signed()).isEqualTo(signed);
        assertThat(kind.presence()).isEqualTo(presence);
        assertThat(kind.cached()).isEqualTo(cached);
        assertThat(kind.encrypted()).isEqualTo(encrypted);
        assertThat(kind.user()).isEqualTo(user);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "Z", "0", "_", "-", "=", "@", ",", ".", ";", "A-z_0=1@2,3.4;5", "a..b", "--"})
    void everyCharacterOfTheGrammarIsLegal(String name) {
        assertThat(ChannelName.parse(name, LIMIT).text()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                " a",
                "a ",
                "a:b",
                ":",
                "a/b",
                "a#b",
                "#",
                "#x",
                "##server-to-user-1",
                "#server-to-user",
                "#server-to-user-",
                "#server-to-user-#1",
                "#server-to-user-a b",
                "#Server-to-user-1",
                "#server-to-users-1",
                "#private-x",
                "private-#server-to-user-1",
                "a\n",
                "\na",
                "a\nb",
                "a\r",
                "a\tb",
                "a\u0000",
                "\u0000",
                "a\u007f",
                "naïve",
                "кот",
                "a\u0301",
                "٣",
                "😀",
                "\ud800",
                "a*b",
                "a+b",
                "a!b",
                "a\"b",
                "a\\b",
                "a'b",
                "a(b)",
                "a[b]",
                "a{b}",
                "a<b>",
                "a|b",
                "a~b",
                "a%b",
                "a&b",
                "a?b",
                "a$b",
                "a^b",
                "a`b"
            })
    void whatBreaksTheGrammarIsInvalid(String name) {
        var refusal = refusal(name, LIMIT);

        assertThat(refusal.tooLong()).isFalse();
        assertThat(refusal).hasMessage("Invalid channel name");
    }

    @Test
    void aNameMayFillItsLimitAndNotAByteMore() {
        assertThat(ChannelName.parse("a".repeat(200), 200).text()).hasSize(200);

        var refusal = refusal("a".repeat(201), 200);

        assertThat(refusal.tooLong()).isTrue();
        assertThat(refusal).hasMessage("Channel name too long");
    }

    @Test
    void thePrefixCountsTowardsTheLimit() {
        assertThat(ChannelName.parse("private-" + "a".repeat(12), 20).kind()).isEqualTo(ChannelKind.PRIVATE);
        assertThat(refusal("private-" + "a".repeat(13), 20).tooLong()).isTrue();
    }

    @Test
    void theLimitCountsBytesAndNotCharacters() {
        assertThat(refusal("é".repeat(100), 200).tooLong()).isFalse();
        assertThat(refusal("é".repeat(101), 200).tooLong()).isTrue();
    }

    @Test
    void twoReadingsOfOneNameAreOneChannel() {
        var first = ChannelName.parse("private-a", LIMIT);

        assertThat(first).isEqualTo(ChannelName.parse("private-a", LIMIT)).hasSameHashCodeAs("private-a");
        assertThat(first).isNotEqualTo(ChannelName.parse("private-A", LIMIT));
    }

    private static InvalidNameException refusal(String name, int limit) {
        return catchThrowableOfType(InvalidNameException.class, () -> ChannelName.parse(name, limit));
    }
}
