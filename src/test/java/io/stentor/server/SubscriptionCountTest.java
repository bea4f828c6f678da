package io.stentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many are subscribed: each change up to 100, above that the latest now and then (protocol 3.7). */
class SubscriptionCountTest {
    private final SteppedServer server =
            new SteppedServer(3, SteppedServer.CHANNELS, SteppedServer.app("\"enable_subscription_count\":true"));
    private final List<SteppedServer.Client> many = new ArrayList<>();

    @Test
    void everyChangeIsToldToAllSubscribers() {
        var ann = server.client(0).subscribe("orders");
        assertThat(ann.heard()).containsExactly(acknowledged("orders"), count("orders", 1));
        var bob = server.client(1).subscribe("orders");
        assertThat(bob.heard()).containsExactly(acknowledged("orders"), count("orders", 2));
        assertThat(ann.heard()).containsExactly(count("orders", 2));

        bob.unsubscribe("orders");
        assertThat(ann.heard()).containsExactly(count("orders", 1));
        assertThat(bob.heard()).isEmpty();
    }

    @Test
    void whoCrashesIsCountedNoMore() {
        var ann = server.client(0).subscribe("orders");
        var bob = server.client(1).subscribe("orders");
        ann.heard();

        bob.crash();

        assertThat(ann.heard()).containsExactly(count("orders", 1));
    }

    @Test
    void aRepeatedSubscriptionChangesNothing() {
        var ann = server.client().subscribe("orders");
        ann.heard();

        ann.subscribe("orders");

        assertThat(ann.heard()).containsExactly(acknowledged("orders"));
    }

    @Test
    void theCountComesAfterWhatIsCached() {
        var ann = server.client().subscribe("cache-x");

        assertThat(ann.heard())
                .containsExactly(
                        acknowledged("cache-x"),
                        "{\"event\":\"pusher:cache_miss\",\"channel\":\"cache-x\",\"data\":\"{}\"}",
                        count("cache-x", 1));
    }

    @Test
    void presenceChannelsAndThoseOfUsersHaveNoCount() {
        var ann = server.client()
                .subscribe("presence-room", "1")
                .signIn("{\"id\":\"1\"}")
                .subscribe("#server-to-user-1");

        assertThat(ann.heard()).isNotEmpty().noneMatch(frame -> frame.contains("subscription_count\\\":"));
    }

    @Test
    void thereIsNoCountUnlessTheAppWantsIt() {
        var plain = SteppedServer.with("");

        assertThat(plain.client().subscribe("orders").heard()).containsExactly(acknowledged("orders"));
    }

    @Test
    void upToAHundredEachChangeIsTold() {
        var witness = server.client().subscribe("orders");
        witness.heard();

        fill(100);

        assertThat(witness.heard()).hasSize(99).endsWith(count("orders", 100));
    }

    @Test
    void aboveAHundredTheLatestIsToldOncePerFiveSeconds() {
        var witness = server.client().subscribe("orders");
        fill(100);
        witness.heard();

        fill(150);
        assertThat(witness.heard()).isEmpty();
        server.tickAfter(Duration.ofMillis(4999));
        assertThat(witness.heard()).isEmpty();
        server.tickAfter(Duration.ofMillis(1));
        assertThat(witness.heard()).containsExactly(count("orders", 150));

        fill(151);
        many.remove(0).unsubscribe("orders");
        fill(160);
        assertThat(witness.heard()).isEmpty();
        server.tickAfter(Duration.ofSeconds(5));
        assertThat(witness.heard()).containsExactly(count("orders", 160));
    }

    @Test
    void aboveAHundredNothingIsToldWhenNothingChanged() {
        var witness = server.client().subscribe("orders");
        fill(120);
        server.tickAfter(Duration.ofSeconds(5));
        witness.heard();

        for (int i = 0; i < 20; i++) {
            server.tickAfter(Duration.ofSeconds(1));
        }

        assertThat(witness.heard()).isEmpty();
    }

    @Test
    void aboveAHundredAChangeAfterALongPauseIsToldAtOnce() {
        var witness = server.client().subscribe("orders");
        fill(120);
        server.tickAfter(Duration.ofSeconds(5));
        server.tickAfter(Duration.ofSeconds(5));
        witness.heard();

        fill(121);

        assertThat(witness.heard()).containsExactly(count("orders", 121));
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 250, 1000, 1700})
    void aboveAHundredNoTwoAreToldWithinFiveSeconds(int everyMillis) {
        var witness = server.client().subscribe("orders");
        fill(100);
        server.tickAfter(Duration.ofSeconds(10));
        witness.heard();

        long last = Long.MIN_VALUE / 2;
        int told = 0;
        for (long millis = 0; millis < 60_000; millis += everyMillis) {
            fill(many.size() + 2);
            server.tickAfter(Duration.ofMillis(everyMillis));
            var frames = witness.heard();
            if (!frames.isEmpty()) {
                assertThat(frames).hasSize(1);
                assertThat(millis - last).isGreaterThanOrEqualTo(5000 - everyMillis);
                last = millis;
                told++;
            }
        }

        assertThat(told).isBetween(9, 13);
    }

    @Test
    void backAtAHundredEachChangeIsToldAgain() {
        var witness = server.client().subscribe("orders");
        fill(102);
        witness.heard();

        for (int i = 0; i < 4; i++) {
            many.remove(0).unsubscribe("orders");
            server.run();
        }

        assertThat(witness.heard()).containsExactly(count("orders", 100), count("orders", 99), count("orders", 98));
        server.tickAfter(Duration.ofSeconds(10));
        assertThat(witness.heard()).isEmpty();
    }

    @Test
    void aChannelThatIsGoneOwesNothing() {
        fill(130);
        server.run();
        many.forEach(client -> client.unsubscribe("orders"));
        server.run();

        server.tickAfter(Duration.ofSeconds(5));

        assertThat(server.channels().count()).isZero();
        assertThat(server.client().subscribe("orders").heard())
                .containsExactly(acknowledged("orders"), count("orders", 1));
    }

    /** Subscribes until there are so many, the witness included. */
    private void fill(int subscribers) {
        while (many.size() + 1 < subscribers) {
            many.add(server.client(many.size() % 3).subscribe("orders"));
            server.run();
        }
    }

    private static String acknowledged(String channel) {
        return "{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":\"" + channel + "\",\"data\":\"{}\"}";
    }

    private static String count(String channel, int count) {
        return "{\"event\":\"pusher_internal:subscription_count\",\"channel\":\"" + channel
                + "\",\"data\":\"{\\\"subscription_count\\\":" + count + "}\"}";
    }
}
