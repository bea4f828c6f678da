package io.stentor.connection;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stentor.protocol.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A queue of small tasks run by one thread at a time, in their order, whatever one of them does. */
class LaneTest {
    private static final int ENOUGH = 20_000;

    private final ByHand hand = new ByHand();
    private final Lane lane = hand.lane();
    private final List<Object> done = new ArrayList<>();
    private final Logger log = Logger.getLogger(Lane.class.getName());

    @AfterEach
    void speakAgain() {
        log.setLevel(null);
    }

    @Test
    void tasksRunInTheOrderInWhichTheyWereAdded() {
        for (int i = 0; i < 1000; i++) {
            int number = i;
            lane.run(() -> done.add(number));
        }
        hand.run();

        assertThat(done).hasSize(1000).isSortedAccordingTo((a, b) -> (int) a - (int) b);
    }

    @Test
    void aTaskThatATaskAddsComesAfterThoseThatWait() {
        lane.run(() -> {
            done.add("a");
            lane.run(() -> done.add("c"));
        });
        lane.run(() -> done.add("b"));
        hand.run();

        assertThat(done).containsExactly("a", "b", "c");
    }

    @Test
    void oneTurnIsAskedForHoweverManyTasksWait() {
        for (int i = 0; i < 100; i++) {
            lane.run(() -> {});
        }

        assertThat(hand.turns()).isOne();
    }

    @Test
    void anIdleLaneCostsNothing() {
        lane.run(() -> {});
        hand.run();

        assertThat(hand.turns()).isZero();
    }

    @Test
    void aTaskThatThrowsDoesNotStopTheLane() {
        log.setLevel(Level.OFF);
        lane.run(() -> {
            throw new IllegalStateException("a bug");
        });
        lane.run(() -> {
            throw new StackOverflowError("an error");
        });
        lane.run(() -> done.add("after"));
        hand.run();

        assertThat(done).containsExactly("after");
        assertThat(hand.turns()).isZero();
    }

    @Test
    void anOutboxWhoseTransportThrowsDoesNotStopTheOthers() {
        log.setLevel(Level.OFF);
        var client = FakeTransport.prompt();
        var sick = hand.connection(new Throwing(), ByHand.ROOMY);
        var well = hand.connection(client, ByHand.ROOMY);
        lane.run(sick::open);
        lane.run(well::open);
        hand.run();

        assertThat(client.frames()).hasSize(1);
    }

    @Test
    void theEndOfAWriteGoesBeforeTheTasks() {
        lane.run(() -> done.add("task"));
        lane.completed(() -> done.add("completion"));
        hand.run();

        assertThat(done).containsExactly("completion", "task");
    }

    @Test
    void aFloodOfTasksDoesNotKeepTheLaneFromWriting() {
        var client = FakeTransport.prompt();
        var connection = hand.open(client, ByHand.ROOMY);
        lane.run(() -> connection.send(new Frame("x")));
        for (int i = 0; i < 1000; i++) {
            lane.run(() -> done.add(client.frames().size()));
        }
        hand.run();

        assertThat(done).startsWith(1).endsWith(2);
    }

    @Test
    void aLaneGivesItsThreadBackNowAndThen() {
        for (int i = 0; i < 64 * 64 + 1; i++) {
            lane.run(() -> done.add(hand.turns()));
        }
        hand.run();

        assertThat(done).hasSize(64 * 64 + 1);
    }

    @Test
    void whoBringsWorkNeedNotWaitWhileThereIsRoom() {
        for (int i = 0; i < ENOUGH - 1; i++) {
            lane.run(() -> {});
        }

        assertThat(CompletableFuture.runAsync(lane::awaitRoom)).succeedsWithin(2, SECONDS);
    }

    @Test
    void whoBringsMoreThanEnoughWaitsUntilThereIsRoom() {
        for (int i = 0; i < ENOUGH; i++) {
            lane.run(() -> {});
        }
        var door = new Thread(lane::awaitRoom, "door");
        door.start();

        await().until(() -> door.getState() == Thread.State.TIMED_WAITING);
        hand.run();

        await().atMost(2, SECONDS).until(() -> !door.isAlive());
    }

    @Test
    void aTaskCountsByItsWeight() {
        lane.run(new Heavy(ENOUGH));
        var door = new Thread(lane::awaitRoom, "door");
        door.start();

        await().until(() -> door.getState() == Thread.State.TIMED_WAITING);
        hand.run();

        await().atMost(2, SECONDS).until(() -> !door.isAlive());
        assertThat(CompletableFuture.runAsync(lane::awaitRoom)).succeedsWithin(2, SECONDS);
    }

    @Test
    void waitingForRoomCanBeInterrupted() {
        lane.run(new Heavy(ENOUGH));
        var interrupted = new CompletableFuture<Boolean>();
        var door = new Thread(() -> {
            lane.awaitRoom();
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        door.start();
        await().until(() -> door.getState() == Thread.State.TIMED_WAITING);

        door.interrupt();

        assertThat(interrupted).succeedsWithin(2, SECONDS).isEqualTo(true);
    }

    @Test
    void afterTheServerStoppedTasksAreDropped() {
        var stopped = new Lane(
                0,
                turn -> {
                    throw new RejectedExecutionException();
                },
                hand.clock());

        stopped.run(new Heavy(ENOUGH));

        assertThat(CompletableFuture.runAsync(stopped::awaitRoom)).succeedsWithin(2, SECONDS);
    }

    private record Heavy(int weight) implements LaneTask {
        @Override
        public void run() {}
    }

    private static final class Throwing implements Transport {
        @Override
        public void write(Batch frames, Consumer<Throwable> done) {
            throw new IllegalStateException("a bug");
        }

        @Override
        public void close(int code, String reason) {}

        @Override
        public void abort(int code, String reason) {}
    }
}
