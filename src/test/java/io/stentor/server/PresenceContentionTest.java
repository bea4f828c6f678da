package io.stentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.app.App;
import io.stentor.app.ConfiguredApps;
import io.stentor.cluster.LocalRelay;
import io.stentor.connection.Batch;
import io.stentor.connection.Handshake;
import io.stentor.connection.Lanes;
import io.stentor.connection.Transport;
import io.stentor.connection.TrustedProxies;
import io.stentor.event.EventSink;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Frames;
import io.stentor.protocol.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;

/** {@link PresenceModelTest} on real threads: nobody knows the order there, but all who listen must agree on it. */
@Timeout(60)
class PresenceContentionTest {
    private static final String CHANNEL = "presence-room";
    private static final ChannelName NAME = ChannelName.parse(CHANNEL, 200);
    private static final int LANES = 4;
    private static final int WORKERS = 5;
    private static final int CLIENTS_EACH = 3;
    private static final int ACTIONS_EACH = 400;
    private static final Pattern IDS = Pattern.compile("ids\\\\\":\\[([^\\]]*)\\]");
    private static final Pattern USER = Pattern.compile("user_id\\\\\":\\\\\"([a-z0-9]+)");

    private static int runs;
    private static int stays;

    private final App app = SteppedServer.app("");
    private final StentorServer server = new StentorServer(
            new ServerSettings(
                    0,
                    0,
                    64 * 1024,
                    true,
                    SteppedServer.UNLIMITED,
                    SteppedServer.CHANNELS,
                    SteppedServer.TIMEOUTS,
                    Duration.ofSeconds(3),
                    new TrustedProxies(List.of()),
                    TestServer.HTTP,
                    Duration.ZERO),
            new ConfiguredApps(List.of(app)),
            new LocalRelay(),
            new Lanes(LANES, Thread::new, System::nanoTime),
            EventSink.NONE,
            Thread::new,
            System::nanoTime);
    private final ExecutorService engine = Executors.newFixedThreadPool(2);
    private final Queue<Client> everybody = new ConcurrentLinkedQueue<>();
    private final AtomicInteger events = new AtomicInteger();

    @AfterEach
    void stop() {
        everybody.forEach(client -> client.inbound.closed(false));
        server.close();
        engine.shutdownNow();
    }

    @AfterAll
    static void report() {
        System.out.println("PresenceContentionTest: " + runs + " runs of " + WORKERS * ACTIONS_EACH + " actions on "
                + WORKERS + " threads, " + stays + " stays");
    }

    @RepeatedTest(8)
    void allWhoListenAgreeOnWhoIsThereAndOnWhatHappened(RepetitionInfo seed) throws InterruptedException {
        server.start();
        // Clients get their lanes in turn, so these have one each.
        var probes = IntStream.range(0, LANES).mapToObj(i -> new Client(false)).toList();
        var witness = new Client(false);
        witness.subscribe("witness");
        settle(probes);
        var start = new CountDownLatch(1);
        var threads = IntStream.range(0, WORKERS)
                .mapToObj(worker -> new Thread(() -> work(seed.getCurrentRepetition() * 1000L + worker, start)))
                .toList();

        threads.forEach(Thread::start);
        start.countDown();
        for (var thread : threads) {
            thread.join();
        }
        settle(probes);

        var order = witness.stays().get(0).heard();
        var here = server.members(app, NAME).stream().map(Member::userId).toList();
        var before = membersBefore(order);
        assertThat(membersAfter(witness.stays().get(0))).containsExactlyElementsOf(here);
        int periods = 0;
        for (var client : everybody) {
            for (var stay : client.stays()) {
                periods++;
                var members = membersAfter(stay);
                if (!client.repeats) {
                    assertThat(Collections.indexOfSubList(order, stay.heard()))
                            .as("a part of the one order without a gap: %s", stay)
                            .isNotNegative();
                    agree(stay, order, before);
                }
                assertThat(stay.events())
                        .as("every event from the acknowledgement on, once: %s", stay)
                        .isEqualTo(part(order, stay.events()));
                if (client.inside && stay == client.stays().get(client.stays().size() - 1)) {
                    assertThat(members).as("the members at the end: %s", stay).containsExactlyElementsOf(here);
                }
            }
        }
        runs++;
        stays += periods;
    }

    private void work(long seed, CountDownLatch start) {
        var random = new Random(seed);
        var clients = new Client[CLIENTS_EACH];
        for (int i = 0; i < CLIENTS_EACH; i++) {
            clients[i] = new Client(i == 0);
        }
        try {
            start.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        for (int i = 0; i < ACTIONS_EACH; i++) {
            int which = random.nextInt(CLIENTS_EACH);
            var client = clients[which];
            int what = random.nextInt(20);
            if (what < 7) {
                if (client.repeats || !client.inside) {
                    client.subscribe("u" + random.nextInt(4));
                }
            } else if (what < 12) {
                client.unsubscribe();
            } else if (what < 14) {
                client.end(what == 12);
                clients[which] = new Client(client.repeats);
            } else {
                server.publisher().publish(app, List.of(NAME), "news", "" + events.incrementAndGet(), null);
            }
            for (int pause = random.nextInt(8); pause > 0; pause--) {
                Thread.yield();
            }
        }
    }

    /**
     * Waits until the lanes have done all that was asked of them, then all that they asked of each other, and until every
     * client has got it.
     */
    private void settle(List<Client> probes) {
        ping(probes);
        ping(probes);
        ping(everybody.stream().filter(client -> !client.ended).toList());
    }

    private static void ping(List<Client> clients) {
        clients.stream()
                .map(Client::ping)
                .toList()
                .forEach(answer -> answer.orTimeout(30, TimeUnit.SECONDS).join());
    }

    /** Who was there after how much of the order. */
    private static List<List<String>> membersBefore(List<String> order) {
        var all = new ArrayList<List<String>>();
        var members = new LinkedHashSet<>(List.of("witness"));
        all.add(List.copyOf(members));
        for (var frame : order) {
            change(members, frame);
            all.add(List.copyOf(members));
        }
        return all;
    }

    private static void agree(Stay stay, List<String> order, List<List<String>> before) {
        for (int i = 0; i < stay.heard().size(); i++) {
            if (!stay.heard().get(i).contains(":member_")) {
                assertThat(ids(stay.acks().get(0)))
                        .as("the members at the acknowledgement: %s", stay)
                        .isEqualTo(before.get(order.indexOf(stay.heard().get(i)) - i));
                return;
            }
        }
    }

    private static List<String> part(List<String> order, List<String> events) {
        if (events.isEmpty()) {
            return events;
        }
        var all = order.stream().filter(frame -> !frame.contains(":member_")).toList();
        int from = all.indexOf(events.get(0));
        return all.subList(Math.max(0, from), Math.min(all.size(), Math.max(0, from) + events.size()));
    }

    private static List<String> membersAfter(Stay stay) {
        var members = new LinkedHashSet<String>();
        for (var frame : stay.frames()) {
            if (frame.contains("subscription_succeeded")) {
                members.clear();
                members.addAll(ids(frame));
            } else {
                change(members, frame);
            }
        }
        return List.copyOf(members);
    }

    private static void change(LinkedHashSet<String> members, String frame) {
        if (frame.contains(":member_added")) {
            assertThat(members.add(user(frame)))
                    .as("comes while present: %s", frame)
                    .isTrue();
        } else if (frame.contains(":member_removed")) {
            assertThat(members.remove(user(frame)))
                    .as("goes while absent: %s", frame)
                    .isTrue();
        }
    }

    private static List<String> ids(String acknowledgement) {
        var ids = IDS.matcher(acknowledgement);
        assertThat(ids.find()).isTrue();
        return List.of(ids.group(1).replace("\\\"", "").split(","));
    }

    private static String user(String frame) {
        var user = USER.matcher(frame);
        assertThat(user.find()).isTrue();
        return user.group(1);
    }

    /** What a client heard from one acknowledgement to the next, that included. */
    private record Stay(List<String> frames) {
        List<String> acks() {
            return frames.stream()
                    .filter(frame -> frame.contains("subscription_succeeded"))
                    .toList();
        }

        List<String> heard() {
            return frames.stream()
                    .filter(frame -> !frame.contains("subscription_succeeded"))
                    .toList();
        }

        List<String> events() {
            return heard().stream().filter(frame -> !frame.contains(":member_")).toList();
        }
    }

    /** Takes every second write on another thread. One thread at a time sends as this client. */
    private final class Client implements Transport {
        private final List<String> frames = Collections.synchronizedList(new ArrayList<>());
        private final Queue<CompletableFuture<Void>> pings = new ConcurrentLinkedQueue<>();
        private final CompletableFuture<String> id = new CompletableFuture<>();
        private final Map<String, String> subscriptions = new HashMap<>();
        private final boolean repeats;
        private final Inbound inbound;
        private boolean inside;
        private boolean ended;
        private int writes;

        /** @param repeats whether it subscribes again while it is subscribed */
        Client(boolean repeats) {
            this.repeats = repeats;
            this.inbound = server.open("app-key", new Handshake(List.of(), null, false, null), this);
            everybody.add(this);
        }

        void subscribe(String user) {
            var data = "{\"user_id\":\"" + user + "\"}";
            var text = subscriptions.computeIfAbsent(
                    user,
                    any -> SteppedServer.subscription(
                            id.orTimeout(30, TimeUnit.SECONDS).join(), app, CHANNEL, data));
            inbound.received(server.reader().read(text));
            inside = true;
        }

        void unsubscribe() {
            inbound.received(server.reader().read(SteppedServer.unsubscription(CHANNEL)));
            inside = false;
        }

        void end(boolean brokenOff) {
            inbound.closed(brokenOff);
            inside = false;
            ended = true;
        }

        CompletableFuture<Void> ping() {
            var answer = new CompletableFuture<Void>();
            pings.add(answer);
            inbound.received(server.reader().read("{\"event\":\"pusher:ping\"}"));
            return answer;
        }

        /** Each from one acknowledgement to the next, repeated or not. */
        List<Stay> stays() {
            var stays = new ArrayList<Stay>();
            for (var frame : List.copyOf(frames)) {
                if (frame.contains("subscription_succeeded")) {
                    stays.add(new Stay(new ArrayList<>()));
                }
                if (!frame.contains("connection_established") && !frame.equals(Frames.PONG.text())) {
                    stays.get(stays.size() - 1).frames().add(frame);
                }
            }
            return stays;
        }

        @Override
        public void write(Batch batch, Consumer<Throwable> done) {
            for (var frame : batch) {
                frames.add(frame.text());
                if (frame == Frames.PONG) {
                    pings.remove().complete(null);
                } else if (frame.text().contains("connection_established")) {
                    id.complete(frame.text().replaceAll(".*socket_id\\\\\":\\\\\"([0-9.]+)\\\\\".*", "$1"));
                }
            }
            if (writes++ % 2 == 0) {
                done.accept(null);
            } else {
                engine.execute(() -> done.accept(null));
            }
        }

        @Override
        public void close(int code, String reason) {
            inbound.closed(false);
        }

        @Override
        public void abort(int code, String reason) {}
    }
}
