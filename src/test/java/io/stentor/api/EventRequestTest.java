package io.stentor.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stentor.app.App;
import io.stentor.app.TestApps;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.SocketId;
import io.stentor.server.Publication;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a back end may publish (protocol 8.3), and of several errors the first (8.2). */
class EventRequestTest {
    private static final App APP = TestApps.app("\"max_event_payload_in_kb\":1");

    @Test
    void anEventHasANameChannelsAndData() {
        var event = request("""
                {"name":"order.created","channels":["orders","private-ops"],"data":"{\\"id\\":1}",
                 "socket_id":"123456.789012","info":"subscription_count"}""");

        assertThat(event.publication().event()).isEqualTo("order.created");
        assertThat(event.publication().channels())
                .extracting(ChannelName::text)
                .containsExactly("orders", "private-ops");
        assertThat(event.publication().data()).isEqualTo("{\"id\":1}");
        assertThat(event.publication().except()).isEqualTo(new SocketId("123456.789012"));
        assertThat(event.info()).containsExactly(Attribute.SUBSCRIPTION_COUNT);
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
                        .event())
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
                        {"name":"e","data":"d","channel":"a","tags":{"x":1},"delta":true,"extras":[],"message_id":7}""").event()).isEqualTo("e");
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
        assertThat(request("{\"name\":\"e\",\"data\":\"d\",\"channel\":\"a\"," + member + "}").info().stream()
                        .map(Attribute::token)
                        .sorted()
                        .collect(Collectors.joining(" ")))
                .isEqualTo(info);
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
                        .event())
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

    private static EventRequest request(String body) {
        return EventRequest.read(body.getBytes(UTF_8), APP, null);
    }

    private static Publication read(String body) {
        return request(body).publication();
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
}
