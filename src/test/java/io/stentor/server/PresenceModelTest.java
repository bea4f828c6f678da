package io.stentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.channel.ChannelSettings;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * A presence channel beside a model of it, in any interleaving of what the lanes do (protocol 3.3, 3.5, 3.6): each
 * acknowledgement and the frames after it make up the true membership, and every event is heard once, in one order.
 */
class PresenceModelTest {
    private static final String CHANNEL = "presence-room";
    private static final ChannelName NAME = ChannelName.parse(CHANNEL, 200);
    private static final int LANES = 3;
    private static final int CLIENTS = 6;
    private static final int USERS = 3;

    private static long interleavings;
    private static long actions;

    enum What {
        CONNECT,
        SUBSCRIBE,
        UNSUBSCRIBE,
        CLOSE,
        CRASH,
        PUBLISH,
        TRIGGER,
        TICK,
        RUN
    }

    /** @param which a user, the lane that goes on, or the seconds that pass */
    record Step(What what, int who, int which) {
        @Override
        public String toString() {
            return what + "(" + who + "," + which + ")";
        }
    }

    @AfterContainer
    static void report() {
        System.out.println("PresenceModelTest: " + interleavings + " interleavings of " + actions + " actions");
    }

    @Property(tries = 8000, edgeCases = EdgeCasesMode.NONE)
    void everySubscriberKnowsTheMembersAndHearsEveryEventOnce(@ForAll("steps") List<Step> steps) {
        new World(Duration.ZERO).live(steps);
    }

    @Property(tries = 8000, edgeCases = EdgeCasesMode.NONE)
    void theSameHoldsWhenUsersWhoBrokeOffStayForAWhile(@ForAll("steps") List<Step> steps) {
        new World(Duration.ofSeconds(2)).live(steps);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        var what = Arbitraries.frequency(
                net.jqwik.api.Tuple.of(3, What.CONNECT),
                net.jqwik.api.Tuple.of(10, What.SUBSCRIBE),
                net.jqwik.api.Tuple.of(6, What.UNSUBSCRIBE),
                net.jqwik.api.Tuple.of(1, What.CLOSE),
                net.jqwik.api.Tuple.of(2, What.CRASH),
                net.jqwik.api.Tuple.of(5, What.PUBLISH),
                net.jqwik.api.Tuple.of(2, What.TRIGGER),
                net.jqwik.api.Tuple.of(2, What.TICK),
                net.jqwik.api.Tuple.of(14, What.RUN));
        var who = Arbitraries.integers().between(0, CLIENTS - 1).withDistribution(RandomDistribution.uniform());
        var which = Arbitraries.integers().between(0, USERS - 1).withDistribution(RandomDistribution.uniform());
        return Combinators.combine(what, who, which)
                .as(Step::new)
                .list()
                .ofMaxSize(80)
                .withSizeDistribution(RandomDistribution.uniform());
    }

    /** Something that the channel told its subscribers. */
    private record Item(String text, boolean ofMembers, Visit except) {}

    /**
     * An acknowledgement.
     *
     * @param at how much the channel had told before
     * @param askedAt how much of it the lane had got before the client's message
     */
    private record Ack(String text, int at, int askedAt) {}

    /** The server and the model, which hears of every step in the moment in which it happens. */
    private static final class World {
        private final Duration lingering;
        private final SteppedServer server;
        private final List<Item> told = new ArrayList<>();
        private final Map<String, Present> members = new LinkedHashMap<>();
        private final List<Visit> visits = new ArrayList<>();
        private final Visit[] current = new Visit[CLIENTS];
        private int subscriptions;
        private int events;
        private long now;

        World(Duration lingering) {
            this.lingering = lingering;
            this.server = new SteppedServer(
                    LANES,
                    new ChannelSettings(0, lingering),
                    SteppedServer.app("\"enable_client_messages\":true,\"max_client_events_per_second\":0"));
            for (int i = 0; i < CLIENTS; i++) {
                connect(i);
            }
        }

        void live(List<Step> steps) {
            steps.forEach(this::take);
            server.run();
            visits.forEach(visit -> visit.check(told));
            assertThat(server.channels().subscriptions(NAME)).isEqualTo(subscriptions);
            assertThat(server.channels().members(NAME))
                    .extracting(Member::userId)
                    .containsExactlyElementsOf(members.keySet());
            interleavings++;
            actions += steps.size();
        }

        private void take(Step step) {
            var visit = current[step.who()];
            switch (step.what()) {
                case CONNECT -> {
                    if (visit.leaving) {
                        connect(step.who());
                    }
                }
                case SUBSCRIBE -> visit.subscribe("u" + step.which());
                case UNSUBSCRIBE -> visit.unsubscribe();
                case CLOSE -> visit.end(false);
                case CRASH -> visit.end(true);
                case PUBLISH -> {
                    var data = "" + ++events;
                    server.publish(CHANNEL, "news", data);
                    tell("{\"event\":\"news\",\"channel\":\"" + CHANNEL + "\",\"data\":\"" + data + "\"}", false, null);
                }
                case TRIGGER -> visit.trigger(++events);
                case TICK -> {
                    now += step.which();
                    server.tickChannelsAfter(Duration.ofSeconds(step.which()));
                    expire();
                }
                case RUN -> server.lanes().step(step.which());
            }
        }

        private void connect(int who) {
            current[who] = new Visit(this, server.client(who % LANES), visits.size());
            visits.add(current[who]);
        }

        void tell(String text, boolean ofMembers, Visit except) {
            told.add(new Item(text, ofMembers, except));
        }

        void join(String user, String info) {
            subscriptions++;
            var present = members.get(user);
            if (present == null) {
                present = new Present(info);
                members.put(user, present);
                tell(
                        internal(
                                "member_added",
                                "{\\\"user_id\\\":\\\"" + user + "\\\",\\\"user_info\\\":" + info + "}"),
                        true,
                        null);
            }
            present.connections++;
        }

        void leave(String user, boolean brokenOff) {
            subscriptions--;
            var present = members.get(user);
            if (--present.connections == 0) {
                present.until = now + lingering.toSeconds();
                if (!brokenOff || lingering.isZero()) {
                    remove(user);
                }
            }
            if (subscriptions == 0) {
                members.clear();
            }
        }

        private void expire() {
            members.entrySet().stream()
                    .filter(entry -> entry.getValue().connections == 0 && now >= entry.getValue().until)
                    .map(Map.Entry::getKey)
                    .toList()
                    .forEach(this::remove);
        }

        private void remove(String user) {
            members.remove(user);
            tell(internal("member_removed", "{\\\"user_id\\\":\\\"" + user + "\\\"}"), true, null);
        }

        String acknowledgement() {
            var ids = members.keySet().stream().map(id -> "\\\"" + id + "\\\"").collect(Collectors.joining(","));
            var hash = members.entrySet().stream()
                    .map(entry -> "\\\"" + entry.getKey() + "\\\":" + entry.getValue().info)
                    .collect(Collectors.joining(","));
            return internal(
                    "subscription_succeeded",
                    "{\\\"presence\\\":{\\\"ids\\\":[" + ids + "],\\\"hash\\\":{" + hash + "},\\\"count\\\":"
                            + members.size() + "}}");
        }

        private static String internal(String event, String data) {
            return "{\"event\":\"pusher_internal:" + event + "\",\"channel\":\"" + CHANNEL + "\",\"data\":\"" + data
                    + "\"}";
        }
    }

    /** A user in the channel. */
    private static final class Present {
        private final String info;
        private int connections;
        private long until;

        Present(String info) {
            this.info = info;
        }
    }

    /** From one subscription of a connection to its end. */
    private static final class Stay {
        private final String user;
        private final List<Ack> acks = new ArrayList<>();
        private int leftAt = Integer.MAX_VALUE;
        private int leaveAskedAt = Integer.MAX_VALUE;

        Stay(String user) {
            this.user = user;
        }
    }

    /** One connection. */
    private static final class Visit {
        private final World world;
        private final SteppedServer.Client client;
        private final int number;
        private final List<Stay> stays = new ArrayList<>();
        private Stay stay;
        private boolean leaving;
        private boolean gone;

        Visit(World world, SteppedServer.Client client, int number) {
            this.world = world;
            this.client = client;
            this.number = number;
        }

        /** Tells who it is in a way of its own each time, of which the first counts. */
        void subscribe(String user) {
            int askedAt = world.told.size();
            var data = "{\"user_id\":\"" + user + "\",\"user_info\":" + number + "}";
            client.say(SteppedServer.subscription(client.connection(), CHANNEL, data), () -> {
                if (gone) {
                    return;
                }
                if (stay == null) {
                    stay = new Stay(user);
                    stays.add(stay);
                    world.join(user, "" + number);
                }
                stay.acks.add(new Ack(world.acknowledgement(), world.told.size(), askedAt));
            });
        }

        void unsubscribe() {
            int askedAt = world.told.size();
            client.say(SteppedServer.unsubscription(CHANNEL), () -> leave(false, askedAt));
        }

        void end(boolean brokenOff) {
            leaving = true;
            world.server.lanes().post(client.connection().lane(), () -> {
                client.connection().gone(brokenOff);
                leave(brokenOff, 0);
                gone = true;
            });
        }

        private void leave(boolean brokenOff, int askedAt) {
            if (stay != null && !gone) {
                stay.leftAt = world.told.size();
                stay.leaveAskedAt = askedAt;
                world.leave(stay.user, brokenOff);
                stay = null;
            }
        }

        void trigger(int event) {
            client.say(
                    "{\"event\":\"client-news\",\"channel\":\"" + CHANNEL + "\",\"user_id\":\"forged\",\"data\":"
                            + event + "}",
                    () -> {
                        if (stay != null && !gone) {
                            world.tell(
                                    "{\"event\":\"client-news\",\"channel\":\"" + CHANNEL + "\",\"data\":" + event
                                            + ",\"user_id\":\"" + stay.user + "\"}",
                                    false,
                                    this);
                        }
                    });
        }

        /** Compares what the client got with what the channel told: nothing more, nothing less, nothing out of order. */
        void check(List<Item> told) {
            var frames = client.all().stream()
                    .filter(frame -> !frame.contains("pusher:error"))
                    .toList();
            int next = 0;
            for (var period : stays) {
                int event = period.acks.get(0).at();
                int member = event;
                int last = -1;
                for (int i = 0; i < period.acks.size(); i++) {
                    var ack = period.acks.get(i);
                    if (gone && next == frames.size()) {
                        return;
                    }
                    if (i > 0) {
                        nothingMissing(told, event, ack.askedAt(), false);
                        nothingMissing(told, member, ack.askedAt(), true);
                    }
                    assertThat(next)
                            .as("%s: its acknowledgement is missing", this)
                            .isLessThan(frames.size());
                    assertThat(frames.get(next++))
                            .as("%s: its acknowledgement", this)
                            .isEqualTo(ack.text());
                    member = ack.at();
                    for (; next < frames.size() && !frames.get(next).contains("subscription_succeeded"); next++) {
                        var frame = frames.get(next);
                        boolean ofMembers = frame.contains(":member_");
                        int found = next(told, ofMembers ? member : event, ofMembers);
                        assertThat(
                                        found < told.size() && found < period.leftAt
                                                ? told.get(found).text()
                                                : "nothing")
                                .as("%s: frame %s of %s", this, next, frames)
                                .isEqualTo(frame);
                        assertThat(found)
                                .as("%s: order at frame %s of %s", this, next, frames)
                                .isGreaterThan(last);
                        assertThat(ofMembers && frame.contains("\\\"" + period.user + "\\\""))
                                .as("%s: hears of itself: %s", this, frame)
                                .isFalse();
                        last = found;
                        if (ofMembers) {
                            member = found + 1;
                        } else {
                            event = found + 1;
                        }
                    }
                }
                if (!gone) {
                    int heardTo = Math.min(period.leaveAskedAt, told.size());
                    nothingMissing(told, event, heardTo, false);
                    nothingMissing(told, member, heardTo, true);
                }
            }
            assertThat(frames)
                    .as("%s: frames behind the last that was due", this)
                    .hasSize(next);
        }

        private int next(List<Item> told, int from, boolean ofMembers) {
            int found = from;
            while (found < told.size()
                    && (told.get(found).ofMembers() != ofMembers
                            || told.get(found).except() == this)) {
                found++;
            }
            return found;
        }

        private void nothingMissing(List<Item> told, int from, int to, boolean ofMembers) {
            int missing = gone ? told.size() : next(told, from, ofMembers);
            assertThat(missing < to ? told.get(missing).text() : "nothing")
                    .as("%s: missing in %s", this, client.all())
                    .isEqualTo("nothing");
        }

        @Override
        public String toString() {
            return "connection " + number;
        }
    }
}
