package io.stentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;

/** Whenever somebody subscribes to a cache channel, there is neither a gap nor a double (protocol 3.8). */
class CacheRaceTest {
    private static final int LANES = 3;
    private static final int CLIENTS = 5;
    private static final List<String> CHANNELS = List.of("cache-x", "private-cache-x");

    private static long interleavings;
    private static long actions;

    enum What {
        SUBSCRIBE,
        UNSUBSCRIBE,
        PUBLISH,
        CLIENT_EVENT,
        RUN
    }

    record Step(What what, int who, int which) {
        @Override
        public String toString() {
            return what + "(" + who + "," + which + ")";
        }
    }

    @AfterContainer
    static void report() {
        System.out.println("CacheRaceTest: " + interleavings + " interleavings of " + actions + " actions");
    }

    @Property(tries = 5000, edgeCases = EdgeCasesMode.NONE)
    void aSubscriberGetsTheLastEventAndThenEveryLaterOne(@ForAll("steps") List<Step> steps) {
        new World().live(steps);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        var what = Arbitraries.frequency(
                Tuple.of(5, What.SUBSCRIBE),
                Tuple.of(4, What.UNSUBSCRIBE),
                Tuple.of(5, What.PUBLISH),
                Tuple.of(1, What.CLIENT_EVENT),
                Tuple.of(6, What.RUN));
        var who = Arbitraries.integers().between(0, CLIENTS - 1).withDistribution(RandomDistribution.uniform());
        var which = Arbitraries.integers().between(0, LANES - 1).withDistribution(RandomDistribution.uniform());
        return Combinators.combine(what, who, which)
                .as(Step::new)
                .list()
                .ofMaxSize(60)
                .withSizeDistribution(RandomDistribution.uniform());
    }

    private static final class World {
        private final SteppedServer server = new SteppedServer(
                LANES,
                SteppedServer.CHANNELS,
                SteppedServer.app("\"enable_client_messages\":true,\"max_client_events_per_second\":0"));
        private final int[] published = new int[CHANNELS.size()];
        private final List<Visitor> visitors = new ArrayList<>();

        void live(List<Step> steps) {
            for (int i = 0; i < CLIENTS; i++) {
                visitors.add(new Visitor(this, server.client(i % LANES), i % CHANNELS.size()));
            }
            steps.forEach(this::take);
            server.run();
            visitors.forEach(Visitor::check);
            interleavings++;
            actions += steps.size();
        }

        private void take(Step step) {
            var visitor = visitors.get(step.who());
            switch (step.what()) {
                case SUBSCRIBE -> visitor.subscribe();
                case UNSUBSCRIBE -> visitor.unsubscribe();
                case PUBLISH -> {
                    int channel = step.which() % CHANNELS.size();
                    server.publish(CHANNELS.get(channel), "n", "" + ++published[channel]);
                }
                case CLIENT_EVENT ->
                    visitor.client.say("{\"event\":\"client-n\",\"channel\":\"" + visitor.name() + "\",\"data\":0}");
                case RUN -> server.lanes().step(step.which());
            }
        }
    }

    /** A connection, which is in one channel or not. */
    private static final class Visitor {
        private final World world;
        private final SteppedServer.Client client;
        private final int channel;

        /** What was published last when it was acknowledged, and whether it was for the first time. */
        private final List<Integer> since = new ArrayList<>();

        private final List<Boolean> again = new ArrayList<>();
        private boolean inside;

        Visitor(World world, SteppedServer.Client client, int channel) {
            this.world = world;
            this.client = client;
            this.channel = channel;
        }

        String name() {
            return CHANNELS.get(channel);
        }

        void subscribe() {
            client.say(SteppedServer.subscription(client.connection(), name(), null), () -> {
                since.add(world.published[channel]);
                again.add(inside);
                inside = true;
            });
        }

        void unsubscribe() {
            client.say(SteppedServer.unsubscription(name()), () -> inside = false);
        }

        void check() {
            var frames = client.all().stream()
                    .filter(frame -> !frame.contains("pusher:error") && !frame.contains("client-n"))
                    .toList();
            int ack = -1;
            int next = -1;
            boolean first = false;
            for (var frame : frames) {
                if (frame.contains("subscription_succeeded")) {
                    assertThat(first).as("answered twice in a row: %s", frames).isFalse();
                    ack++;
                    first = !again.get(ack);
                    next = first ? since.get(ack) : next;
                } else if (first && next == 0) {
                    assertThat(frame)
                            .as("in %s", frames)
                            .isEqualTo(
                                    "{\"event\":\"pusher:cache_miss\",\"channel\":\"" + name() + "\",\"data\":\"{}\"}");
                    first = false;
                    next = 1;
                } else {
                    assertThat(frame)
                            .as("in %s", frames)
                            .isEqualTo("{\"event\":\"n\",\"channel\":\"" + name() + "\",\"data\":\"" + next + "\"}");
                    first = false;
                    next++;
                }
            }
            assertThat(ack + 1).as("acknowledgements in %s", frames).isEqualTo(since.size());
            assertThat(first).as("no cached event and no miss: %s", frames).isFalse();
            if (inside) {
                assertThat(next - 1).as("the last event in %s", frames).isEqualTo(world.published[channel]);
            }
        }
    }
}
