package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscribing, again and again, and unsubscribing (protocol 3.2–3.5), for public channels and missing signatures. */
class SubscribeIT extends ConformanceTest {

    @Test
    void aSubscriptionIsAcknowledged() {
        var channel = unique("orders");

        connect("app-key")
                .text("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}")
                .awaitExactly("{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":\"" + channel
                        + "\",\"data\":\"{}\"}")
                .assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"%s\",\"auth\":\"\"}}",
                "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\"app-key:00\",\"channel\":\"%s\"}}",
                "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":null,\"channel\":\"%s\"}}",
                "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":7,\"channel\":\"%s\"}}",
                "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"%s\",\"channel_data\":\"{}\"}}",
                "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"%s\",\"channel_data\":{}}}",
                "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"%s\",\"more\":[{}],\"user_id\":\"1\"}}",
                "{\"data\":{\"channel\":\"%s\"},\"channel\":\"other\",\"event\":\"pusher:subscribe\",\"id\":1}",
                "{\"event\":\"pusher:subscribe\",\"data\":\"{\\\"channel\\\":\\\"%s\\\"}\"}",
                "{\"event\":\"pusher:subscribe\",\"data\":\" {\\\"auth\\\":\\\"\\\",\\\"channel\\\":\\\"%s\\\"} \"}",
                "{\"event\":\"nonsense\",\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"%s\"}}",
                "{\"event\":\"pusher:subscribe\",\"data\":7,\"data\":{\"channel\":7,\"channel\":\"%s\"}}",
                "\t{ \"event\" : \"pusher:subscribe\" ,\r\n \"data\" : { \"channel\" : \"%s\" } } "
            })
    void aSubscriptionMayBeWrittenAs(String message) {
        var channel = unique("orders");

        connect("app-key")
                .text(message.formatted(channel))
                .awaitExactly(subscribed(channel))
                .assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"channel\":\"%s\"}",
                "{\"channel\":\"%s\",\"channel_data\":\"{\\\"user_id\\\":\\\"42\\\"}\"}",
                "{\"channel\":\"%s\",\"channel_data\":\"not even JSON\"}"
            })
    void aMissingSignatureIsFoundBeforeThePresenceDataIsLookedAt(String data) {
        var channel = unique("presence-room");

        connect("app-key")
                .text("{\"event\":\"pusher:subscribe\",\"data\":" + data.formatted(channel) + "}")
                .awaitExactly(refusal('"' + channel + '"', "AuthError", "Authentication signature required", 401))
                .assertNothingElse();
    }

    @Test
    void aRefusalLeavesTheConnectionUsable() {
        var channel = unique("orders");
        var client = connect("app-key");

        client.text(subscribe("\"private-" + channel + '"'))
                .awaitExactly(
                        refusal("\"private-" + channel + '"', "AuthError", "Authentication signature required", 401));

        client.subscribe(channel).assertNothingElse();
    }

    @Test
    void noSubscribeIsLeftUnanswered() {
        var client = connect("app-key");
        for (int i = 0; i < 30; i++) {
            client.text(subscribe("\"good" + i + '"'));
            client.text(subscribe("\"private-bad" + i + '"'));
            client.text(subscribe("\"bad name " + i + '"'));
        }

        for (int i = 0; i < 30; i++) {
            client.awaitExactly(subscribed("good" + i))
                    .awaitExactly(
                            refusal("\"private-bad" + i + '"', "AuthError", "Authentication signature required", 401))
                    .awaitExactly(refusal("\"bad name " + i + '"', "InvalidChannel", "Invalid channel name", 400));
        }
        client.assertNothingElse();
    }

    @Test
    void aSecondSubscribeIsAcknowledgedAgain() {
        var channel = unique("orders");

        subscriber(channel).subscribe(channel).subscribe(channel).assertNothingElse();
    }

    @Test
    void aConnectionMayBeInManyChannels() {
        var client = connect("app-key");
        IntStream.range(0, 500).forEach(i -> client.text(subscribe("\"many-" + i + '"')));

        var expected = IntStream.range(0, 500).mapToObj(i -> subscribed("many-" + i));

        assertThat(client.awaitTexts(500)).containsExactlyElementsOf(expected.toList());
        client.assertNothingElse();
    }

    @Test
    void unsubscribingHasNoAnswer() {
        var channel = unique("orders");

        subscriber(channel).unsubscribe(channel).assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"channel\":\"never-joined\"}",
                "{\"channel\":\"private-never-joined\"}",
                "{\"channel\":\"#server-to-user-42\"}",
                "{\"channel\":\"not a name\"}",
                "{\"channel\":\"\"}",
                "{\"channel\":\"a\\u0000b\"}",
                "\"{\\\"channel\\\":\\\"never-joined\\\"}\""
            })
    void unsubscribingFromWhereOneIsNotHasNoAnswer(String data) {
        connect("app-key")
                .text("{\"event\":\"pusher:unsubscribe\",\"data\":" + data + "}")
                .assertNothingElse();
    }

    @Test
    void unsubscribingFromAnImpossiblyLongNameHasNoAnswer() {
        connect("app-key")
                .unsubscribe("n".repeat(201))
                .unsubscribe("n".repeat(5000))
                .assertNothingElse();
    }

    @Test
    void whoChangesItsMindIsInTheStateThatItAskedForLast() {
        var in = unique("orders");
        var out = unique("orders");

        connect("app-key")
                .text(subscribe('"' + in + '"'))
                .unsubscribe(in)
                .unsubscribe(in)
                .text(subscribe('"' + in + '"'))
                .text(subscribe('"' + out + '"'))
                .text(subscribe('"' + out + '"'))
                .unsubscribe(out)
                .unsubscribe(out)
                .awaitExactly(subscribed(in), subscribed(in), subscribed(out), subscribed(out))
                .subscribe(in)
                .assertNothingElse();
    }

    @Test
    void oneMaySubscribeAgainAfterUnsubscribing() {
        var channel = unique("orders");

        subscriber(channel).unsubscribe(channel).subscribe(channel).assertNothingElse();
    }

    @Test
    void thePrivateNameOfAPublicChannelIsAnotherChannel() {
        var channel = unique("orders");

        subscriber(channel)
                .text(subscribe("\"private-" + channel + '"'))
                .awaitExactly(
                        refusal("\"private-" + channel + '"', "AuthError", "Authentication signature required", 401));
    }
}
