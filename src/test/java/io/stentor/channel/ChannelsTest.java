package io.stentor.channel;

import static io.stentor.channel.TestChannels.A;
import static io.stentor.channel.TestChannels.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.connection.ByHand;
import io.stentor.protocol.Frame;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who hears what in which order (protocol 7), step by step on lanes that run when told to. */
class ChannelsTest {
    private final TestChannels world = new TestChannels();
    private final ByHand hand = world.hand;
    private final Channels channels = world.channels;

    @Test
    void aSubscriberHearsWhatIsPublishedAfterwards() {
        var ann = world.client(0);
        world.join(ann, A);
        hand.run();

        world.publish(A, "1");
        world.publish(A, "2");
        hand.run();

        assertThat(ann.heard()).containsExactly("joined a", "1", "2");
    }

    @Test
    void nothingPublishedBeforeIsHeardAfterTheAcknowledgement() {
        var ann = world.client(0);
        world.join(ann, A);
        hand.run();
        var bob = world.client(0);

        world.publish(A, "1");
        world.join(bob, A);
        world.publish(A, "2");
        hand.run();
        world.publish(A, "3");
        hand.run();

        // When the lane got to the join, 2 had its place in the order already.
        assertThat(bob.heard()).containsExactly("joined a", "3");
        assertThat(ann.heard()).containsExactly("joined a", "1", "2", "3");
    }

    @Test
    void whatIsPublishedWhileTheAcknowledgementIsOnItsWayComesAfterIt() {
        var ann = world.client(0);
        hand.lane(0).run(() -> {
            channels.join(A, ann.connection());
            world.publish(A, "1");
            ann.connection().send(new Frame("joined a"));
        });
        hand.run();

        assertThat(ann.heard()).containsExactly("joined a", "1");
    }

    @Test
    void subscribersOfAllLanesHearOneOrder() {
        var everybody = List.of(world.client(0), world.client(1), world.client(2), world.client(0), world.client(1));
        everybody.forEach(client -> world.join(client, A));
        hand.run();

        for (int i = 0; i < 10; i++) {
            world.publish(A, i + "");
            hand.run(i % 3);
        }
        hand.run();

        assertThat(everybody)
                .allSatisfy(client -> assertThat(client.heard())
                        .containsExactly("joined a", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
    }

    @Test
    void channelsDoNotMix() {
        var ann = world.client(0);
        var bob = world.client(0);
        world.join(ann, A);
        world.join(bob, B);
        hand.run();

        world.publish(A, "to a");
        world.publish(B, "to b");
        hand.run();

        assertThat(ann.heard()).containsExactly("joined a", "to a");
        assertThat(bob.heard()).containsExactly("joined b", "to b");
    }

    @Test
    void theExcludedConnectionAloneDoesNotHearTheEvent() {
        var ann = world.client(0);
        var bob = world.client(0);
        var cat = world.client(1);
        List.of(ann, bob, cat).forEach(client -> world.join(client, A));
        hand.run();

        channels.broadcast(A, new Frame("1"), bob.connection().id());
        world.publish(A, "2");
        hand.run();

        assertThat(ann.heard()).containsExactly("joined a", "1", "2");
        assertThat(bob.heard()).containsExactly("joined a", "2");
        assertThat(cat.heard()).containsExactly("joined a", "1", "2");
    }
}
