package io.stentor.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HMAC-SHA256 in lower-case hexadecimal, pinned by the protocol's vectors. */
class SignatureTest {
    private static final String PUSHERS_SECRET = "7ad3773142a6692b25b8";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    # protocol 3.2
                    app-secret           | 123456.789012:private-foo | f1b1f20d3d8e21ed94dd79c9e43875c940ace6789e969a2bb1f6b458f1430a07
                    app-secret           | 123456.789012:presence-room:{"user_id":"42","user_info":{"name":"Ada"}} | 9b5850d4da50beb35025e6284e2b36ca6ba08bb88886513e78e3e55c04037a4b
                    7ad3773142a6692b25b8 | 1234.1234:private-foobar | 58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4
                    7ad3773142a6692b25b8 | 1234.1234:presence-foobar:{"user_id":10,"user_info":{"name":"Mr. Pusher"}} | afaed3695da2ffd16931f457e338e6c9f2921fa133ce7dac49f529792be6304c
                    7ad3773142a6692b25b8 | 1234.1234:presence-foobar:{"user_id":10,"user_info":{"name":"Mr. Channels"}} | 31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80
                    # protocol 5.1
                    app-secret           | 123456.789012::user::{"id":"42","user_info":{"name":"Ada"},"watchlist":["7","9"]} | 7456fdd8c432d23a443471a1fc0ceb2aff7f8255f3e5aca86a74b99cfa64d28a
                    7ad3773142a6692b25b8 | 1234.1234::user::{"id":"12345"} | 4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba
                    # protocol 9.1
                    app-secret           | {"time_ms":1700000000000,"events":[{"name":"channel_occupied","channel":"orders"}]} | c1b112fcc5fc333a8453bb4b62c1a43094f2126d3c3f4ed442a92f5cda54f8e4
                    """)
    void aTextHasOneSignature(String secret, String text, String signature) {
        assertThat(new Signature(secret).of(text)).isEqualTo(signature);
        assertThat(new Signature(secret).verify(text, signature)).isTrue();
    }

    @Test
    void aSignatureIsMadeOfTheTextsUtf8() {
        assertThat(new Signature("schlüssel").of("grüße 😀"))
                .isEqualTo("a953ab131d2653f31f319b1c9231c3c599b9a8e1e7a67eb2f731c6727f6c2be8");
    }

    @Test
    void aNearMissIsNoSignature() {
        var signature = new Signature(PUSHERS_SECRET);
        var right = signature.of("1234.1234:private-foobar");

        assertThat(signature.verify("1234.1234:private-foobar", right.substring(0, 63)))
                .isFalse();
        assertThat(signature.verify("1234.1234:private-foobar", right + "0")).isFalse();
        assertThat(signature.verify("1234.1234:private-foobar", right.toUpperCase(Locale.ROOT)))
                .isFalse();
        assertThat(signature.verify("1234.1234:private-foobar", " " + right)).isFalse();
        assertThat(signature.verify("1234.1234:private-foobar", "")).isFalse();
        assertThat(signature.verify("1234.1234:private-foobar", "é".repeat(64))).isFalse();
        assertThat(signature.verify("1234.1234:private-fooba", right)).isFalse();
        assertThat(new Signature("7ad3773142a6692b25b9").verify("1234.1234:private-foobar", right))
                .isFalse();
    }

    @Test
    void halfACharacterIsNoQuestionMark() {
        var signature = new Signature("app-secret");
        var right = signature.of("who?");

        assertThat(signature.verify("who?", right)).isTrue();
        assertThat(signature.verify("who\ud800", right)).isFalse();
        assertThat(signature.verify("who\udc00", right)).isFalse();
    }

    @Test
    void manyThreadsMayAskAtOnce() {
        var signature = new Signature("app-secret");
        var alone = signature.of("text");

        assertThat(IntStream.range(0, 20_000).parallel().mapToObj(i -> signature.of("text")))
                .allMatch(alone::equals);
    }

    @Test
    void theSecretIsNotPrinted() {
        assertThat(new Signature("app-secret").toString()).doesNotContain("app-secret");
        assertThat(TestApps.app().toString()).isEqualTo("app-id");
    }
}
