package io.stentor.bench;

/** Back ends publish to channels that nobody is subscribed to, as fast as they are answered: what the HTTP API takes. */
final class PublishScenario implements Scenario {
    private static final int CHANNELS = 100;
    private static final int STANDARD_CONNECTIONS = 8;

    private Run run;
    private ApiClient api;
    private String data;
    private int batch;
    private long events;
    private long until;

    @Override
    public void run(Run with) {
        run = with;
        var arguments = run.arguments();
        var results = run.results();
        batch = arguments.number(Option.BATCH);
        data = "x".repeat(arguments.number(Option.BYTES));
        api = run.api(STANDARD_CONNECTIONS, () -> {});
        play(arguments.nanos(Option.WARMUP));

        api.reset();
        var before = run.meter().read();
        play(arguments.nanos(Option.DURATION));
        var after = run.meter().read();
        double seconds = (after.time() - before.time()) / 1e9;
        long accepted = api.accepted() * batch;
        results.put("batch", batch);
        results.put("bytes", arguments.number(Option.BYTES));
        results.put("events", accepted);
        results.put("events_per_s", accepted / seconds);
        results.put("requests_per_s", api.accepted() / seconds);
        results.latencies("api", api.times());
        results.cpu(run.meter(), before, after);
        if (run.meter().known()) {
            results.put("srv_cpu_us_per_event", after.server().since(before.server()) / 1e3 / Math.max(1, accepted));
        }
        results.put("api_err", api.refused());
        if (api.refused() > 0) {
            run.fail(api.refused() + " requests were refused: " + api.errors());
        }
    }

    private void play(long nanos) {
        until = System.nanoTime() + nanos;
        // Once for all the answers that have come, as connections of one back end are: so requests arrive together.
        run.await(nanos, () -> {
            publish();
            return false;
        });
        run.await(nanos, api::quiet);
    }

    private void publish() {
        // A server that refuses everything is not asked for ever.
        while (api.free() && System.nanoTime() < until && api.refused() < 1000) {
            if (batch == 1) {
                api.send(run.signer().post("events", event()));
            } else {
                var body = new StringBuilder("{\"batch\":[");
                for (int i = 0; i < batch; i++) {
                    body.append(i == 0 ? "" : ",").append(event());
                }
                api.send(run.signer().post("batch_events", body.append("]}").toString()));
            }
        }
    }

    private String event() {
        return "{\"name\":\"bench-event\",\"channel\":\"nobody-" + events++ % CHANNELS + "\",\"data\":\"" + data
                + "\"}";
    }
}
