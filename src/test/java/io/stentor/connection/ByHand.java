package io.stentor.connection;

import io.stentor.app.App;
import io.stentor.app.LiveApp;
import io.stentor.app.TestApps;
import io.stentor.protocol.SocketId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** Lanes that run when told to, on the thread that tells them, with a clock that moves when told. One thread. */
public final class ByHand {
    public static final OutboxLimits ROOMY = new OutboxLimits(1000, 1 << 20, true);
    public static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(30));

    private final List<Queue<Runnable>> turns = new ArrayList<>();
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Connection> ended = new ArrayList<>();
    private final FakeClock clock = new FakeClock();
    private Timeouts timeouts = TIMEOUTS;
    private int ids;

    /** What connections that are made from here on may take their time for. */
    ByHand with(Timeouts others) {
        timeouts = others;
        return this;
    }

    public FakeClock clock() {
        return clock;
    }

    /** The lane of this number; there is one for each that was asked for. */
    public Lane lane(int number) {
        while (lanes.size() <= number) {
            var own = new ArrayDeque<Runnable>();
            turns.add(own);
            lanes.add(new Lane(lanes.size(), own::add, clock));
        }
        return lanes.get(number);
    }

    public Lane lane() {
        return lane(0);
    }

    /** Runs the lanes until none has anything left to do. */
    public void run() {
        while (turns() > 0) {
            for (int i = 0; i < lanes.size(); i++) {
                run(i);
            }
        }
    }

    /** Runs one lane until it has nothing left to do. */
    public void run(int lane) {
        var own = turns.get(lane);
        for (var turn = own.poll(); turn != null; turn = own.poll()) {
            turn.run();
        }
    }

    /** Turns of lanes that wait to be run. */
    int turns() {
        return turns.stream().mapToInt(Queue::size).sum();
    }

    /** Lets time pass and the lanes look after their connections, as the server's timer does. */
    void tickAfter(Duration time) {
        clock.advance(time);
        lanes.forEach(lane -> lane.run(lane::tick));
        run();
    }

    /** A connection of the first lane that is not open yet. */
    public Connection connection(Transport transport, OutboxLimits limits) {
        return connection(0, TestApps.app(), transport, limits);
    }

    public Connection connection(int lane, App app, Transport transport, OutboxLimits limits) {
        return new Connection(
                new SocketId(++ids + "." + ids),
                new LiveApp(app),
                new Handshake(List.of(), null, false, null),
                lane(lane),
                transport,
                limits,
                timeouts,
                ended::add);
    }

    /** A connection of the first lane, established. */
    public Connection open(Transport transport, OutboxLimits limits) {
        var connection = connection(transport, limits);
        lane().run(connection::open);
        run();
        return connection;
    }

    /** Connections that said that they are over, once for each time they said it. */
    public List<Connection> ended() {
        return ended;
    }

    /** Connections and goodbyes that the lanes hold. */
    public int held() {
        return lanes.stream().mapToInt(Lane::held).sum();
    }
}
