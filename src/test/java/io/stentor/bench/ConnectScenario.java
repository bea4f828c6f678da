package io.stentor.bench;

import java.util.concurrent.TimeUnit;

/** Many clients connect and then say nothing: what a connection costs to make, and to have. */
final class ConnectScenario implements Scenario {
    /** Clients that come and go before, at most: each holds a port for a minute. */
    private static final int REHEARSAL = 10_000;

    private static final int AT_ONCE = 500;

    @Override
    public void run(Run run) {
        var arguments = run.arguments();
        var results = run.results();
        var meter = run.meter();
        int count = arguments.number(Option.CONNS);
        var crowd = run.crowd(Script.NONE, count);
        var resident = meter.residentKb();
        rehearse(run, arguments.nanos(Option.WARMUP));
        var begin = meter.read();

        run.connect(crowd, count);

        var connected = meter.read();
        results.put("conns", count);
        results.put("established", crowd.established());
        results.put("conn_per_s", crowd.established() / results.number("connect_s"));
        results.latencies("handshake", crowd.handshakes());
        results.put(
                "connect_load_cpu_pct",
                100.0 * connected.load().since(begin.load()) / (connected.time() - begin.time()));
        if (meter.known()) {
            results.put(
                    "srv_cpu_us_per_conn",
                    connected.server().since(begin.server()) / 1e3 / Math.max(1, crowd.established()));
        }
        run.idle(arguments.nanos(Option.SETTLE));

        var quiet = meter.read();
        run.idle(arguments.nanos(Option.IDLE));
        var end = meter.read();
        results.cpu(meter, quiet, end);
        if (meter.known() && crowd.established() > 0) {
            results.put("srv_rss_before_kb", resident);
            results.put(
                    "rss_kb_per_conn",
                    (double) (meter.residentKb().orElse(0) - resident.orElse(0)) / crowd.established());
            double seconds = (double) (end.time() - quiet.time()) / TimeUnit.SECONDS.toNanos(1);
            results.put(
                    "idle_cpu_us_per_conn_s", end.server().since(quiet.server()) / 1e3 / crowd.established() / seconds);
        }
        run.wrong("closed_by_server", crowd.lost());
    }

    /** Lets both sides compile what they are about to do. */
    private static void rehearse(Run run, long nanos) {
        long end = System.nanoTime() + nanos;
        for (int i = 0; i < REHEARSAL / AT_ONCE && System.nanoTime() < end; i++) {
            var crowd = run.crowd(Script.NONE, AT_ONCE);
            run.connect(crowd, AT_ONCE);
            crowd.clients().forEach(Client::close);
            run.idle(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
