package io.stentor.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stentor.app.App;
import io.stentor.app.TestApps;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why a publish is refused (protocol 8.3), and of several errors the first (8.2). */
class EventRequestErrorsTest {
    private static final App APP = TestApps.app("\"max_event_payload_in_kb\":1");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    # not JSON
                    ``                                                    | 400 invalid_json
                    ` `                                                   | 400 invalid_json
                    name=e                                                | 400 invalid_json
                    {"name":"e"                                           | 400 invalid_json
                    {"name":1                                             | 400 invalid_json
                    {"name":"e","data":"","channel":"a"} x                | 400 invalid_json
                    []                                                    | 400 invalid_json
                    [{"name":"e","data":"","channel":"a"}]                | 400 invalid_json
                    "e"                                                   | 400 invalid_json
                    null                                                  | 400 invalid_json
                    # no channel
                    {}                                                    | 400 missing_channel_info
                    {"name":"e","data":""}                                | 400 missing_channel_info
                    {"name":"e","data":"","channels":[]}                  | 400 missing_channel_info
                    {"name":"e","data":"","channels":null}                | 400 missing_channel_info
                    {"name":"e","data":"","channel":null}                 | 400 missing_channel_info
                    {"name":"e","data":"","channels":[],"channel":null}   | 400 missing_channel_info
                    # wrong input
                    {"name":"e","data":"","channels":"a"}                 | 400 invalid_input
                    {"name":"e","data":"","channels":{}}                  | 400 invalid_input
                    {"name":"e","data":"","channels":["a",1]}             | 400 invalid_input
                    {"name":"e","data":"","channels":[null]}              | 400 invalid_input
                    {"name":"e","data":"","channels":[["a"]]}             | 400 invalid_input
                    {"name":"e","data":"","channels":["a","b c"]}         | 400 invalid_input
                    {"name":"e","data":"","channel":1}                    | 400 invalid_input
                    {"name":"e","data":"","channel":""}                   | 400 invalid_input
                    {"name":"e","data":"","channel":"#x"}                 | 400 invalid_input
                    {"name":"e","data":"","channel":"a:b"}                | 400 invalid_input
                    {"name":"e","data":"","channel":"a\\n"}               | 400 invalid_input
                    {"name":"e","data":"","channel":"a\\u0000"}           | 400 invalid_input
                    {"data":"","channel":"a"}                             | 400 invalid_input
                    {"name":"","data":"","channel":"a"}                   | 400 invalid_input
                    {"name":null,"data":"","channel":"a"}                 | 400 invalid_input
                    {"name":1,"data":"","channel":"a"}                    | 400 invalid_input
                    {"name":["e"],"data":"","channel":"a"}                | 400 invalid_input
                    {"name":"pusher:x","data":"","channel":"a"}           | 400 invalid_input
                    {"name":"pusher:","data":"","channel":"a"}            | 400 invalid_input
                    {"name":"pusher_internal:x","data":"","channel":"a"}  | 400 invalid_input
                    {"name":"e","channel":"a"}                            | 400 invalid_input
                    {"name":"e","data":"","channel":"a","socket_id":""}   | 400 invalid_input
                    {"name":"e","data":"","channel":"a","socket_id":"1"}  | 400 invalid_input
                    {"name":"e","data":"","channel":"a","socket_id":"1.1:"} | 400 invalid_input
                    {"name":"e","data":"","channel":"a","socket_id":"1.1\\n"} | 400 invalid_input
                    {"name":"e","data":"","channel":"a","socket_id":1.1}  | 400 invalid_input
                    {"name":"e","data":"","channel":"a","socket_id":[]}   | 400 invalid_input
                    # of several errors the first
                    {"name":1}                                            | 400 missing_channel_info
                    {"socket_id":1,"data":""}                             | 400 missing_channel_info
                    """)
    void aRequestThatBreaksARuleIsRefused(String body, String error) {
        assertThat(error(body)).isEqualTo(error);
    }

    @Test
    void whatIsNoUtf8IsNoJson() {
        var error = catchThrowableOfType(
                ApiError.class, () -> EventRequest.read("{\"name\":\"é\"}".getBytes(ISO_8859_1), APP, null));

        assertThat(error.status() + " " + error.code()).isEqualTo("400 invalid_json");
    }

    @Test
    void theOrderOfTheErrorsIsTheProtocols() {
        var tooLong = "\"name\":\"" + "x".repeat(201) + "\"";
        var tooLarge = "\"data\":\"" + "x".repeat(1025) + "\"";

        assertThat(error("{" + tooLong + "," + tooLarge + "}")).isEqualTo("400 missing_channel_info");
        assertThat(error("{" + tooLong + "," + tooLarge + ",\"channel\":\"a b\"}"))
                .isEqualTo("400 invalid_input");
        assertThat(error("{" + tooLong + "," + tooLarge + ",\"channel\":\"a\",\"socket_id\":\"x\"}"))
                .isEqualTo("400 invalid_input");
        assertThat(error("{" + tooLong + "," + tooLarge + ",\"channel\":\"a\"}"))
                .isEqualTo("400 limit_exceeded");
        assertThat(error("{\"name\":\"e\"," + tooLarge + ",\"channel\":\"a\"}")).isEqualTo("413 payload_too_large");
    }

    @Test
    void anErrorNamesTheLimitTheValueAndTheSetting() {
        assertThat(message(channels(101))).isEqualTo("101 channels, the limit is 100 (max_event_channels_at_once)");
        assertThat(message(event("a", "\"" + "x".repeat(1025) + "\"")))
                .isEqualTo("data has 1025 bytes, the limit is 1024 (max_event_payload_in_kb)");
        assertThat(message("{\"name\":\"" + "x".repeat(201) + "\",\"data\":\"\",\"channel\":\"a\"}"))
                .isEqualTo("name has 201 bytes, the limit is 200 (max_event_name_length)");
    }

    private static EventRequest read(String body) {
        return EventRequest.read(body.getBytes(UTF_8), APP, null);
    }

    private static String error(String body) {
        var error = catchThrowableOfType(ApiError.class, () -> read(body));
        return error.status() + " " + error.code();
    }

    private static String event(String channel, String data) {
        return "{\"name\":\"e\",\"channel\":\"" + channel + "\",\"data\":" + data + "}";
    }

    private static String channels(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"c" + i + "\"")
                .collect(Collectors.joining(",", "{\"name\":\"e\",\"data\":\"\",\"channels\":[", "]}"));
    }

    private static String message(String body) {
        return catchThrowableOfType(ApiError.class, () -> read(body)).message();
    }
}
