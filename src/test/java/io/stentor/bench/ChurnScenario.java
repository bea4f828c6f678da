package io.stentor.bench;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Clients connect, subscribe, close and come again. */
final class ChurnScenario implements Scenario, Script {
    private static final int CHANNELS = 100;

    /** Ports of a source are used up in seconds, since each closed connection holds its own for a minute. */
    private static final int SOURCES = 32;

    private Run run;
    private Crowd crowd;
    private final ArrayDeque<Client> again = new ArrayDeque<>();
    private Histogram cycles = Latencies.histogram();
    private boolean stopped;
    private long broken;

    @Override
    public void run(Run with) {
        run = with;
        var arguments = run.arguments();
        var results = run.results();
        var meter = run.meter();
        int concurrency = arguments.number(Option.CONCURRENCY);
        int sources = arguments.number(Option.SOURCES);
        crowd = new Crowd(run.loop(), run.target(), run.signer(), this, sources > 0 ? sources : SOURCES, concurrency);
        crowd.awaitSubscriptions();
        for (int i = 0; i < concurrency; i++) {
            crowd.add(0).begin();
        }
        play(arguments.nanos(Option.WARMUP));
        var resident = meter.residentKb();
        var files = meter.openFiles();

        cycles = Latencies.histogram();
        broken = 0;
        var before = meter.read();
        play(arguments.nanos(Option.DURATION));
        var after = meter.read();
        stopped = true;
        long count = cycles.getTotalCount();
        results.put("concurrency", concurrency);
        results.put("cycles", count);
        results.put("cycles_per_s", count / ((after.time() - before.time()) / 1e9));
        results.latencies("cycle", cycles);
        results.cpu(meter, before, after);
        if (meter.known()) {
            results.put("srv_cpu_us_per_cycle", after.server().since(before.server()) / 1e3 / Math.max(1, count));
        }
        crowd.clients().forEach(Client::close);
        run.idle(TimeUnit.SECONDS.toNanos(1));
        results.put("srv_rss_before_kb", resident);
        results.put("srv_rss_after_kb", meter.residentKb());
        results.put("srv_fds_before", files);
        results.put("srv_fds_after", meter.openFiles());
        if (crowd.errorCount() > 0) {
            results.put("first_errors", crowd.errors());
        }
        run.wrong("broken_cycles", broken);
    }

    private void play(long nanos) {
        run.await(nanos, () -> {
            // Not at once: where connecting fails it would fail for ever.
            for (int i = again.size(); i > 0; i--) {
                again.remove().begin();
            }
            return false;
        });
    }

    @Override
    public void established(Client client) {
        client.subscribe(run.arguments().text(Option.CHANNEL) + "-" + client.index() % CHANNELS);
    }

    @Override
    public void subscribed(Client client) {
        cycles.recordValue(Latencies.clamp(System.nanoTime() - client.begun()));
        client.leave();
        if (!stopped) {
            client.begin();
        }
    }

    @Override
    public void lost(Client client) {
        if (!stopped) {
            broken++;
            again.add(client);
        }
    }
}
