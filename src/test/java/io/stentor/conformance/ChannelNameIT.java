package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.RawWebSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a channel may be called and what its name makes of it (protocol 3.1, the failures of 3.4). */
class ChannelNameIT extends ConformanceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "Orders_2-x=@,.;",
                "0",
                "-",
                "_",
                ".",
                ";",
                "@,=",
                "foo-private-x",
                "mypresence-x",
                "privateer",
                "private",
                "presence",
                "presencex",
                "Private-x",
                "PRESENCE-x",
                "encrypted-x",
                "server-to-user-42",
                "_private-x"
            })
    void aPublicNameNeedsNoSignature(String channel) {
        connect("app-key").subscribe(channel).assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mycache-x", "cachet", "cache", "Cache-x", "x-cache-y"})
    void aNameThatOnlyRemindsOfACacheIsPublic(String channel) {
        connect("app-key").subscribe(channel).assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cache-", "cache-orders", "cache-private-x", "cache-presence-x"})
    void aPublicCacheChannelNeedsNoSignature(String channel) {
        // What may follow, the last event or a cache_miss, is a matter of section 3.8.
        connect("app-key").subscribe(channel);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "private-x",
                "private-",
                "private-cachet",
                "private-cache-x",
                "private-cache-",
                "private-encryptedx",
                "private-encrypted-x",
                "private-encrypted-",
                "private-encrypted-cachet",
                "private-encrypted-cache-x",
                "presence-x",
                "presence-",
                "presence-cachet",
                "presence-cache-x",
                "presence-cache-",
                "private-presence-x",
                "presence-private-x"
            })
    void aPrefixedNameNeedsASignature(String channel) {
        connect("app-key")
                .text(subscribe('"' + channel + '"'))
                .awaitExactly(refusal('"' + channel + '"', "AuthError", "Authentication signature required", 401))
                .assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"#server-to-user-42", "#server-to-user-x", "#server-to-user-a@b.c"})
    void aUserChannelIsForItsUserOnly(String channel) {
        connect("app-key")
                .text(subscribe('"' + channel + '"'))
                .awaitExactly(refusal('"' + channel + '"', "AuthError", "Not authorized for this user channel", 401))
                .assertNothingElse();
    }

    /** Written as in JSON; the answer repeats the name, escaped as section 0 says. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\" \"",
                "\"a b\"",
                "\"orders \"",
                "\" orders\"",
                "\"a:b\"",
                "\"a/b\"",
                "\"a*\"",
                "\"*\"",
                "\"a?\"",
                "\"a+b\"",
                "\"a|b\"",
                "\"a&b\"",
                "\"a'b\"",
                "\"<a>\"",
                "\"a\\\"b\"",
                "\"a\\\\b\"",
                "\"a\\nb\"",
                "\"orders\\n\"",
                "\"a\\r\"",
                "\"a\\tb\"",
                "\"a\\bb\"",
                "\"a\\fb\"",
                "\"a\\u0000b\"",
                "\"\\u0001\"",
                "\"\\u0010\"",
                "\"a\u007fb\"",
                "\"é\"",
                "\"日本\"",
                "\"٣\"",
                "\"😀\"",
                "\"a\u00a0b\"",
                "\"a\u2028b\"",
                "\"#\"",
                "\"#a\"",
                "\"a#b\"",
                "\"#private-x\"",
                "\"#presence-x\"",
                "\"##server-to-user-x\"",
                "\"#Server-to-user-x\"",
                "\"#server-to-user\"",
                "\"#server-to-user-\"",
                "\"#server-to-user-a#b\"",
                "\"#server-to-user-a b\"",
                "\"private-a b\"",
                "\"private-é\"",
                "\"presence-a:b\"",
                "\"private-#server-to-user-x\""
            })
    void anythingElseIsNoChannel(String channel) {
        assertInvalid(channel);
    }

    @ParameterizedTest
    @CsvSource({"\\/orders, /orders", "\\u00e9, é", "\\u003a, :", "\\u0041 b, A b", "\\ud83d\\ude00, 😀"})
    void aNameIsRepeatedWithAsFewEscapesAsNeeded(String sent, String repeated) {
        connect("app-key").text(subscribe('"' + sent + '"')).awaitExactly(invalid('"' + repeated + '"'));
    }

    @Test
    void aLoneSurrogateStaysEscaped() {
        // The case of hexadecimal digits is free; 9 and 0 have none.
        var client = connect("app-key").text(subscribe("\"x\\ud900y\""));

        var texts = client.awaitTexts(2).stream().map(text -> text.replace("\\uD900", "\\ud900"));

        assertThat(texts).containsExactly(invalid("\"x\\ud900y\""));
        client.assertNothingElse();
    }

    @Test
    void aNameMayBe200Long() {
        connect("app-key").subscribe("n".repeat(200)).assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 300, 512})
    void aLongerNameIsRefused(int length) {
        var channel = '"' + "n".repeat(length) + '"';

        connect("app-key")
                .text(subscribe(channel))
                .awaitExactly(refusal(channel, "InvalidChannel", "Channel name too long", 400))
                .assertNothingElse();
    }

    @Test
    void thePrefixCountsIntoTheLength() {
        var channel = "\"private-" + "n".repeat(193) + '"';

        connect("app-key")
                .text(subscribe(channel))
                .awaitExactly(refusal(channel, "InvalidChannel", "Channel name too long", 400));
    }

    @ParameterizedTest
    @ValueSource(ints = {513, 5000, 60_000})
    void anUnusablyLongNameIsNotRepeated(int length) {
        connect("app-key")
                .text(subscribe('"' + "n".repeat(length) + '"'))
                .awaitExactly(error(4000, "Channel name too long"))
                .assertNothingElse();
    }

    @Test
    void aNameMeansWhatItsEscapesSay() {
        var channel = unique("escaped");

        connect("app-key")
                .text(subscribe('"' + channel.replace("e", "\\u0065") + '"'))
                .awaitExactly(subscribed(channel));
    }

    private void assertInvalid(String channel) {
        RawWebSocket client = connect("app-key");
        client.text(subscribe(channel)).awaitExactly(invalid(channel)).assertNothingElse();
    }

    private static String[] invalid(String channel) {
        return refusal(channel, "InvalidChannel", "Invalid channel name", 400);
    }
}
