package io.stentor.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.stentor.event.ServerEvent.ChannelOccupied;
import io.stentor.event.ServerEvent.ChannelVacated;
import io.stentor.event.ServerEvent.ClientEventReceived;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.SocketId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListenersTest {
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final ThreadFactory factory = task -> {
        var thread = new Thread(task, "listener under test");
        threads.add(thread);
        return thread;
    };
    private final Listeners listeners = new Listeners(10, 3_000, factory);
    private final List<ServerEvent> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        listeners.close();
    }

    private static ServerEvent occupied(int number) {
        return new ChannelOccupied("7", ChannelName.parse("c" + number, 200));
    }

    private void happen(int count) {
        for (int i = 0; i < count; i++) {
            listeners.accept(occupied(i));
        }
    }

    private static List<ServerEvent> first(int count) {
        return IntStream.range(0, count).mapToObj(ListenersTest::occupied).toList();
    }

    @Test
    void aListenerHearsEventsInTheirOrder() {
        listeners.add(ServerEvent.KINDS, heard::add);
        happen(10);

        await().untilAsserted(() -> assertThat(heard).isEqualTo(first(10)));
    }

    @Test
    void aListenerHearsOnlyTheKindsItAskedFor() {
        listeners.add(Set.of(ChannelVacated.class), heard::add);

        assertThat(listeners.wants(occupied(1))).isFalse();
        listeners.accept(occupied(1));
        listeners.accept(new ChannelVacated("7", ChannelName.parse("c", 200)));
        await().untilAsserted(() -> assertThat(heard).hasSize(1).hasOnlyElementsOfType(ChannelVacated.class));
    }

    @Test
    void withoutListenersNothingIsWanted() {
        assertThat(listeners.wants(occupied(1))).isFalse();
    }

    @Test
    void aListenerThatBlocksHoldsUpNobodyAndMissesWhatItsQueueCannotTake() {
        var inside = new CountDownLatch(1);
        var free = new CountDownLatch(1);
        var slow = new CopyOnWriteArrayList<ServerEvent>();
        listeners.add(ServerEvent.KINDS, event -> {
            slow.add(event);
            inside.countDown();
            wait(free);
        });
        listeners.accept(occupied(0));
        wait(inside);
        listeners.add(ServerEvent.KINDS, heard::add);

        for (int i = 1; i <= 15; i++) {
            var event = occupied(i);
            listeners.accept(event);
            await().until(() -> heard.contains(event));
        }
        assertThat(listeners.missed()).isEqualTo(5);

        free.countDown();
        await().untilAsserted(() -> assertThat(slow).isEqualTo(first(11)));
        listeners.accept(occupied(99));
        await().until(() -> slow.contains(occupied(99)));
        assertThat(listeners.missed()).isEqualTo(5);
    }

    @Test
    void eventsThatCarryMuchCountByTheirBytes() {
        var inside = new CountDownLatch(1);
        var free = new CountDownLatch(1);
        listeners.add(ServerEvent.KINDS, event -> {
            inside.countDown();
            wait(free);
            heard.add(event);
        });
        listeners.accept(occupied(0));
        wait(inside);

        for (int i = 0; i < 4; i++) {
            listeners.accept(clientEvent(900));
        }
        assertThat(listeners.missed()).isEqualTo(2);

        free.countDown();
        await().until(() -> heard.size() == 3);
        listeners.accept(clientEvent(60_000));
        await().until(() -> heard.size() == 4);
        assertThat(listeners.missed()).isEqualTo(2);
    }

    private static ServerEvent clientEvent(int bytes) {
        var channel = ChannelName.parse("private-c", 200);
        return new ClientEventReceived("7", channel, "client-x", "x".repeat(bytes), new SocketId("1.1"), null);
    }

    @Test
    void aThreadThatIsNotToBeHadIsAskedForAgainWithTheNextEvent() {
        var refusals = new AtomicInteger(2);
        ThreadFactory reluctant = task -> {
            if (refusals.getAndDecrement() > 0) {
                throw new IllegalStateException("no thread for a listener under test");
            }
            return factory.newThread(task);
        };
        try (var late = new Listeners(10, 3_000, reluctant)) {
            late.add(ServerEvent.KINDS, heard::add);
            late.accept(occupied(0));
            late.accept(occupied(1));
            assertThat(heard).isEmpty();

            late.accept(occupied(2));
            await().untilAsserted(() -> assertThat(heard).isEqualTo(first(3)));
        }
    }

    private static void wait(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aListenerThatFailsHearsTheNextEvent() {
        listeners.add(ServerEvent.KINDS, event -> {
            heard.add(event);
            throw new IllegalStateException("a listener under test fails");
        });
        happen(3);

        await().untilAsserted(() -> assertThat(heard).isEqualTo(first(3)));
    }

    @Test
    void aListenerThatWasRemovedHearsNothingMore() {
        var remove = listeners.add(ServerEvent.KINDS, heard::add);
        remove.run();
        happen(1);

        assertThat(listeners.wants(occupied(1))).isFalse();
        listeners.close();
        assertThat(heard).isEmpty();
    }

    @Test
    void closingLetsListenersHearWhatWaitsAndEndsTheirThreads() {
        listeners.add(ServerEvent.KINDS, heard::add);
        happen(10);
        listeners.close();

        assertThat(heard).isEqualTo(first(10));
        assertThat(threads).isNotEmpty();
        await().untilAsserted(() -> assertThat(threads).noneMatch(Thread::isAlive));
    }

    @Test
    void closingInterruptsAListenerThatDoesNotReturn() {
        listeners.add(ServerEvent.KINDS, event -> wait(new CountDownLatch(1)));
        happen(2);
        listeners.close();

        await().untilAsserted(() -> assertThat(threads).noneMatch(Thread::isAlive));
    }

    @Test
    void afterTheEndNothingHappens() {
        listeners.add(ServerEvent.KINDS, heard::add);
        listeners.close();
        happen(3);

        assertThat(heard).isEmpty();
    }

    @Test
    void thereAreAtMostSixtyFour() {
        var removals = new ArrayList<Runnable>();
        for (int i = 0; i < 64; i++) {
            removals.add(listeners.add(ServerEvent.KINDS, heard::add));
        }

        assertThatThrownBy(() -> listeners.add(ServerEvent.KINDS, heard::add)).hasMessageContaining("64");
        removals.get(0).run();
        listeners.add(ServerEvent.KINDS, heard::add);
    }
}
