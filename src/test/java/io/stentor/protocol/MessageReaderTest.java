package io.stentor.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.protocol.ClientMessage.ClientEvent;
import io.stentor.protocol.ClientMessage.Ignored;
import io.stentor.protocol.ClientMessage.Ping;
import io.stentor.protocol.ClientMessage.Pong;
import io.stentor.protocol.ClientMessage.Refused;
import io.stentor.protocol.ClientMessage.SignIn;
import io.stentor.protocol.ClientMessage.Subscribe;
import io.stentor.protocol.ClientMessage.TooLarge;
import io.stentor.protocol.ClientMessage.Unsubscribe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of protocol 6 that a text message can cause, and what the other messages are read as. */
class MessageReaderTest {
    private static final int LIMIT = 64 * 1024;

    private final MessageReader reader = new MessageReader(LIMIT);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    # not JSON, empty text, trailing garbage
                    ``                                                      | INVALID_JSON
                    ` `                                                     | INVALID_JSON
                    hello                                                   | INVALID_JSON
                    {"event":"pusher:ping"                                  | INVALID_JSON
                    {"event":1                                              | INVALID_JSON
                    {"event":"pusher:ping","data":-1.5                      | INVALID_JSON
                    {"event":"pusher:ping"}}                                | INVALID_JSON
                    {"event":"pusher:ping"} {}                              | INVALID_JSON
                    {"event":"pusher:ping",}                                | INVALID_JSON
                    {'event':'pusher:ping'}                                 | INVALID_JSON
                    {event:"pusher:ping"}                                   | INVALID_JSON
                    # JSON but not an object
                    []                                                      | NOT_AN_OBJECT
                    [{"event":"pusher:ping"}]                               | NOT_AN_OBJECT
                    "pusher:ping"                                           | NOT_AN_OBJECT
                    7                                                       | NOT_AN_OBJECT
                    true                                                    | NOT_AN_OBJECT
                    null                                                    | NOT_AN_OBJECT
                    # event missing, not a string, empty
                    {}                                                      | EVENT_NAME_REQUIRED
                    {"data":{}}                                             | EVENT_NAME_REQUIRED
                    {"Event":"pusher:ping"}                                 | EVENT_NAME_REQUIRED
                    {"event":""}                                            | EVENT_NAME_REQUIRED
                    {"event":null}                                          | EVENT_NAME_REQUIRED
                    {"event":1}                                             | EVENT_NAME_REQUIRED
                    {"event":true}                                          | EVENT_NAME_REQUIRED
                    {"event":["pusher:ping"]}                               | EVENT_NAME_REQUIRED
                    {"event":{"event":"pusher:ping"}}                       | EVENT_NAME_REQUIRED
                    # unknown event without a reserved prefix and not client-…
                    {"event":"hello"}                                       | NOT_A_CLIENT_EVENT
                    {"event":"client"}                                      | NOT_A_CLIENT_EVENT
                    {"event":"Client-x"}                                    | NOT_A_CLIENT_EVENT
                    {"event":" client-x"}                                   | NOT_A_CLIENT_EVENT
                    {"event":"pusher"}                                      | NOT_A_CLIENT_EVENT
                    {"event":"pusher-x"}                                    | NOT_A_CLIENT_EVENT
                    {"event":"Pusher:ping"}                                 | NOT_A_CLIENT_EVENT
                    {"event":"pusher_internal"}                             | NOT_A_CLIENT_EVENT
                    {"event":"\\u0000pusher:ping"}                          | NOT_A_CLIENT_EVENT
                    # data of subscribe and unsubscribe neither object nor string holding an object, or absent
                    {"event":"pusher:subscribe"}                            | INVALID_DATA
                    {"event":"pusher:subscribe","data":null}                | INVALID_DATA
                    {"event":"pusher:subscribe","data":1}                   | INVALID_DATA
                    {"event":"pusher:subscribe","data":true}                | INVALID_DATA
                    {"event":"pusher:subscribe","data":[]}                  | INVALID_DATA
                    {"event":"pusher:subscribe","data":""}                  | INVALID_DATA
                    {"event":"pusher:subscribe","data":"orders"}            | INVALID_DATA
                    {"event":"pusher:subscribe","data":"[]"}                | INVALID_DATA
                    {"event":"pusher:subscribe","data":"null"}              | INVALID_DATA
                    {"event":"pusher:subscribe","data":"{}}"}               | INVALID_DATA
                    {"event":"pusher:unsubscribe"}                          | INVALID_DATA
                    {"event":"pusher:unsubscribe","data":"orders"}          | INVALID_DATA
                    {"event":"pusher:unsubscribe","data":[]}                | INVALID_DATA
                    # data.channel number, array, null, or not there
                    {"event":"pusher:subscribe","data":{}}                  | MISSING_CHANNEL
                    {"event":"pusher:subscribe","data":{"channel":null}}    | MISSING_CHANNEL
                    {"event":"pusher:subscribe","data":{"channel":1}}       | MISSING_CHANNEL
                    {"event":"pusher:subscribe","data":{"channel":["a"]}}   | MISSING_CHANNEL
                    {"event":"pusher:subscribe","data":{"channel":{}}}      | MISSING_CHANNEL
                    {"event":"pusher:subscribe","data":"{}"}                | MISSING_CHANNEL
                    {"event":"pusher:unsubscribe","data":{}}                | MISSING_CHANNEL
                    {"event":"pusher:unsubscribe","data":{"channel":7}}     | MISSING_CHANNEL
                    # duplicate keys: the last wins
                    {"event":"pusher:ping","event":"hello"}                 | NOT_A_CLIENT_EVENT
                    {"event":"pusher:ping","event":1}                       | EVENT_NAME_REQUIRED
                    """)
    void aMessageThatBreaksARuleIsRefusedByItsRow(String text, Refusal row) {
        assertThat(reader.read(text)).isEqualTo(new Refused(row));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pusher:error",
                "pusher:connection_established",
                "pusher:subscription_error",
                "pusher:cache_miss",
                "pusher:signin_success",
                "pusher:",
                "pusher:nonsense",
                "pusher:Subscribe",
                "pusher:subscribe ",
                "pusher_internal:subscription_succeeded",
                "pusher_internal:member_added",
                "pusher_internal:x"
            })
    void aReservedEventThatClientsMayNotSendIsIgnored(String event) {
        assertThat(reader.read("{\"event\":" + Json.quote(event) + ",\"data\":{}}"))
                .isEqualTo(new Ignored());
    }

    @Test
    void pingAndPongNeedNoData() {
        assertThat(reader.read("{\"event\":\"pusher:ping\"}")).isEqualTo(new Ping());
        assertThat(reader.read("{\"event\":\"pusher:ping\",\"data\":{}}")).isEqualTo(new Ping());
        assertThat(reader.read("{\"event\":\"pusher:ping\",\"data\":\"x\",\"id\":1}"))
                .isEqualTo(new Ping());
        assertThat(reader.read("{\"data\":[],\"event\":\"pusher:pong\"}")).isEqualTo(new Pong());
    }

    @Test
    void signInIsRecognised() {
        assertThat(reader.read("{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"k:s\",\"user_data\":\"{}\"}}"))
                .isEqualTo(new SignIn("k:s", "{}"));
    }

    @Test
    void aSubscriptionNamesItsChannel() {
        assertThat(reader.read("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"orders\"}}"))
                .isEqualTo(new Subscribe("orders", null, null, false));
        assertThat(reader.read("""
                        {"event":"pusher:subscribe","data":{"channel":"presence-room","auth":"app-key:9b58",
                        "channel_data":"{\\"user_id\\":\\"42\\"}","more":[1]}}"""))
                .isEqualTo(new Subscribe("presence-room", "app-key:9b58", "{\"user_id\":\"42\"}", false));
    }

    @Test
    void theDataMayBeAStringThatHoldsTheObject() {
        assertThat(reader.read("""
                        {"event":"pusher:subscribe","data":"{\\"channel\\":\\"orders\\",\\"auth\\":\\"\\"}"}""")).isEqualTo(new Subscribe("orders", "", null, false));
        assertThat(reader.read("""
                        {"event":"pusher:unsubscribe","data":" {\\"channel\\":\\"orders\\"} "}""")).isEqualTo(new Unsubscribe("orders"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "[\"a\"]", "{\"a\":\"b\"}"})
    void anAuthThatIsNoStringCountsAsNoneAndSuchChannelDataAsWrong(String odd) {
        var text = "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"a\",\"auth\":" + odd + ",\"channel_data\":"
                + odd + "}}";

        assertThat(reader.read(text)).isEqualTo(new Subscribe("a", null, null, true));
    }

    @Test
    void nullIsNoAuthAndNoChannelData() {
        assertThat(reader.read("""
                        {"event":"pusher:subscribe","data":{"channel":"a","auth":null,"channel_data":null}}""")).isEqualTo(new Subscribe("a", null, null, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "#x", "a:b", "a\n", "a\u0000", "naïve"})
    void aBadNameIsTheSubscriptionsAffairAndNotTheReaders(String name) {
        var quoted = Json.quote(name);

        assertThat(reader.read("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":" + quoted + "}}"))
                .isEqualTo(new Subscribe(name, null, null, false));
        assertThat(reader.read("{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":" + quoted + "}}"))
                .isEqualTo(new Unsubscribe(name));
    }

    @Test
    void aClientEventKeepsItsNameAndItsChannel() {
        assertThat(reader.read("{\"event\":\"client-typing\",\"channel\":\"private-a\",\"data\":{\"on\":true}}"))
                .isEqualTo(new ClientEvent("client-typing", "private-a", "{\"on\":true}"));
        assertThat(reader.read("{\"event\":\"client-\",\"channel\":7}"))
                .isEqualTo(new ClientEvent("client-", null, "null"));
        assertThat(reader.read("{\"event\":\"client-x\"}")).isEqualTo(new ClientEvent("client-x", null, "null"));
    }

    @Test
    void theNameOfAnEventMayHaveTwoHundredBytes() {
        assertThat(reader.read(named("pusher:" + "x".repeat(193)))).isEqualTo(new Ignored());
        assertThat(reader.read(named("pusher:" + "x".repeat(194)))).isEqualTo(new Refused(Refusal.EVENT_NAME_TOO_LONG));
        assertThat(reader.read(named("x".repeat(201)))).isEqualTo(new Refused(Refusal.EVENT_NAME_TOO_LONG));
        assertThat(reader.read(named("é".repeat(101)))).isEqualTo(new Refused(Refusal.EVENT_NAME_TOO_LONG));
        assertThat(reader.read(named("é".repeat(100)))).isEqualTo(new Refused(Refusal.NOT_A_CLIENT_EVENT));
    }

    @Test
    void theLengthOfAClientEventIsTheAppsAffair() {
        var name = "client-" + "x".repeat(300);

        assertThat(reader.read(named(name))).isEqualTo(new ClientEvent(name, null, "null"));
    }

    @Test
    void sixtyFourLevelsAreReadAndMoreAreRefused() {
        assertThat(reader.read(deep(63))).isEqualTo(new Ping());
        assertThat(reader.read(deep(64))).isEqualTo(new Refused(Refusal.NESTED_TOO_DEEPLY));
        assertThat(reader.read(deep(10_000))).isEqualTo(new Refused(Refusal.NESTED_TOO_DEEPLY));
    }

    @Test
    void aMessageMayFillItsLimitAndNotAByteMore() {
        var start = "{\"event\":\"pusher:ping\",\"data\":\"";
        int room = LIMIT - start.length() - 2;

        assertThat(reader.read(start + "x".repeat(room) + "\"}")).isEqualTo(new Ping());
        assertThat(reader.read(start + "x".repeat(room + 1) + "\"}")).isEqualTo(new TooLarge());
        assertThat(reader.read(start + "é".repeat(room / 2 + 1) + "\"}")).isEqualTo(new TooLarge());
        assertThat(reader.read("x".repeat(LIMIT + 1))).isEqualTo(new TooLarge());
    }

    private static String named(String event) {
        return "{\"event\":" + Json.quote(event) + "}";
    }

    private static String deep(int arrays) {
        return "{\"event\":\"pusher:ping\",\"data\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}";
    }
}
