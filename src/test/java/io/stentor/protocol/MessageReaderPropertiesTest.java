package io.stentor.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.protocol.ClientMessage.Refused;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Containers close a connection on a decoder's exception, so there is none, whatever a client sends (protocol 6). */
class MessageReaderPropertiesTest {
    private final MessageReader reader = new MessageReader(64 * 1024);

    @Property(tries = 5000)
    void anyTextIsReadAsSomething(@ForAll String text) {
        assertThat(reader.read(text)).isNotNull();
    }

    @Property(tries = 5000)
    void anyBytesAreReadAsSomething(@ForAll byte[] bytes) {
        assertThat(reader.read(new String(bytes, StandardCharsets.UTF_8))).isNotNull();
        assertThat(reader.read(new String(bytes, StandardCharsets.ISO_8859_1))).isNotNull();
    }

    @Property(tries = 5000)
    void anythingThatLooksLikeAMessageIsReadAsSomething(@ForAll("nearlyMessages") String text) {
        assertThat(reader.read(text)).isNotNull();
    }

    @Property(tries = 5000)
    void whatIsNoJsonIsRefusedAsSuch(@ForAll("nearlyJson") String text) {
        boolean refused = new Refused(Refusal.INVALID_JSON).equals(reader.read(text));

        assertThat(refused).isEqualTo(!StrictJson.accepts(text));
    }

    @Provide
    Arbitrary<String> nearlyMessages() {
        var events = Arbitraries.of(
                "\"pusher:subscribe\"",
                "\"pusher:unsubscribe\"",
                "\"pusher:signin\"",
                "\"pusher:ping\"",
                "\"client-x\"",
                "\"pusher:x\"",
                "\"x\"",
                "7",
                "null");
        var members = Combinators.combine(events, JsonTexts.values(), JsonTexts.values())
                .as((event, data, channel) -> "{\"event\":" + event + ",\"data\":{\"channel\":" + channel + ",\"auth\":"
                        + data + "},\"channel\":" + channel + ",\"data\":" + data + "}");
        var wrapped = Combinators.combine(events, JsonTexts.spoiled())
                .as((event, data) -> "{\"event\":" + event + ",\"data\":" + Json.quote(data) + "}");
        return Arbitraries.oneOf(members, wrapped, JsonTexts.spoiled(), JsonTexts.soup());
    }

    @Provide
    Arbitrary<String> nearlyJson() {
        return Arbitraries.oneOf(JsonTexts.spoiled(), JsonTexts.soup());
    }
}
