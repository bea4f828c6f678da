package io.stentor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stentor.app.App;
import io.stentor.app.TestApps;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.SocketId;
import io.stentor.server.InvalidPublicationException.Reason;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be published, whichever door it comes in by (protocol 8.3), and of several errors the first (8.2). */
class PublicationTest {
    private static final App APP = TestApps.app("\"max_event_payload_in_kb\":1");

    @Test
    void itIsWhatWasAskedForOnceItIsChecked() {
        var publication = Publication.of(APP, List.of("b", "presence-a", "b"), "client-x", "{}", "1.2");

        assertThat(publication.channels()).extracting(ChannelName::text).containsExactly("b", "presence-a");
        assertThat(publication.event()).isEqualTo("client-x");
        assertThat(publication.data()).isEqualTo("{}");
        assertThat(publication.except()).isEqualTo(new SocketId("1.2"));
        assertThat(Publication.of(APP, List.of("a"), "e", "", null).except()).isNull();
    }

    @Test
    void ofSeveralErrorsTheFirstIsTold() {
        var longName = "x".repeat(201);
        var muchData = "x".repeat(1025);
        var many = IntStream.range(0, 101).mapToObj(i -> "c" + i).toList();

        assertThat(reason(List.of(), null, null, "x")).isEqualTo(Reason.MISSING_CHANNEL);
        assertThat(message(List.of("a b"), null, null, "x")).isEqualTo("name must be a non-empty string");
        assertThat(message(List.of("a b"), "e", null, "x")).isEqualTo("data is required");
        assertThat(message(List.of("a b"), longName, muchData, "x")).isEqualTo("socket_id must look like 123.456");
        assertThat(message(List.of("a", "a b"), longName, muchData, null)).isEqualTo("Invalid channel name");
        assertThat(message(many, longName, muchData, null))
                .isEqualTo("101 channels, the limit is 100 (max_event_channels_at_once)");
        assertThat(message(List.of("a"), longName, muchData, null))
                .isEqualTo("name has 201 bytes, the limit is 200 (max_event_name_length)");
        assertThat(message(List.of("a"), "e", muchData, null))
                .isEqualTo("data has 1025 bytes, the limit is 1024 (max_event_payload_in_kb)");
    }

    @Test
    void theReasonSaysWhichKindOfRuleIsBroken() {
        assertThat(reason(List.of("a"), null, "", null)).isEqualTo(Reason.INVALID_INPUT);
        assertThat(reason(List.of("a"), "x".repeat(201), "", null)).isEqualTo(Reason.LIMIT_EXCEEDED);
        assertThat(reason(List.of("a"), "e", "é".repeat(513), null)).isEqualTo(Reason.PAYLOAD_TOO_LARGE);
        assertThat(Publication.of(APP, List.of("a"), "e", "é".repeat(512), null).data())
                .hasSize(512);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pusher:", "pusher:x", "pusher_internal:member_added", ""})
    void someNamesAreReserved(String name) {
        assertThat(reason(List.of("a"), name, "", null)).isEqualTo(Reason.INVALID_INPUT);
    }

    @Test
    void aNameThatIsTooLongNamesTheLimit() {
        assertThat(message(List.of("c".repeat(201)), "e", "", null))
                .isEqualTo("Channel name is longer than 200 bytes (max_channel_name_length)");
    }

    @Test
    void itCannotBeChangedAfterwards() {
        var channels = Publication.of(APP, List.of("a"), "e", "", null).channels();

        assertThatThrownBy(channels::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aRefusalCostsNoStackTrace() {
        assertThat(refusal(List.of(), "e", "", null).getStackTrace()).isEmpty();
    }

    private static Reason reason(List<String> channels, String event, String data, String except) {
        return refusal(channels, event, data, except).reason();
    }

    private static String message(List<String> channels, String event, String data, String except) {
        return refusal(channels, event, data, except).getMessage();
    }

    private static InvalidPublicationException refusal(
            List<String> channels, String event, String data, String except) {
        return catchThrowableOfType(
                InvalidPublicationException.class, () -> Publication.of(APP, channels, event, data, except));
    }
}
