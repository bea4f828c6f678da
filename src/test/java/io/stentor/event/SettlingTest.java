package io.stentor.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.event.ServerEvent.CacheMissed;
import io.stentor.event.ServerEvent.ChannelOccupied;
import io.stentor.event.ServerEvent.ChannelVacated;
import io.stentor.event.ServerEvent.ClientEventReceived;
import io.stentor.event.ServerEvent.Connected;
import io.stentor.event.ServerEvent.MemberAdded;
import io.stentor.event.ServerEvent.MemberRemoved;
import io.stentor.event.ServerEvent.SubscriptionCountChanged;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Member;
import io.stentor.protocol.SocketId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SettlingTest {
    private static final ChannelName ORDERS = ChannelName.parse("orders", 200);
    private static final ChannelName ROOM = ChannelName.parse("presence-room", 200);
    private static final ServerEvent OCCUPIED = new ChannelOccupied("7", ORDERS);
    private static final ServerEvent VACATED = new ChannelVacated("7", ORDERS);
    private static final ServerEvent ADA_ADDED = new MemberAdded("7", ROOM, new Member("ada", "{}"));
    private static final ServerEvent ADA_REMOVED = new MemberRemoved("7", ROOM, "ada");
    private static final ServerEvent BOB_ADDED = new MemberAdded("7", ROOM, new Member("bob", "{}"));
    private static final ServerEvent MISSED = new CacheMissed("7", ChannelName.parse("cache-x", 200));

    private final AtomicLong now = new AtomicLong();
    private final Recording recording = new Recording();
    private final Settling settling = settling(recording, 1_000);

    private Settling settling(EventSink next, int limit) {
        return new Settling(next, Duration.ofSeconds(3), limit, now::get);
    }

    private void pass(long millis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
        settling.tick();
    }

    private void happen(ServerEvent... events) {
        List.of(events).forEach(settling::accept);
    }

    @Test
    void anArrivalIsToldAtOnce() {
        happen(OCCUPIED, ADA_ADDED);

        assertThat(recording.heard()).containsExactly(OCCUPIED, ADA_ADDED);
    }

    @Test
    void aDepartureIsToldAfterTheDelayAndNotBefore() {
        happen(OCCUPIED, VACATED);

        pass(2_999);
        assertThat(recording.heard()).containsExactly(OCCUPIED);
        pass(1);
        assertThat(recording.heard()).containsExactly(OCCUPIED, VACATED);
    }

    @Test
    void whoComesBackWithinTheDelayHasNeitherLeftNorCome() {
        happen(ADA_ADDED, ADA_REMOVED);
        pass(2_999);
        happen(ADA_ADDED);
        pass(10_000);

        assertThat(recording.heard()).containsExactly(ADA_ADDED);
    }

    @Test
    void whoComesBackLaterHasDoneBoth() {
        happen(OCCUPIED, VACATED);
        pass(3_000);
        happen(OCCUPIED);

        assertThat(recording.heard()).containsExactly(OCCUPIED, VACATED, OCCUPIED);
    }

    @Test
    void theDelayBeginsAgainWithEachDeparture() {
        happen(OCCUPIED, VACATED);
        pass(2_000);
        happen(OCCUPIED, VACATED);

        pass(1_000);
        assertThat(recording.heard()).containsExactly(OCCUPIED);
        pass(1_999);
        assertThat(recording.heard()).containsExactly(OCCUPIED);
        pass(1);
        assertThat(recording.heard()).containsExactly(OCCUPIED, VACATED);
    }

    @Test
    void aThousandDeparturesThatAreUndoneInTimeAreNotTold() {
        happen(OCCUPIED, ADA_ADDED);
        recording.clear();

        for (int i = 0; i < 1_000; i++) {
            happen(ADA_REMOVED, VACATED);
            pass(2_900);
            happen(OCCUPIED, ADA_ADDED);
            pass(100);
        }
        pass(60_000);

        assertThat(recording.heard()).isEmpty();
        assertThat(settling.held()).isZero();
    }

    @Test
    void anotherMemberOrAppDoesNotUndoADeparture() {
        happen(ADA_REMOVED);
        happen(BOB_ADDED, new MemberAdded("8", ROOM, new Member("ada", "{}")));
        recording.clear();
        pass(3_000);

        assertThat(recording.heard()).containsExactly(ADA_REMOVED);
    }

    @Test
    void departuresAreToldInTheOrderInWhichTheyHappened() {
        happen(ADA_REMOVED, new MemberRemoved("7", ROOM, "bob"), new ChannelVacated("7", ROOM));
        pass(3_000);

        assertThat(recording.heard())
                .containsExactly(ADA_REMOVED, new MemberRemoved("7", ROOM, "bob"), new ChannelVacated("7", ROOM));
    }

    @Test
    void anEmptyCacheIsToldOncePerChannelInFiveSeconds() {
        var other = new CacheMissed("7", ChannelName.parse("cache-y", 200));
        happen(MISSED, MISSED, other);
        pass(4_999);
        happen(MISSED);
        assertThat(recording.heard()).containsExactly(MISSED, other);

        pass(1);
        happen(MISSED);
        assertThat(recording.heard()).containsExactly(MISSED, other, MISSED);
    }

    @Test
    void everythingElseIsToldAtOnceAndEachTime() {
        var count = new SubscriptionCountChanged("7", ORDERS, 2);
        var event = new ClientEventReceived("7", ROOM, "client-x", "{}", new SocketId("1.1"), "ada");
        var connected = new Connected("7", new SocketId("1.1"));
        happen(count, event, connected, count);

        assertThat(recording.heard()).containsExactly(count, event, connected, count);
    }

    @Test
    void withoutADelayADepartureIsToldAtOnce() {
        var immediate = new Settling(recording, Duration.ZERO, 1_000, now::get);
        immediate.accept(VACATED);
        immediate.accept(OCCUPIED);

        assertThat(recording.heard()).containsExactly(VACATED, OCCUPIED);
    }

    @Test
    void whatNobodyWantsIsNotHeldBack() {
        var nobody = settling(EventSink.NONE, 1_000);
        nobody.accept(VACATED);
        nobody.accept(ADA_REMOVED);

        assertThat(nobody.held()).isZero();
    }

    @Test
    void aDepartureCountsAlsoForThoseWhoWantArrivalsAlone() {
        var arrivals = new Recording(event -> event instanceof ChannelOccupied);
        var picky = settling(arrivals, 1_000);
        picky.accept(OCCUPIED);
        picky.accept(VACATED);
        picky.accept(OCCUPIED);

        assertThat(arrivals.heard()).containsExactly(OCCUPIED);
    }

    @Test
    void ofTooManyDeparturesTheOldestIsToldEarly() {
        var small = settling(recording, 2);
        var first = new MemberRemoved("7", ROOM, "1");
        small.accept(first);
        small.accept(new MemberRemoved("7", ROOM, "2"));
        assertThat(recording.heard()).isEmpty();

        small.accept(new MemberRemoved("7", ROOM, "3"));
        assertThat(recording.heard()).containsExactly(first);
        assertThat(small.held()).isEqualTo(2);
    }

    @Test
    void ofTooManyEmptyCachesTheOldestIsForgotten() {
        var small = settling(recording, 2);
        for (int i = 0; i < 3; i++) {
            small.accept(new CacheMissed("7", ChannelName.parse("cache-" + i, 200)));
        }
        small.accept(new CacheMissed("7", ChannelName.parse("cache-2", 200)));
        small.accept(new CacheMissed("7", ChannelName.parse("cache-0", 200)));

        assertThat(recording.heard())
                .hasSize(4)
                .last()
                .isEqualTo(new CacheMissed("7", ChannelName.parse("cache-0", 200)));
    }

    @Test
    void aServerThatStopsTellsAllThatIsHeldBack() {
        happen(ADA_REMOVED, VACATED);
        settling.settleAll();

        assertThat(recording.heard()).containsExactly(ADA_REMOVED, VACATED);
        assertThat(settling.held()).isZero();
    }

    /** Whatever the threads do, each channel's story alternates: come, gone, come, gone. */
    @Test
    void underContentionEveryChannelComesAndGoesInTurn() throws Exception {
        var threads = Executors.newFixedThreadPool(4);
        var fast = new Settling(recording, Duration.ofNanos(20_000), 1_000, System::nanoTime);
        var running = new CountDownLatch(3);
        var work = new ArrayList<Future<?>>();
        for (int i = 0; i < 3; i++) {
            var channel = ChannelName.parse("c" + i, 200);
            work.add(threads.submit(() -> {
                for (int n = 0; n < 20_000; n++) {
                    fast.accept(new ChannelOccupied("7", channel));
                    fast.accept(new ChannelVacated("7", channel));
                }
                running.countDown();
            }));
        }
        while (running.getCount() > 0) {
            fast.tick();
        }
        for (var task : work) {
            task.get();
        }
        threads.shutdown();
        fast.settleAll();

        for (int i = 0; i < 3; i++) {
            var name = ChannelName.parse("c" + i, 200);
            var story = recording.heard().stream()
                    .map(ServerEvent.OfChannel.class::cast)
                    .filter(event -> event.channel().equals(name))
                    .toList();
            assertThat(story).isNotEmpty();
            for (int n = 0; n < story.size(); n++) {
                assertThat(story.get(n)).isInstanceOf(n % 2 == 0 ? ChannelOccupied.class : ChannelVacated.class);
            }
            assertThat(story.size() % 2).isZero();
        }
    }
}
