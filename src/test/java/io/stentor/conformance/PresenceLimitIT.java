package io.stentor.conformance;

import io.stentor.conformance.client.SignedRequests;
import org.junit.jupiter.api.Test;

/** The limits of presence channels in an app that has its own: two users, 1 KB each (protocol 3.4, 12). */
class PresenceLimitIT extends SignedTest {
    private static final String ONE = "{\"user_id\":\"1\"}";
    private static final String TWO = "{\"user_id\":\"2\"}";
    private static final String THREE = "{\"user_id\":\"3\"}";
    private static final String ONE_ALONE = "{\"ids\":[\"1\"],\"hash\":{\"1\":{}},\"count\":1}";
    private static final String BOTH = "{\"ids\":[\"1\",\"2\"],\"hash\":{\"1\":{},\"2\":{}},\"count\":2}";

    @Override
    SignedRequests app() {
        return SignedRequests.of("presence-small");
    }

    @Test
    void aFullChannelTakesNobodyElse() {
        var channel = unique("presence-room");
        var one = member(channel, ONE, ONE_ALONE);
        var two = member(channel, TWO, BOTH);
        one.awaitExactly(added(channel, "{\"user_id\":\"2\",\"user_info\":{}}"));

        var three = ask(connect(), channel, THREE).awaitExactly(full(channel));

        three.subscribe(unique("orders")).assertNothingElse();
        one.assertNothingElse();
        two.assertNothingElse();
    }

    @Test
    void aFullChannelTakesFurtherConnectionsOfThoseWhoAreThere() {
        var channel = unique("presence-room");
        member(channel, ONE, ONE_ALONE);
        member(channel, TWO, BOTH);

        member(channel, ONE, BOTH).assertNothingElse();
        member(channel, TWO, BOTH).assertNothingElse();
        ask(connect(), channel, THREE).awaitExactly(full(channel)).assertNothingElse();
    }

    @Test
    void whoLeavesMakesRoom() {
        var channel = unique("presence-room");
        member(channel, ONE, ONE_ALONE);
        var two = member(channel, TWO, BOTH);
        var three = ask(connect(), channel, THREE).awaitExactly(full(channel));

        two.unsubscribe(channel).assertNothingElse();

        join(three, channel, THREE, "{\"ids\":[\"1\",\"3\"],\"hash\":{\"1\":{},\"3\":{}},\"count\":2}")
                .assertNothingElse();
    }

    @Test
    void aSecondSubscribeNeedsNoRoom() {
        var channel = unique("presence-room");
        var one = member(channel, ONE, ONE_ALONE);
        member(channel, TWO, BOTH);
        one.awaitExactly(added(channel, "{\"user_id\":\"2\",\"user_info\":{}}"));

        join(one, channel, ONE, BOTH).assertNothingElse();
    }

    @Test
    void theSignatureAndTheDataAreCheckedBeforeTheRoom() {
        var channel = unique("presence-room");
        member(channel, ONE, ONE_ALONE);
        member(channel, TWO, BOTH);
        var client = connect();

        client.text(subscription(channel, app().key() + ':' + "0".repeat(64), THREE))
                .awaitExactly(refusal(quoted(channel), "AuthError", "Invalid signature", 401));
        ask(client, channel, "{}").awaitExactly(refusal(quoted(channel), "InvalidData", "Invalid channel_data", 400));
        ask(client, channel, "{\"user_id\":\"3\",\"user_info\":\"" + "x".repeat(1023) + "\"}")
                .awaitExactly(refusal(quoted(channel), "LimitReached", "Presence member data too large", 413));
        ask(client, channel, THREE).awaitExactly(full(channel)).assertNothingElse();
    }

    @Test
    void theSizeOfUserInfoIsTheApps() {
        var channel = unique("presence-room");
        var client = connect();
        var longest = '"' + "x".repeat(1022) + '"';

        ask(client, channel, "{\"user_id\":\"1\",\"user_info\":\"" + "x".repeat(1023) + "\"}")
                .awaitExactly(refusal(quoted(channel), "LimitReached", "Presence member data too large", 413));

        join(
                        client,
                        channel,
                        "{\"user_id\":\"1\",\"user_info\":" + longest + "}",
                        "{\"ids\":[\"1\"],\"hash\":{\"1\":" + longest + "},\"count\":1}")
                .assertNothingElse();
    }

    private static String[] full(String channel) {
        return refusal(quoted(channel), "LimitReached", "Presence channel is full", 4100);
    }
}
