package io.stentor.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The sequence number, time and channel that every event carries. */
class MarkerTest {
    @Test
    void aMarkerIsThirtyFourCharactersThatNoJsonEscapes() {
        assertThat(Marker.text(0x1a2b3c4d, 0x123456789abcdef0L, 99))
                .isEqualTo("@#1a2b3c4d123456789abcdef000000063")
                .hasSize(Marker.LENGTH);
    }

    @Test
    void whatWasWrittenIsRead() {
        var bytes = new byte[50];
        Marker.write(bytes, 7, 0xffffffffL, -1, 0x7fffffff);

        assertThat(Marker.find(bytes, 0, 50)).isEqualTo(7);
        assertThat(Marker.sequence(bytes, 7)).isEqualTo(0xffffffffL);
        assertThat(Marker.due(bytes, 7)).isEqualTo(-1);
        assertThat(Marker.channel(bytes, 7)).isEqualTo(0x7fffffff);
    }

    @Test
    void everyHexadecimalDigitIsRead() {
        var bytes = Marker.text(0x01234567, 0x89abcdef01234567L, 0x09abcdef).getBytes(ISO_8859_1);

        assertThat(Marker.sequence(bytes, 0)).isEqualTo(0x01234567);
        assertThat(Marker.due(bytes, 0)).isEqualTo(0x89abcdef01234567L);
        assertThat(Marker.channel(bytes, 0)).isEqualTo(0x09abcdef);
    }

    @Test
    void aMarkerThatDoesNotEndInTimeIsNone() {
        var bytes = ("ab" + Marker.text(1, 2, 3)).getBytes(ISO_8859_1);

        assertThat(Marker.find(bytes, 0, bytes.length)).isEqualTo(2);
        assertThat(Marker.find(bytes, 0, bytes.length - 1)).isEqualTo(-1);
        assertThat(Marker.at(bytes, 2, bytes.length)).isTrue();
        assertThat(Marker.at(bytes, 2, bytes.length - 1)).isFalse();
        assertThat(Marker.at(bytes, 1, bytes.length)).isFalse();
    }
}
