package io.stentor.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.app.LiveApp;
import io.stentor.app.TestApps;
import io.stentor.connection.ByHand;
import io.stentor.connection.Connection;
import io.stentor.connection.FakeTransport;
import io.stentor.connection.OutboxLimits;
import io.stentor.event.EventSink;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Joins, leaves and publishes in any interleaving, beside a model that only counts (protocol 7). */
class ChannelOrderTest {
    private static final ChannelName CHANNEL = ChannelName.parse("a", 200);
    private static final int CLIENTS = 6;
    private static final int LANES = 3;

    enum What {
        JOIN,
        LEAVE,
        PUBLISH,
        RUN
    }

    record Step(What what, int who) {}

    @Property(tries = 2000)
    void aSubscriberHearsExactlyWhatIsPublishedFromItsAcknowledgementToItsLeave(@ForAll("steps") List<Step> steps) {
        var world = new World();

        steps.forEach(world::take);
        world.hand.run();

        for (var client : world.clients) {
            assertThat(client.events()).isEqualTo(client.expected(world.published));
        }
        assertThat(world.channels.subscriptions(CHANNEL))
                .isEqualTo((int) world.clients.stream().filter(Client::inside).count());
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        var what = Arbitraries.of(What.PUBLISH, What.PUBLISH, What.JOIN, What.LEAVE, What.RUN);
        return Combinators.combine(what, Arbitraries.integers().between(0, CLIENTS - 1))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    private static final class World {
        private final ByHand hand = new ByHand();
        private final Channels channels = new ChannelRegistry(
                        LANES, new ChannelSettings(100, Duration.ZERO), EventSink.NONE, System::nanoTime)
                .of(new LiveApp(TestApps.app()));
        private final List<Client> clients = new ArrayList<>();
        private int published;

        World() {
            for (int i = 0; i < CLIENTS; i++) {
                var transport = FakeTransport.prompt();
                var connection = hand.connection(i % LANES, TestApps.app(), transport, new OutboxLimits(0, 0, true));
                connection.lane().run(connection::open);
                clients.add(new Client(connection, transport, new ArrayList<>()));
            }
            hand.run();
        }

        void take(Step step) {
            var client = clients.get(step.who());
            switch (step.what()) {
                case JOIN -> client.connection().lane().run(() -> join(client));
                case LEAVE -> {
                    int asked = published;
                    client.connection().lane().run(() -> leave(client, asked));
                }
                case PUBLISH -> channels.broadcast(CHANNEL, new Frame(published++ + ""), null);
                case RUN -> hand.run(step.who() % LANES);
            }
        }

        private void join(Client client) {
            if (!client.inside()) {
                channels.join(CHANNEL, client.connection(), null);
                client.turns().add(published);
            }
        }

        /** What was published since the client asked, and waits behind that in its lane, it does not hear any more. */
        private void leave(Client client, int asked) {
            if (client.inside()) {
                client.connection().leave(CHANNEL);
                client.turns()
                        .add(Math.max(asked, client.turns().get(client.turns().size() - 1)));
            }
        }
    }

    /** @param turns how much was published when it joined, left, joined again, … */
    private record Client(Connection connection, FakeTransport transport, List<Integer> turns) {
        boolean inside() {
            return turns.size() % 2 == 1;
        }

        List<String> events() {
            return transport.frames().subList(1, transport.frames().size());
        }

        List<String> expected(int published) {
            var expected = new ArrayList<String>();
            for (int i = 0; i < turns.size(); i += 2) {
                int end = i + 1 < turns.size() ? turns.get(i + 1) : published;
                for (int number = turns.get(i); number < end; number++) {
                    expected.add(number + "");
                }
            }
            return expected;
        }
    }
}
