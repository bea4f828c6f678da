package io.stentor.channel;

import static io.stentor.channel.TestChannels.A;
import static io.stentor.channel.TestChannels.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.channel.TestChannels.Client;
import io.stentor.connection.ByHand;
import io.stentor.connection.OutboxLimits;
import io.stentor.connection.StalledTransport;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Leaving, politely or not, and what is left of a channel then (protocol 3.5, 7). */
class LeavingTest {
    private final TestChannels world = new TestChannels();
    private final ByHand hand = world.hand;
    private final Channels channels = world.channels;

    @Test
    void whoLeftHearsNothingAnyMoreAndTheOthersGoOn() {
        var clients = new ArrayList<Client>();
        for (int i = 0; i < 5; i++) {
            clients.add(world.client(0));
            world.join(clients.get(i), A);
        }
        hand.run();

        world.leave(clients.get(0), A);
        world.leave(clients.get(4), A);
        world.leave(clients.get(2), A);
        hand.run();
        world.publish(A, "1");
        hand.run();

        assertThat(clients)
                .filteredOn(client -> client.heard().contains("1"))
                .containsExactly(clients.get(1), clients.get(3));
        assertThat(channels.subscriptions(A)).isEqualTo(2);
    }

    @Test
    void whatIsPublishedBetweenLeavingAndComingBackIsNotHeard() {
        var ann = world.client(0);
        world.join(ann, A);
        hand.run();

        world.publish(A, "1");
        world.leave(ann, A);
        world.join(ann, A);
        world.publish(A, "2");
        hand.run();
        world.publish(A, "3");
        world.leave(ann, A);
        world.publish(A, "4");
        world.join(ann, A);
        hand.run();
        world.publish(A, "5");
        hand.run();

        // Nothing from before an acknowledgement comes after it.
        assertThat(ann.heard()).containsExactly("joined a", "1", "joined a", "3", "joined a", "5");
        assertThat(channels.subscriptions(A)).isOne();
    }

    @Test
    void comingBackTwiceDoublesNothing() {
        var ann = world.client(0);
        for (int i = 0; i < 3; i++) {
            world.join(ann, A);
            world.leave(ann, A);
        }
        world.join(ann, A);
        hand.run();

        world.publish(A, "1");
        hand.run();

        assertThat(ann.heard()).endsWith("joined a", "1").containsOnlyOnce("1");
        assertThat(channels.subscriptions(A)).isOne();
    }

    @Test
    void aClientThatIsGoneIsOutOfAllItsChannels() {
        var ann = world.client(0);
        var bob = world.client(0);
        world.join(ann, A);
        world.join(ann, B);
        world.join(bob, A);
        hand.run();

        hand.lane(0).run(ann.connection()::gone);
        hand.run();
        world.publish(A, "1");
        hand.run();

        assertThat(channels.subscriptions(A)).isOne();
        assertThat(channels.subscriptions(B)).isZero();
        assertThat(bob.heard()).containsExactly("joined a", "1");
        assertThat(ann.heard()).doesNotContain("1");
    }

    @Test
    void aChannelExistsExactlyWhileSomebodyIsSubscribed() {
        var ann = world.client(0);
        var bob = world.client(1);

        world.publish(A, "into the void");
        assertThat(channels.count()).isZero();
        world.join(ann, A);
        world.join(bob, A);
        hand.run();
        assertThat(channels.count()).isOne();
        world.leave(ann, A);
        hand.run();
        assertThat(channels.count()).isOne();
        world.leave(bob, A);
        hand.run();

        assertThat(channels.count()).isZero();
        assertThat(channels.subscriptions(A)).isZero();
    }

    @Test
    void leavingAChannelOneIsNotInDoesNothing() {
        var ann = world.client(0);

        world.leave(ann, A);
        hand.run();

        assertThat(channels.count()).isZero();
    }

    @Test
    void aSubscriberThatIsLetGoDuringADeliveryHoldsUpNobody() {
        var ann = world.client(0);
        var dead = hand.open(new StalledTransport(), new OutboxLimits(1, 0, true));
        var bob = world.client(0);
        world.join(ann, A);
        hand.lane(0).run(() -> channels.join(A, dead));
        world.join(bob, A);
        hand.run();

        world.publish(A, "1");
        world.publish(A, "2");
        world.publish(A, "3");
        hand.run();

        assertThat(dead.over()).isTrue();
        assertThat(ann.heard()).containsExactly("joined a", "1", "2", "3");
        assertThat(bob.heard()).containsExactly("joined a", "1", "2", "3");
        assertThat(channels.subscriptions(A)).isEqualTo(2);
    }

    @Test
    void everyAppHasItsOwnChannels() {
        var registry = new ChannelRegistry(1);

        assertThat(registry.of("1")).isSameAs(registry.of("1")).isNotSameAs(registry.of("2"));
        assertThat(registry.count()).isZero();
    }
}
