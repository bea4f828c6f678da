package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Frame;
import io.stentor.conformance.client.SignedRequests;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many are subscribed, in an app that wants it told (protocol 3.7). */
class SubscriptionCountIT extends SignedTest {

    @Override
    SignedRequests app() {
        return SignedRequests.of("count");
    }

    @Test
    void whoSubscribesIsTold() {
        var channel = unique("orders");

        connect()
                .text(subscribe(quoted(channel)))
                .awaitExactly(subscribed(channel), """
                        {"event":"pusher_internal:subscription_count","channel":"%s","data":"{\\"subscription_count\\":1}"}""".formatted(channel))
                .assertNothingElse();
    }

    @Test
    void allAreToldOfEveryChange() {
        var channel = unique("orders");
        var one = connect().subscribe(channel).awaitExactly(count(channel, 1));
        var two = connect().subscribe(channel).awaitExactly(count(channel, 2));
        one.awaitExactly(count(channel, 2));
        var three = connect().subscribe(channel).awaitExactly(count(channel, 3));
        one.awaitExactly(count(channel, 3));
        two.awaitExactly(count(channel, 3));

        two.unsubscribe(channel).assertNothingElse();
        one.awaitExactly(count(channel, 2));
        three.awaitExactly(count(channel, 2));
        three.vanish();

        one.awaitExactly(count(channel, 1)).assertNothingElse();
        two.assertNothingElse();
    }

    @Test
    void aSecondSubscribeIsNoChange() {
        var channel = unique("orders");
        var one = connect().subscribe(channel).awaitExactly(count(channel, 1));

        one.subscribe(channel).assertNothingElse();
    }

    @Test
    void aRefusedOneIsNoChange() {
        var channel = unique("private-room");
        var one = join(connect(), channel).awaitExactly(count(channel, 1));

        connect()
                .text(subscription(channel, "count-key:" + "0".repeat(64)))
                .awaitExactly(refusal(quoted(channel), "AuthError", "Invalid signature", 401));

        one.assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-room", "private-encrypted-room"})
    void signedChannelsAreCounted(String prefix) {
        var channel = unique(prefix);

        join(connect(), channel).awaitExactly(count(channel, 1)).assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-cache-room", "private-encrypted-cache-room"})
    void theCountComesAfterTheMiss(String prefix) {
        var channel = unique(prefix);

        join(connect(), channel)
                .awaitExactly(cacheMiss(channel), count(channel, 1))
                .assertNothingElse();
    }

    @Test
    void theCountComesAfterTheCachedEvent() {
        var channel = unique("cache-orders");
        assertThat(app().publish(base(), publication("n", channel, "x")).status())
                .isEqualTo(200);

        connect()
                .subscribe(channel)
                .awaitExactly(event("n", channel, "x"), count(channel, 1))
                .assertNothingElse();
        connect()
                .subscribe(channel)
                .awaitExactly(event("n", channel, "x"), count(channel, 2))
                .assertNothingElse();
    }

    @Test
    void presenceChannelsAreNot() {
        var room = unique("presence-room");
        var cache = unique("presence-cache-room");
        var alone = "{\"ids\":[\"42\"],\"hash\":{\"42\":{}},\"count\":1}";

        var client = member(room, "{\"user_id\":\"42\"}", alone).assertNothingElse();
        join(client, cache, "{\"user_id\":\"42\"}", alone)
                .awaitExactly(cacheMiss(cache))
                .assertNothingElse();
    }

    @Test
    void nothingIsToldUnlessTheAppWantsIt() {
        var channel = unique("orders");
        var one = subscriber(channel);

        subscriber(channel).assertNothingElse();

        one.assertNothingElse();
    }

    /** Beyond a hundred a frame tells the latest number, and the next one takes its time. */
    @Test
    void manyAreToldNowAndThen() {
        var channel = unique("orders");
        var first = connect().subscribe(channel).awaitExactly(count(channel, 1));
        for (int i = 2; i <= 100; i++) {
            connect().subscribe(channel);
            first.awaitExactly(count(channel, i));
        }
        for (int i = 101; i <= 107; i++) {
            connect().subscribe(channel);
        }

        var told = new ArrayList<Frame>();
        do {
            told.add(first.await());
        } while (!told.get(told.size() - 1).text().equals(count(channel, 107)));

        for (int i = 1; i < told.size(); i++) {
            assertThat(told.get(i).nanos() - told.get(i - 1).nanos())
                    .isGreaterThan(Duration.ofMillis(4500).toNanos());
        }
        assertThat(told.size()).as(first.toString()).isLessThan(5);
        first.assertNothingElse();
    }

    private static String count(String channel, int count) {
        return internal("subscription_count", channel, "{\"subscription_count\":" + count + "}");
    }
}
