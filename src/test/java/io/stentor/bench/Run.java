package io.stentor.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One run of a scenario: what was asked for, the sockets, the server's meter, and what came out. */
final class Run implements AutoCloseable {
    /** Longest wait for a socket, so that what is checked in between is checked in time. */
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(20);

    private final Arguments arguments;
    private final Target target;
    private final ServerMeter meter;
    private final Loop loop;
    private final Signer signer;
    private final Results results = new Results();
    private final List<String> failures = new ArrayList<>();
    private final List<String> wrongs = new ArrayList<>();

    Run(Arguments arguments, Target target, ServerMeter meter) throws IOException {
        this.arguments = arguments;
        this.target = target;
        this.meter = meter;
        this.loop = new Loop();
        this.signer = new Signer(target, () -> System.currentTimeMillis() / 1000);
    }

    Arguments arguments() {
        return arguments;
    }

    Target target() {
        return target;
    }

    ServerMeter meter() {
        return meter;
    }

    Loop loop() {
        return loop;
    }

    Signer signer() {
        return signer;
    }

    Results results() {
        return results;
    }

    Crowd crowd(Script script, int expected) {
        return new Crowd(loop, target, signer, script, arguments.number(Option.SOURCES), expected);
    }

    /**
     * Connects so many clients, at the pace that was asked for.
     *
     * @throws BenchException if one does not come up, since nothing that is counted would be right
     */
    void connect(Crowd crowd, int count) {
        long took = crowd.connect(count, arguments.number(Option.INFLIGHT), arguments.number(Option.CONN_RATE), 0);
        results.put("connect_s", took / 1e9);
        if (crowd.up() < count) {
            throw new BenchException(
                    Exit.FAILED,
                    count - crowd.up() + " of " + count + " connections did not come up: " + crowd.errors());
        }
    }

    ApiClient api(int standard, Runnable answered) {
        int asked = arguments.number(Option.PUB_CONNS);
        int connections = asked > 0 ? asked : standard;
        results.put("pub_conns", connections);
        return new ApiClient(loop, target, connections, answered);
    }

    /** Handles sockets for so long. */
    void idle(long nanos) {
        await(nanos, () -> false);
    }

    /** Handles sockets until it is so, or so long at most; says whether it was. */
    boolean await(long nanos, BooleanSupplier so) {
        long end = System.nanoTime() + nanos;
        while (!so.getAsBoolean()) {
            long now = System.nanoTime();
            if (now >= end) {
                return false;
            }
            loop.poll(Math.min(end, now + PATIENCE));
        }
        return true;
    }

    /** The run says nothing about the server's deliveries. */
    void fail(String why) {
        failures.add(why);
    }

    /** The server did not deliver what it had to, if this is not zero. */
    void wrong(String what, long count) {
        results.put(what, count);
        if (count != 0) {
            wrongs.add(what + " " + count);
        }
    }

    List<String> failures() {
        return failures;
    }

    List<String> wrongs() {
        return wrongs;
    }

    Exit exit() {
        if (!failures.isEmpty()) {
            return Exit.FAILED;
        }
        return wrongs.isEmpty() ? Exit.OK : Exit.WRONG_DELIVERY;
    }

    @Override
    public void close() throws IOException {
        loop.close();
    }
}
