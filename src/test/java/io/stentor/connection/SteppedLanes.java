package io.stentor.connection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Lanes that go on a step at a time, in whatever order a test chooses, on the thread of the test: every progress that
 * real threads could make, and each of them again from the same choices. A step ends after one task that was
 * {@linkplain #post posted}; what the lane's own tasks add waits behind what was there before, as ever.
 */
public final class SteppedLanes {
    private final FakeClock clock = new FakeClock();
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Deque<Runnable>> turns = new ArrayList<>();
    private boolean stopping;

    public SteppedLanes(int count) {
        for (int i = 0; i < count; i++) {
            var own = new ArrayDeque<Runnable>();
            turns.add(own);
            lanes.add(new Lane(i, own::add, clock));
        }
    }

    public int count() {
        return lanes.size();
    }

    public Lane get(int lane) {
        return lanes.get(lane);
    }

    public FakeClock clock() {
        return clock;
    }

    /** Adds a task to a lane, and a place behind it where a step ends. */
    public void post(Lane lane, LaneTask task) {
        lane.run(task);
        lane.run(this::stop);
    }

    /** Lets a lane go on to the end of the next posted task, or of all that it has to do. */
    public void step(int lane) {
        var turn = turns.get(lane).poll();
        if (turn == null) {
            return;
        }
        try {
            stopping = false;
            turn.run();
            if (stopping) {
                throw new AssertionError("a lane cannot be left in the middle of its turn any more");
            }
        } catch (Exception stopped) {
            if (!(stopped instanceof Stop)) {
                throw stopped;
            }
            turns.get(lane).addFirst(turn);
        }
    }

    /** Lets all lanes go on until none has anything left to do. */
    public void run() {
        while (turns.stream().anyMatch(own -> !own.isEmpty())) {
            IntStream.range(0, lanes.size()).forEach(this::step);
        }
    }

    /** Lets the lanes look after their connections, as the server's timer does. */
    public void tick() {
        lanes.forEach(lane -> lane.run(lane::tick));
        run();
    }

    /** Connections and goodbyes that the lanes hold. */
    public int held() {
        return lanes.stream().mapToInt(Lane::held).sum();
    }

    /** Leaves the turn by the one kind of throwable that a lane does not survive; the rest of its tasks stay where they are. */
    private void stop() {
        stopping = true;
        SteppedLanes.<RuntimeException>leave(new Stop());
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> void leave(Exception how) throws E {
        throw (E) how;
    }

    private static final class Stop extends Exception {
        private static final long serialVersionUID = 1;

        Stop() {
            super("", null, false, false);
        }
    }
}
