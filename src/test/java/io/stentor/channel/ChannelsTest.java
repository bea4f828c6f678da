package io.stentor.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.app.LiveApp;
import io.stentor.app.TestApps;
import io.stentor.connection.ByHand;
import io.stentor.connection.Connection;
import io.stentor.connection.FakeTransport;
import io.stentor.event.EventSink;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who hears what in which order (protocol 7), step by step on lanes that run when told to. */
class ChannelsTest {
    private static final ChannelName A = ChannelName.parse("a", 200);
    private static final ChannelName B = ChannelName.parse("b", 200);

    private final ByHand hand = new ByHand();
    private final Channels channels = new ChannelRegistry(
                    3, new ChannelSettings(100, Duration.ZERO), EventSink.NONE, System::nanoTime)
            .of(new LiveApp(TestApps.app()));

    @Test
    void aSubscriberHearsWhatIsPublishedAfterwards() {
        var ann = client(0);
        join(ann, A);
        hand.run();

        publish(A, "1");
        publish(A, "2");
        hand.run();

        assertThat(ann.heard()).containsExactly("joined a", "1", "2");
    }

    @Test
    void nothingPublishedBeforeIsHeardAfterTheAcknowledgement() {
        var ann = client(0);
        join(ann, A);
        hand.run();
        var bob = client(0);

        publish(A, "1");
        join(bob, A);
        publish(A, "2");
        hand.run();
        publish(A, "3");
        hand.run();

        // When the lane got to the join, 2 had its place in the order already.
        assertThat(bob.heard()).containsExactly("joined a", "3");
        assertThat(ann.heard()).containsExactly("joined a", "1", "2", "3");
    }

    @Test
    void whatIsPublishedWhileTheAcknowledgementIsOnItsWayComesAfterIt() {
        var ann = client(0);
        hand.lane(0).run(() -> {
            channels.join(A, ann.connection(), null);
            publish(A, "1");
            ann.connection().send(new Frame("joined a"));
        });
        hand.run();

        assertThat(ann.heard()).containsExactly("joined a", "1");
    }

    @Test
    void subscribersOfAllLanesHearOneOrder() {
        var everybody = List.of(client(0), client(1), client(2), client(0), client(1));
        everybody.forEach(client -> join(client, A));
        hand.run();

        for (int i = 0; i < 10; i++) {
            publish(A, i + "");
            hand.run(i % 3);
        }
        hand.run();

        assertThat(everybody)
                .allSatisfy(client -> assertThat(client.heard())
                        .containsExactly("joined a", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
    }

    @Test
    void channelsDoNotMix() {
        var ann = client(0);
        var bob = client(0);
        join(ann, A);
        join(bob, B);
        hand.run();

        publish(A, "to a");
        publish(B, "to b");
        hand.run();

        assertThat(ann.heard()).containsExactly("joined a", "to a");
        assertThat(bob.heard()).containsExactly("joined b", "to b");
    }

    @Test
    void theExcludedConnectionAloneDoesNotHearTheEvent() {
        var ann = client(0);
        var bob = client(0);
        var cat = client(1);
        List.of(ann, bob, cat).forEach(client -> join(client, A));
        hand.run();

        channels.broadcast(A, new Frame("1"), bob.connection().id());
        publish(A, "2");
        hand.run();

        assertThat(ann.heard()).containsExactly("joined a", "1", "2");
        assertThat(bob.heard()).containsExactly("joined a", "2");
        assertThat(cat.heard()).containsExactly("joined a", "1", "2");
    }

    @Test
    void occupiedChannelsAreToldByName() {
        var ann = client(0);
        var bob = client(1);
        for (var name : List.of("b", "a-2", "a-1", "#server-to-user-7")) {
            join(ann, ChannelName.parse(name, 200));
        }
        join(bob, ChannelName.parse("a-2", 200));
        hand.run();

        assertThat(channels.occupied(""))
                .extracting(told -> told.channel() + " " + told.subscriptions())
                .containsExactly("a-1 1", "a-2 2", "b 1");
        assertThat(channels.occupied("a-")).extracting(Occupancy::users).containsExactly(0, 0);
        assertThat(channels.occupied("A")).isEmpty();

        leave(ann, ChannelName.parse("a-1", 200));
        hand.run();

        assertThat(channels.occupied("a-1")).isEmpty();
        assertThat(channels.occupancy(ChannelName.parse("a-1", 200)).occupied()).isFalse();
        assertThat(channels.occupancy(ChannelName.parse("a-2", 200)).subscriptions())
                .isEqualTo(2);
    }

    @Test
    void whoLeftHearsNothingAnyMoreAndTheOthersGoOn() {
        var clients = new ArrayList<Client>();
        for (int i = 0; i < 5; i++) {
            clients.add(client(0));
            join(clients.get(i), A);
        }
        hand.run();

        leave(clients.get(0), A);
        leave(clients.get(4), A);
        leave(clients.get(2), A);
        hand.run();
        publish(A, "1");
        hand.run();

        assertThat(clients)
                .filteredOn(client -> client.heard().contains("1"))
                .containsExactly(clients.get(1), clients.get(3));
        assertThat(channels.subscriptions(A)).isEqualTo(2);
    }

    @Test
    void whatIsPublishedBetweenLeavingAndComingBackIsNotHeard() {
        var ann = client(0);
        join(ann, A);
        hand.run();

        publish(A, "1");
        leave(ann, A);
        join(ann, A);
        publish(A, "2");
        hand.run();
        publish(A, "3");
        leave(ann, A);
        publish(A, "4");
        join(ann, A);
        hand.run();
        publish(A, "5");
        hand.run();

        assertThat(ann.heard()).filteredOn(text -> !text.startsWith("joined")).containsExactly("1", "3", "5");
        assertThat(channels.subscriptions(A)).isOne();
    }

    @Test
    void aClientThatIsGoneIsOutOfAllItsChannels() {
        var ann = client(0);
        var bob = client(0);
        join(ann, A);
        join(ann, B);
        join(bob, A);
        hand.run();

        hand.lane(0).run(() -> ann.connection().gone(true));
        hand.run();
        publish(A, "1");
        hand.run();

        assertThat(channels.subscriptions(A)).isOne();
        assertThat(channels.subscriptions(B)).isZero();
        assertThat(bob.heard()).containsExactly("joined a", "1");
        assertThat(ann.heard()).doesNotContain("1");
    }

    @Test
    void aChannelExistsExactlyWhileSomebodyIsSubscribed() {
        var ann = client(0);
        var bob = client(1);

        publish(A, "into the void");
        assertThat(channels.count()).isZero();
        join(ann, A);
        join(bob, A);
        hand.run();
        assertThat(channels.count()).isOne();
        leave(ann, A);
        hand.run();
        assertThat(channels.count()).isOne();
        leave(bob, A);
        hand.run();

        assertThat(channels.count()).isZero();
        assertThat(channels.subscriptions(A)).isZero();
    }

    @Test
    void leavingAChannelOneIsNotInDoesNothing() {
        var ann = client(0);

        leave(ann, A);
        hand.run();

        assertThat(channels.count()).isZero();
    }

    @Test
    void aSubscriberThatIsLetGoDuringADeliveryHoldsUpNobody() {
        var ann = client(0);
        var dead = hand.open(
                new io.stentor.connection.StalledTransport(), new io.stentor.connection.OutboxLimits(1, 0, true));
        var bob = client(0);
        join(ann, A);
        hand.lane(0).run(() -> channels.join(A, dead, null));
        join(bob, A);
        hand.run();

        publish(A, "1");
        publish(A, "2");
        publish(A, "3");
        hand.run();

        assertThat(dead.over()).isTrue();
        assertThat(ann.heard()).containsExactly("joined a", "1", "2", "3");
        assertThat(bob.heard()).containsExactly("joined a", "1", "2", "3");
        assertThat(channels.subscriptions(A)).isEqualTo(2);
    }

    @Test
    void everyAppHasItsOwnChannels() {
        var registry =
                new ChannelRegistry(1, new ChannelSettings(100, Duration.ZERO), EventSink.NONE, System::nanoTime);

        var one = new LiveApp(TestApps.app());
        var other = new LiveApp(
                TestApps.read("[{\"id\":\"2\",\"key\":\"2\",\"secret\":\"s\"}]").get(0));
        assertThat(registry.of(one)).isSameAs(registry.of(one)).isNotSameAs(registry.of(other));
        assertThat(registry.count()).isZero();
    }

    private record Client(Connection connection, FakeTransport transport) {
        /** What it heard since it was established. */
        List<String> heard() {
            return transport.frames().subList(1, transport.frames().size());
        }
    }

    private Client client(int lane) {
        var transport = FakeTransport.prompt();
        var connection = hand.connection(lane, TestApps.app(), transport, ByHand.ROOMY);
        hand.lane(lane).run(connection::open);
        hand.run(lane);
        return new Client(connection, transport);
    }

    private void join(Client client, ChannelName channel) {
        client.connection().lane().run(() -> {
            channels.join(channel, client.connection(), null);
            client.connection().send(new Frame("joined " + channel));
        });
    }

    private void leave(Client client, ChannelName channel) {
        client.connection().lane().run(() -> client.connection().leave(channel));
    }

    private void publish(ChannelName channel, String text) {
        channels.broadcast(channel, new Frame(text), null);
    }
}
