package io.stentor.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stentor.app.App;
import io.stentor.app.TestApps;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.SocketId;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a back end may publish (protocol 8.3), and of several errors the first (8.2). */
class EventRequestTest {
    private static final App APP = TestApps.app("\"max_event_payload_in_kb\":1");

    @Test
    void anEventHasANameChannelsAndData() {
        var event = read("""
                {"name":"order.created","channels":["orders","private-ops"],"data":"{\\"id\\":1}",
                 "socket_id":"123456.789012","info":"subscription_count"}""");

        assertThat(event.name()).isEqualTo("order.created");
        assertThat(event.channels()).extracting(ChannelName::text).containsExactly("orders", "private-ops");
        assertThat(event.data()).isEqualTo("{\"id\":1}");
        assertThat(event.except()).isEqualTo(new SocketId("123456.789012"));
        assertThat(event.info()).containsExactly("subscription_count");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "text"                  | text
                    "{\\"id\\":1}"          | {"id":1}
                    " a "                   | ` a `
                    ""                      | ``
                    null                    | null
                    true                    | true
                    1.0                     | 1.0
                    -12.50E+3               | -12.50E+3
                    { "b" : 1.0, "a" : [ ] } | {"b":1.0,"a":[]}
                    ["a b", {"c": " d "}]   | ["a b",{"c":" d "}]
                    {"a":1,"a":2}           | {"a":1,"a":2}
                    """)
    void dataIsAStringAsItIsOrAnythingElseAsItsJson(String json, String data) {
        assertThat(read("{\"name\":\"e\",\"channel\":\"a\",\"data\":" + json + "}")
                        .data())
                .isEqualTo(data);
    }

    @Test
    void theEscapesOfAStringAreResolved() {
        assertThat(read(event("a", "\"\\n\\u00e9\\/\\ud83d\\ude00\"")).data()).isEqualTo("\né/😀");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "channel":"a"                                  | a
                    "channels":["a"]                               | a
                    "channels":["b","a","b","a"]                   | b a
                    "channels":["a"],"channel":"b"                 | a
                    "channel":"b","channels":[]                    | b
                    "channel":"b","channels":null                  | b
                    "channel":7,"channels":["a"]                   | a
                    "channel":"#server-to-user-42"                 | #server-to-user-42
                    "channels":["private-a","presence-cache-b"]    | private-a presence-cache-b
                    """)
    void channelsWinOverChannelAndDuplicatesCollapse(String members, String channels) {
        assertThat(read("{\"name\":\"e\",\"data\":\"\"," + members + "}").channels().stream()
                        .map(ChannelName::text)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(channels);
    }

    @ParameterizedTest
    @ValueSource(strings = {"e", "client-x", "pusher", "pusher-x", "Pusher:x", "a b", "é", "\\u0000"})
    void anEventMayHaveAlmostAnyName(String name) {
        assertThat(read("{\"name\":\"" + name + "\",\"data\":\"\",\"channel\":\"a\"}")
                        .name())
                .isNotEmpty();
    }

    @Test
    void theSocketIdIsOptional() {
        assertThat(read("{\"name\":\"e\",\"data\":\"\",\"channel\":\"a\"}").except())
                .isNull();
        assertThat(read("{\"name\":\"e\",\"data\":\"\",\"channel\":\"a\",\"socket_id\":null}")
                        .except())
                .isNull();
    }

    @Test
    void otherMembersAreIgnored() {
        assertThat(read("""
                        {"name":"e","data":"d","channel":"a","tags":{"x":1},"delta":true,"extras":[],"message_id":7}""").name()).isEqualTo("e");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "info":"user_count"                         | user_count
                    "info":"user_count,subscription_count"      | subscription_count user_count
                    "info":"user_count, subscription_count"     | subscription_count user_count
                    "info":"nonsense,user_count,,"              | user_count
                    "info":""                                   | ``
                    "info":null                                 | ``
                    "tags":{}                                   | ``
                    """)
    void unknownTokensOfInfoAreIgnored(String member, String info) {
        assertThat(read("{\"name\":\"e\",\"data\":\"d\",\"channel\":\"a\"," + member + "}").info().stream()
                        .sorted()
                        .collect(Collectors.joining(" ")))
                .isEqualTo(info);
    }

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
                ApiError.class,
                () -> EventRequest.read(
                        "{\"name\":\"é\"}".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), APP));

        assertThat(error.status() + " " + error.code()).isEqualTo("400 invalid_json");
    }

    @Test
    void sixtyFourLevelsMayBePublished() {
        assertThat(read(event("a", "[".repeat(63) + "]".repeat(63))).data()).hasSize(126);
        assertThat(error(event("a", "[".repeat(64) + "]".repeat(64)))).isEqualTo("400 invalid_json");
    }

    @Test
    void aHundredChannelsMayBePublishedTo() {
        assertThat(read(channels(100)).channels()).hasSize(100);
        assertThat(error(channels(101))).isEqualTo("400 limit_exceeded");
        assertThat(error(channels(10_001))).isEqualTo("400 limit_exceeded");
        assertThat(read(channels(100).replace("[", "[\"c1\",\"c2\",")).channels())
                .hasSize(100);
    }

    @Test
    void aChannelsNameMayHaveTwoHundredBytes() {
        assertThat(read(event("x".repeat(200), "1")).channels()).hasSize(1);
        assertThat(error(event("x".repeat(201), "1"))).isEqualTo("400 invalid_input");
    }

    @Test
    void anEventsNameMayHaveTwoHundredBytes() {
        assertThat(read("{\"name\":\"" + "x".repeat(200) + "\",\"data\":\"\",\"channel\":\"a\"}")
                        .name())
                .hasSize(200);
        assertThat(error("{\"name\":\"" + "x".repeat(201) + "\",\"data\":\"\",\"channel\":\"a\"}"))
                .isEqualTo("400 limit_exceeded");
        assertThat(error("{\"name\":\"" + "é".repeat(101) + "\",\"data\":\"\",\"channel\":\"a\"}"))
                .isEqualTo("400 limit_exceeded");
    }

    @Test
    void theSizeOfTheDataIsThatOfTheStringSent() {
        assertThat(read(event("a", "\"" + "x".repeat(1024) + "\"")).data()).hasSize(1024);
        assertThat(error(event("a", "\"" + "x".repeat(1025) + "\""))).isEqualTo("413 payload_too_large");
        assertThat(error(event("a", "\"" + "é".repeat(513) + "\""))).isEqualTo("413 payload_too_large");
        assertThat(read(event("a", "\"" + "\\u0041".repeat(1024) + "\"")).data())
                .hasSize(1024);
        assertThat(read(event("a", "[" + " ".repeat(5000) + "]")).data()).isEqualTo("[]");
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

    @Property(tries = 3000)
    void anyBodyIsReadOrRefused(@ForAll byte[] body) {
        var error = catchThrowableOfType(ApiError.class, () -> EventRequest.read(body, APP));

        assertThat(error.status()).isEqualTo(400);
    }

    private static EventRequest read(String body) {
        return EventRequest.read(body.getBytes(UTF_8), APP);
    }

    private static String error(String body) {
        var error = catchThrowableOfType(ApiError.class, () -> read(body));
        return error.status() + " " + error.code();
    }

    private static String message(String body) {
        return catchThrowableOfType(ApiError.class, () -> read(body)).message();
    }

    private static String event(String channel, String data) {
        return "{\"name\":\"e\",\"channel\":\"" + channel + "\",\"data\":" + data + "}";
    }

    private static String channels(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"c" + i + "\"")
                .collect(Collectors.joining(",", "{\"name\":\"e\",\"data\":\"\",\"channels\":[", "]}"));
    }
}
