package io.stentor.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The lanes of a server and the threads that run them, one each. */
public final class Lanes implements AutoCloseable {
    private final ThreadPoolExecutor threads;
    private final List<Lane> lanes = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final List<AtomicBoolean> ticking = new ArrayList<>();
    private volatile boolean alone;

    /** @param clock monotonic, in nanoseconds */
    public Lanes(int count, ThreadFactory factory, LongSupplier clock) {
        threads = new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        for (int i = 0; i < count; i++) {
            lanes.add(new Lane(i, threads, clock));
            ticking.add(new AtomicBoolean());
        }
    }

    public int count() {
        return lanes.size();
    }

    public Lane get(int index) {
        return lanes.get(index);
    }

    /** A lane for a new connection: each in its turn. */
    public Lane next() {
        return lanes.get(Math.floorMod(next.getAndIncrement(), lanes.size()));
    }

    /**
     * Does something that brings work to lanes, and then a part of that work, where it is so little that to wake the lanes'
     * threads would cost more. For threads that may spend some writes' time on it; nothing in it may block.
     */
    public void lend(Runnable work) {
        if (alone) {
            work.run();
        } else {
            Helper.lend(work);
        }
    }

    /** From here on nobody but the lanes' own threads does their work: for engines whose threads must not. */
    public void workAlone() {
        alone = true;
    }

    /** Whether no lane has more than enough to do. */
    public boolean haveRoom() {
        for (int i = 0; i < lanes.size(); i++) {
            if (!lanes.get(i).hasRoom()) {
                return false;
            }
        }
        return true;
    }

    /** Waits until no lane has more than enough to do; see {@link Lane#awaitRoom}. */
    public void awaitRoom() {
        lanes.forEach(Lane::awaitRoom);
    }

    /**
     * Lets every lane look after those of its connections whose time has come; a lane that has not got to the last time is
     * left out. Any thread.
     */
    public void tick() {
        for (int i = 0; i < lanes.size(); i++) {
            var lane = lanes.get(i);
            var busy = ticking.get(i);
            if (busy.compareAndSet(false, true)) {
                lane.run(() -> {
                    busy.set(false);
                    lane.tick();
                });
            }
        }
    }

    /** Does something with every connection, in its lane. Any thread; does not wait. */
    public void forEach(Consumer<Connection> action) {
        lanes.forEach(lane -> lane.run(() -> lane.connections().forEach(action)));
    }

    /** Connections and goodbyes that the lanes still hold, -1 when one does not answer. Any thread but a lane's. */
    public int held() {
        var answers = new ArrayList<CompletableFuture<Integer>>();
        for (var lane : lanes) {
            var answer = new CompletableFuture<Integer>();
            lane.run(() -> answer.complete(lane.held()));
            answers.add(answer);
        }
        int held = 0;
        for (var answer : answers) {
            try {
                held += answer.get(5, TimeUnit.SECONDS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return -1;
            } catch (ExecutionException | TimeoutException stuck) {
                return -1;
            }
        }
        return held;
    }

    /** Ends the threads; what has not run by then is dropped. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
