package io.stentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.connection.OutboxLimits;
import io.stentor.connection.StalledTransport;
import io.stentor.protocol.Frame;
import io.stentor.protocol.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;

/** Who is signed in, and what those hear who watch (protocol 5.3): each coming and going once, and nothing left behind. */
class UsersTest {
    private static final int LANES = 3;
    private static final int CLIENTS = 7;
    private static final int USERS = 3;
    private static final String WATCHING = "\"enable_watchlist_events\":true";

    private final SteppedServer server = SteppedServer.with(WATCHING);

    @Example
    void aWatcherLearnsAtFirstWhoIsThereAndWhoIsNot() {
        var bob = server.client().signIn("{\"id\":\"bob\"}");
        assertThat(bob.heard()).containsExactly(success("{\"id\":\"bob\"}"));
        var data = "{\"id\":\"ann\",\"watchlist\":[\"bob\",\"cat\"]}";

        assertThat(server.client().signIn(data).heard())
                .containsExactly(success(data), events(List.of("bob"), List.of("cat")));
    }

    @Example
    void aListThatWouldBeEmptyIsLeftOut() {
        server.client().signIn("{\"id\":\"bob\"}");
        var onlyOnline = server.client().signIn("{\"id\":\"ann\",\"watchlist\":[\"bob\"]}");
        var onlyOffline = server.client().signIn("{\"id\":\"ann\",\"watchlist\":[\"cat\"]}");
        var nobody = server.client().signIn("{\"id\":\"ann\",\"watchlist\":[]}");

        assertThat(onlyOnline.heard()).hasSize(2).last().isEqualTo(events(List.of("bob"), List.of()));
        assertThat(onlyOffline.heard()).hasSize(2).last().isEqualTo(events(List.of(), List.of("cat")));
        assertThat(nobody.heard()).hasSize(1);
    }

    @Example
    void comingIsToldWithTheFirstConnectionAndGoingWithTheLast() {
        var ann = server.client().signIn("{\"id\":\"ann\",\"watchlist\":[\"bob\"]}");
        ann.heard();

        var first = server.client().signIn("{\"id\":\"bob\"}");
        assertThat(ann.heard()).containsExactly(events(List.of("bob"), List.of()));
        var second = server.client().signIn("{\"id\":\"bob\"}");
        first.close();
        assertThat(ann.heard()).isEmpty();
        second.crash();
        assertThat(ann.heard()).containsExactly(events(List.of(), List.of("bob")));
    }

    @Example
    void everyConnectionOfEveryWatcherIsTold() {
        var watchers = List.of(
                server.client().signIn("{\"id\":\"ann\",\"watchlist\":[\"bob\"]}"),
                server.client().signIn("{\"id\":\"ann\",\"watchlist\":[\"bob\"]}"),
                server.client().signIn("{\"id\":\"cat\",\"watchlist\":[\"bob\"]}"));
        watchers.forEach(SteppedServer.Client::heard);

        server.client().signIn("{\"id\":\"bob\"}");

        assertThat(watchers)
                .allSatisfy(watcher -> assertThat(watcher.heard()).containsExactly(events(List.of("bob"), List.of())));
    }

    @Example
    void signingInAgainReplacesTheWatchlistAndIsNoComing() {
        var watcher = server.client().signIn("{\"id\":\"cat\",\"watchlist\":[\"ann\"]}");
        var ann = server.client().signIn("{\"id\":\"ann\",\"watchlist\":[\"bob\"]}");
        watcher.heard();
        ann.heard();

        var data = "{\"id\":\"ann\",\"watchlist\":[\"dan\"]}";
        assertThat(ann.signIn(data).heard()).containsExactly(success(data), events(List.of(), List.of("dan")));
        server.client().signIn("{\"id\":\"bob\"}");
        assertThat(ann.heard()).isEmpty();
        server.client().signIn("{\"id\":\"dan\"}");
        assertThat(ann.heard()).containsExactly(events(List.of("dan"), List.of()));
        assertThat(watcher.heard()).isEmpty();
    }

    @Example
    void aComingThatANewWatchlistAlreadyKnowsIsNotToldAgain() {
        var two = new SteppedServer(2, SteppedServer.CHANNELS, SteppedServer.app(WATCHING));
        var data = "{\"id\":\"ann\",\"watchlist\":[\"bob\"]}";
        var ann = two.client(0).signIn(data);
        assertThat(ann.heard()).containsExactly(success(data), events(List.of(), List.of("bob")));

        ann.signIn(data);
        var bob = two.client(1).signIn("{\"id\":\"bob\"}");
        // What is to be told of bob waits behind what ann has asked.
        while (bob.connection().user() == null) {
            two.lanes().step(1);
        }

        assertThat(ann.heard()).containsExactly(success(data), events(List.of("bob"), List.of()));
    }

    @Example
    void aConnectionStaysWhoItIs() {
        var ann = server.client().signIn("{\"id\":\"ann\"}");
        ann.heard();

        assertThat(ann.signIn("{\"id\":\"bob\"}").heard())
                .containsExactly(
                        "{\"event\":\"pusher:error\",\"data\":{\"code\":4000,\"message\":\"Already signed in as a different user\"},\"channel\":null}");
        assertThat(ann.closed()).isNull();
        assertThat(ann.connection().user().id()).isEqualTo("ann");
    }

    @Example
    void ofAWatchlistThatIsTooLongTheFirstHundredAreWatched() {
        var ids = new ArrayList<String>();
        for (int i = 0; i < 101; i++) {
            ids.add("u" + i);
        }
        var ann = server.client().signIn("{\"id\":\"ann\",\"watchlist\":" + Json.write(ids) + "}");

        assertThat(ann.heard())
                .satisfiesExactly(
                        first -> assertThat(first).contains("signin_success"),
                        second -> assertThat(second).contains("\"code\":4302"),
                        third -> assertThat(third).contains("\\\"u99\\\"").doesNotContain("\\\"u100\\\""));
        server.client().signIn("{\"id\":\"u100\"}");
        assertThat(ann.heard()).isEmpty();
        server.client().signIn("{\"id\":\"u99\"}");
        assertThat(ann.heard()).containsExactly(events(List.of("u99"), List.of()));
    }

    @Example
    void withoutTheOptionNobodyIsTold() {
        var plain = SteppedServer.with("");
        var ann = plain.client().signIn("{\"id\":\"ann\",\"watchlist\":[\"bob\"]}");
        plain.client().signIn("{\"id\":\"bob\"}");

        assertThat(ann.heard()).singleElement().asString().contains("signin_success");
        assertThat(plain.userCount()).isEqualTo(2);
    }

    @Example
    void aClientThatIsTooFullForItsAnswerLeavesNothingBehind() {
        for (var data : List.of("{\"id\":\"ann\"}", "{\"id\":\"ann\",\"watchlist\":[\"bob\"]}", tooLong())) {
            for (int room = 1; room <= 4; room++) {
                var full = server.connection(0, new StalledTransport(), new OutboxLimits(room, 0, true));
                server.run();
                server.say(full, SteppedServer.signIn(full, data), () -> {});
                server.say(full, "{\"event\":\"pusher:ping\"}", () -> {});
                server.say(full, "{\"event\":\"pusher:ping\"}", () -> {});
                server.say(full, SteppedServer.signIn(full, data), () -> {});
                server.say(full, "{\"event\":\"pusher:ping\"}", () -> {});
                server.say(full, SteppedServer.signIn(full, data), () -> {});
                server.run();

                assertThat(full.over()).isTrue();
                assertThat(server.userCount()).isZero();
            }
            var full = server.connection(0, new StalledTransport(), new OutboxLimits(1, 0, true));
            server.run();
            server.lanes().post(full.lane(), () -> full.send(new Frame("waits")));
            server.say(full, SteppedServer.signIn(full, data), () -> {});
            server.run();

            assertThat(full.over()).isTrue();
            assertThat(server.userCount()).isZero();
        }
    }

    private static String tooLong() {
        var ids = new ArrayList<String>();
        for (int i = 0; i < 101; i++) {
            ids.add("u" + i);
        }
        return "{\"id\":\"ann\",\"watchlist\":" + Json.write(ids) + "}";
    }

    enum What {
        SIGN_IN,
        WATCH,
        CLOSE,
        CRASH,
        RUN
    }

    record Step(What what, int who, int which) {
        @Override
        public String toString() {
            return what + "(" + who + "," + which + ")";
        }
    }

    @Property(tries = 4000, edgeCases = EdgeCasesMode.NONE)
    void everyWatcherKnowsAtTheEndWhoIsThereAndHearsEachChangeOnce(@ForAll("steps") List<Step> steps) {
        new World().live(steps);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        var what = Arbitraries.of(
                What.SIGN_IN,
                What.SIGN_IN,
                What.SIGN_IN,
                What.WATCH,
                What.WATCH,
                What.CLOSE,
                What.CRASH,
                What.RUN,
                What.RUN,
                What.RUN);
        var who = Arbitraries.integers().between(0, CLIENTS - 1).withDistribution(RandomDistribution.uniform());
        var which = Arbitraries.integers().between(0, USERS - 1).withDistribution(RandomDistribution.uniform());
        return Combinators.combine(what, who, which)
                .as(Step::new)
                .list()
                .ofMaxSize(60)
                .withSizeDistribution(RandomDistribution.uniform());
    }

    private static final class World {
        private final SteppedServer server =
                new SteppedServer(LANES, SteppedServer.CHANNELS, SteppedServer.app(WATCHING));
        private final SteppedServer.Client[] current = new SteppedServer.Client[CLIENTS];
        private final boolean[] asked = new boolean[CLIENTS];
        private final Map<String, Integer> connections = new HashMap<>();

        /** What happened, in the order in which it did: who came or went. */
        private final List<String> told = new ArrayList<>();

        private final List<Watcher> watchers = new ArrayList<>();

        /** @param since how much had happened when it began to watch */
        private record Watcher(SteppedServer.Client client, List<Integer> since, List<String> expected) {}

        void live(List<Step> steps) {
            for (int i = 0; i < CLIENTS; i++) {
                current[i] = server.client(i % LANES);
            }
            steps.forEach(this::take);
            server.run();
            for (var watcher : watchers) {
                if (!watcher.client().connection().over() && !watcher.since().isEmpty()) {
                    var expected = new ArrayList<>(watcher.expected());
                    expected.addAll(told.subList(watcher.since().get(0), told.size()));
                    assertThat(watcher.client().all())
                            .filteredOn(frame -> frame.contains("watchlist_events"))
                            .isEqualTo(expected);
                }
            }
            for (var client : current) {
                client.close();
            }
            server.run();
            assertThat(server.userCount()).isZero();
        }

        private void take(Step step) {
            var client = current[step.who()];
            switch (step.what()) {
                case SIGN_IN, WATCH -> signIn(step, client);
                case CLOSE -> end(step.who(), false);
                case CRASH -> end(step.who(), true);
                case RUN -> server.lanes().step(step.which());
            }
        }

        /** Once for each connection. */
        private void signIn(Step step, SteppedServer.Client client) {
            if (asked[step.who()]) {
                return;
            }
            asked[step.who()] = true;
            var user = "u" + step.which();
            var watches = step.what() == What.WATCH;
            var watcher = new Watcher(client, new ArrayList<>(), new ArrayList<>());
            watchers.add(watcher);
            var data = "{\"id\":\"" + user + "\"" + (watches ? ",\"watchlist\":[\"u0\",\"u1\",\"u2\"]" : "") + "}";
            client.say(SteppedServer.signIn(client.connection(), data), () -> {
                if (connections.merge(user, 1, Integer::sum) == 1) {
                    told.add(events(List.of(user), List.of()));
                }
                if (watches) {
                    watcher.since().add(told.size());
                    var online = new ArrayList<String>();
                    var offline = new ArrayList<String>();
                    for (var other : client.connection().user().watchlist()) {
                        (connections.getOrDefault(other, 0) > 0 ? online : offline).add(other);
                    }
                    watcher.expected().add(events(online, offline));
                }
            });
        }

        private void end(int who, boolean brokenOff) {
            var connection = current[who].connection();
            server.lanes().post(connection.lane(), () -> {
                var user = connection.user();
                connection.gone(brokenOff);
                if (user != null && connections.merge(user.id(), -1, Integer::sum) == 0) {
                    told.add(events(List.of(), List.of(user.id())));
                }
            });
            current[who] = server.client(who % LANES);
            asked[who] = false;
        }
    }

    private static String success(String userData) {
        return "{\"event\":\"pusher:signin_success\",\"data\":{\"user_data\":" + Json.quote(userData) + "}}";
    }

    private static String events(List<String> online, List<String> offline) {
        var lists = new ArrayList<String>();
        if (!online.isEmpty()) {
            lists.add("{\"name\":\"online\",\"user_ids\":" + Json.write(online) + "}");
        }
        if (!offline.isEmpty()) {
            lists.add("{\"name\":\"offline\",\"user_ids\":" + Json.write(offline) + "}");
        }
        return "{\"event\":\"pusher_internal:watchlist_events\",\"data\":"
                + Json.quote("{\"events\":[" + String.join(",", lists) + "]}") + "}";
    }
}
