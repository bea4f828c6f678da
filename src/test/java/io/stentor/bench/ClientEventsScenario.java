package io.stentor.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Pairs of clients on private channels: one sends client events, the other sends each of them back. */
final class ClientEventsScenario implements Scenario, Script {
    private static final String HEAD = "{\"event\":\"client-b\",\"channel\":\"%s\",\"data\":\"";

    private Run run;
    private Crowd crowd;
    private int pairs;
    private int window;
    private boolean openLoop;
    private boolean stopped;

    /** Of each client the frame that it sends, with the place of the marker. */
    private byte[][] frames;

    private int[] markers;
    private long[] sent;

    /** What each client received of the other: events, or those that came back. */
    private Windows windows;

    private Histogram roundTrips = Latencies.histogram();
    private long returned;

    @Override
    public void run(Run with) {
        run = with;
        var arguments = run.arguments();
        var results = run.results();
        pairs = arguments.number(Option.PAIRS);
        window = arguments.has(Option.WINDOW) ? arguments.number(Option.WINDOW) : 1;
        double rate = arguments.decimal(Option.PAIR_RATE);
        openLoop = rate > 0;
        prepare(arguments.number(Option.BYTES));
        crowd = run.crowd(this, pairs * 2);
        crowd.awaitSubscriptions();

        run.connect(crowd, pairs * 2);
        run.idle(arguments.nanos(Option.SETTLE));
        results.put("pairs", pairs);
        results.put("window", window);
        if (!openLoop) {
            for (int pair = 0; pair < pairs; pair++) {
                for (int i = 0; i < window; i++) {
                    send(pair * 2, System.nanoTime());
                }
            }
        }
        play(arguments.nanos(Option.WARMUP), rate);

        roundTrips = Latencies.histogram();
        returned = 0;
        var before = run.meter().read();
        play(arguments.nanos(Option.DURATION), rate);
        var after = run.meter().read();
        long events = returned * 2;
        double seconds = (after.time() - before.time()) / 1e9;
        stopped = true;
        run.await(TimeUnit.SECONDS.toNanos(3), () -> windows.received() == 2 * total());

        results.put("round_trips", events / 2);
        results.put("client_events_per_s", events / seconds);
        results.latencies("rtt", roundTrips);
        results.cpu(run.meter(), before, after);
        if (run.meter().known()) {
            results.put("srv_cpu_s_per_1M_events", after.server().since(before.server()) / 1e3 / Math.max(1, events));
        }
        if (crowd.errorCount() > 0) {
            run.fail(crowd.errorCount() + " errors: " + crowd.errors());
        }
        run.wrong("lost", 2 * total() - windows.received());
        run.wrong("dup", windows.doubled());
        run.wrong("out_of_order", windows.outOfOrder());
        run.wrong("closed_by_server", crowd.lost());
    }

    /** Events that the first ones of the pairs have sent. */
    private long total() {
        return Arrays.stream(sent).sum();
    }

    private void prepare(int bytes) {
        windows = new Windows(pairs * 2);
        sent = new long[pairs * 2];
        frames = new byte[pairs * 2][];
        markers = new int[pairs * 2];
        for (int i = 0; i < pairs * 2; i++) {
            var head = HEAD.formatted(channel(i));
            var event = head + Marker.text(0, 0, 0) + "x".repeat(bytes - Marker.LENGTH) + "\"}";
            frames[i] = ClientFrames.text(event);
            markers[i] = frames[i].length - event.length() + head.length();
        }
    }

    private String channel(int client) {
        return "private-" + run.arguments().text(Option.CHANNEL) + "-" + client / 2;
    }

    private void play(long nanos, double rate) {
        if (!openLoop) {
            run.idle(nanos);
            return;
        }
        double gap = TimeUnit.SECONDS.toNanos(1) / (rate * pairs);
        long begin = System.nanoTime();
        var count = new long[1];
        run.await(nanos, () -> {
            long due = begin + (long) (gap * count[0]);
            while (due <= System.nanoTime()) {
                send((int) (count[0] % pairs) * 2, due);
                count[0]++;
                due = begin + (long) (gap * count[0]);
            }
            run.loop().wakeAt(due);
            return false;
        });
    }

    private void send(int client, long due) {
        Marker.write(frames[client], markers[client], sent[client]++, due, 0);
        crowd.get(client).send(frames[client]);
    }

    @Override
    public void established(Client client) {
        client.subscribe(channel(client.index()));
    }

    @Override
    public void event(Client client, byte[] bytes, int marker) {
        int index = client.index();
        if (!windows.isNew(index, Marker.sequence(bytes, marker))) {
            return;
        }
        if (index % 2 == 1) {
            System.arraycopy(bytes, marker, frames[index], markers[index], Marker.LENGTH);
            client.send(frames[index]);
            return;
        }
        roundTrips.recordValue(Latencies.clamp(crowd.readAt() - Marker.due(bytes, marker)));
        returned++;
        if (!openLoop && !stopped) {
            send(index, System.nanoTime());
        }
    }
}
