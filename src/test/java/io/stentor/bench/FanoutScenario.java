package io.stentor.bench;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.HdrHistogram.Histogram;

/**
 * Back ends publish, subscribers hear: one channel with everybody in it, or many with a few each, perhaps with some
 * subscribers that never read. Events go out by the clock, or as soon as enough of the last ones have arrived.
 */
final class FanoutScenario implements Scenario, Script {
    private static final long STUCK = TimeUnit.SECONDS.toNanos(2);
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(1);

    private final ToIntFunction<Arguments> channelCount;
    private final ToIntFunction<Arguments> slowCount;

    private Run run;
    private Crowd crowd;
    private ApiClient api;
    private Windows windows;
    private Histogram latencies = Latencies.histogram();
    private int conns;
    private int slow;
    private int channels;
    private int perChannel;
    private String padding;

    private boolean saturate;
    private long window;
    private double gap;
    private long begin;
    private long until;
    private long nextDue;
    private long first;
    private long published;
    private long base;
    private long expected;
    private long delivered;
    private long lastDelivery;
    private long latest;

    private FanoutScenario(ToIntFunction<Arguments> channelCount, ToIntFunction<Arguments> slowCount) {
        this.channelCount = channelCount;
        this.slowCount = slowCount;
    }

    static FanoutScenario oneChannel() {
        return new FanoutScenario(arguments -> 1, arguments -> 0);
    }

    static FanoutScenario manyChannels() {
        return new FanoutScenario(arguments -> arguments.number(Option.CHANNELS), arguments -> 0);
    }

    static FanoutScenario withSlowReaders() {
        return new FanoutScenario(arguments -> 1, arguments -> arguments.number(Option.SLOW));
    }

    @Override
    public void run(Run with) {
        run = with;
        var arguments = run.arguments();
        var results = run.results();
        var meter = run.meter();
        conns = arguments.number(Option.CONNS);
        slow = slowCount.applyAsInt(arguments);
        channels = channelCount.applyAsInt(arguments);
        perChannel = channels == 1 ? conns : Math.min(conns, arguments.number(Option.K));
        windows = new Windows(channels * perChannel);
        padding = "x".repeat(arguments.number(Option.BYTES) - Marker.LENGTH);
        saturate = arguments.on(Option.SATURATE);
        window = arguments.number(Option.WINDOW);
        gap = TimeUnit.SECONDS.toNanos(1) / arguments.decimal(Option.RATE);
        crowd = run.crowd(this, conns + slow);
        crowd.awaitSubscriptions();
        results.put("conns", conns);
        results.put("channels", channels);
        results.put("subs_per_channel", perChannel);
        results.put("bytes", arguments.number(Option.BYTES));
        results.put(saturate ? "window" : "rate", saturate ? window : (Object) arguments.decimal(Option.RATE));
        var residentBefore = meter.residentKb();

        run.connect(crowd, conns);
        addSlowReaders();
        api = run.api(saturate ? 2 : 1, this::pump);
        boolean onePublisher = run.results().number("pub_conns") == 1;
        run.idle(arguments.nanos(Option.SETTLE));
        var residentIdle = meter.residentKb();
        publishFor(arguments.nanos(Option.WARMUP), TimeUnit.SECONDS.toNanos(5));

        reset();
        var before = meter.read();
        long reads = crowd.reads();
        var census = new Census(run.target());
        var sampler = new Sampler(meter, () -> slow > 0 ? census.subscriptions(name(0)) : OptionalLong.empty());
        try (sampler) {
            publishFor(arguments.nanos(Option.DURATION), TimeUnit.SECONDS.toNanos(3));
        }
        var after = meter.read();

        long received = windows.received();
        double span = (Math.max(lastDelivery, begin + 1) - begin) / 1e9;
        results.put("span_s", span);
        results.put("published", published - base);
        results.put("expected", expected);
        results.put("deliveries", received);
        results.put("deliveries_per_s", received / span);
        results.latencies("lat", latencies);
        results.latencies("api", api.times());
        results.put("publish_late_max_us", latest / 1e3);
        results.put("unsent", saturate ? 0 : Math.max(0, (long) Math.ceil((until - nextDue) / gap)));
        results.put("msgs_per_read", (double) received / Math.max(1, crowd.reads() - reads));
        results.cpu(meter, before, after);
        results.put("load_cpu_s_per_1M", after.load().since(before.load()) / 1e3 / Math.max(1, received));
        if (meter.known()) {
            results.put("srv_cpu_s_per_1M", after.server().since(before.server()) / 1e3 / Math.max(1, received));
            results.put("srv_rss_before_kb", residentBefore);
            results.put("srv_rss_idle_kb", residentIdle);
            results.put(
                    "srv_rss_max_kb",
                    sampler.samples().stream()
                            .mapToLong(Sampler.Sample::residentKb)
                            .max());
        }
        judge(onePublisher);
        if (slow > 0) {
            reportSlowReaders(sampler.samples());
        }
    }

    private void judge(boolean onePublisher) {
        var results = run.results();
        results.put("api_err", api.refused());
        if (api.refused() > 0) {
            run.fail(api.refused() + " publishes were refused: " + api.errors());
        }
        run.wrong("lost", expected - windows.received());
        run.wrong("dup", windows.doubled());
        if (onePublisher) {
            run.wrong("out_of_order", windows.outOfOrder());
        } else {
            // Between publishers the server decides, but it has to decide the same for everybody.
            results.put("out_of_order", windows.outOfOrder());
        }
        int others = 0;
        for (int i = 0; i < windows.subscriptions(); i++) {
            int first = i / perChannel * perChannel;
            if (windows.received(i) == windows.received(first) && !windows.sameOrder(i, first)) {
                others++;
            }
        }
        run.wrong("orders_that_differ", others);
        long gone = crowd.clients().subList(0, conns).stream()
                .filter(client -> !client.open())
                .count();
        run.wrong("closed_by_server", gone);
    }

    // Publishing.

    private void publishFor(long nanos, long patience) {
        begin = System.nanoTime();
        until = begin + nanos;
        lastDelivery = begin;
        first = published;
        nextDue = begin;
        run.await(nanos, () -> {
            pump();
            forgive();
            return false;
        });
        drain(patience);
    }

    /** A closed loop that lost an event goes on after two seconds without any. */
    private void forgive() {
        if (saturate && delivered < expected && System.nanoTime() - lastDelivery > STUCK) {
            delivered = expected;
            lastDelivery = System.nanoTime();
        }
    }

    private void drain(long patience) {
        long silent = System.nanoTime();
        long end = silent + patience;
        long last = delivered;
        while (delivered < expected || !api.quiet() || !saturate && nextDue < until) {
            long now = System.nanoTime();
            if (delivered != last) {
                last = delivered;
                silent = now;
            }
            if (now > end || now - silent > SILENCE) {
                return;
            }
            run.loop().poll(now + TimeUnit.MILLISECONDS.toNanos(5));
            pump();
        }
    }

    private void pump() {
        if (api == null) {
            return;
        }
        if (saturate) {
            while (expected - delivered <= (window - 1) * perChannel && api.free()) {
                long now = System.nanoTime();
                if (now >= until) {
                    return;
                }
                publish(now);
            }
            return;
        }
        while (nextDue < until && api.free()) {
            long late = System.nanoTime() - nextDue;
            if (late < 0) {
                run.loop().wakeAt(nextDue);
                return;
            }
            latest = Math.max(latest, late);
            publish(nextDue);
            nextDue = begin + (long) (gap * (published - first));
        }
    }

    private void publish(long due) {
        int channel = (int) (published % channels);
        var data = Marker.text(published, due, channel) + padding;
        published++;
        expected += perChannel;
        api.send(run.signer()
                .post(
                        "events",
                        "{\"name\":\"bench-event\",\"channel\":\"" + name(channel) + "\",\"data\":\"" + data + "\"}"));
    }

    private void reset() {
        base = published;
        windows.reset(base);
        latencies = Latencies.histogram();
        api.reset();
        expected = 0;
        delivered = 0;
        latest = 0;
    }

    // Subscribing and hearing.

    private String name(int channel) {
        var name = run.arguments().text(Option.CHANNEL);
        return channels == 1 ? name : name + "-" + channel;
    }

    @Override
    public void established(Client client) {
        if (channels == 1) {
            client.subscribe(name(0));
            return;
        }
        // Subscription s of all belongs to channel s / perChannel and to client s % conns.
        var mine = new HashSet<Integer>();
        for (int s = client.index(); s < channels * perChannel; s += conns) {
            mine.add(s / perChannel);
        }
        if (mine.isEmpty()) {
            client.subscribe(name(0) + "-nobody");
        }
        mine.forEach(channel -> client.subscribe(name(channel)));
    }

    private int subscription(int client, int channel) {
        int first = (int) ((long) channel * perChannel % conns);
        return channel * perChannel + Math.floorMod(client - first, conns);
    }

    @Override
    public void event(Client client, byte[] bytes, int marker) {
        long sequence = Marker.sequence(bytes, marker);
        if (client.index() >= conns || sequence < base) {
            return;
        }
        int channel = Marker.channel(bytes, marker);
        int subscription = channels == 1 ? client.index() : subscription(client.index(), channel);
        if (!windows.isNew(subscription, sequence)) {
            return;
        }
        long now = crowd.readAt();
        delivered++;
        lastDelivery = now;
        latencies.recordValue(Latencies.clamp(now - Marker.due(bytes, marker)));
        if (saturate ? expected - delivered <= (window - 1) * perChannel : now >= nextDue) {
            pump();
        }
    }

    // Readers that do not read.

    private void addSlowReaders() {
        if (slow == 0) {
            return;
        }
        int buffer = run.arguments().number(Option.SLOW_RCVBUF);
        crowd.connect(slow, run.arguments().number(Option.INFLIGHT), 0, buffer);
        if (crowd.subscribed() < conns + slow) {
            run.fail("the slow readers did not come up: " + crowd.errors());
        }
        slowReaders().forEach(client -> client.listen(false));
        run.results().put("slow", slow);
    }

    private List<Client> slowReaders() {
        return crowd.clients().subList(conns, conns + slow);
    }

    private void reportSlowReaders(List<Sampler.Sample> samples) {
        var results = run.results();
        if (!samples.isEmpty()) {
            long everybody = conns + slow;
            results.put("slow_first_dropped_s", when(samples, everybody - 1));
            results.put("slow_all_dropped_s", when(samples, conns));
            results.put(
                    "samples",
                    samples.stream()
                            .map(sample -> List.of(
                                    sample.seconds(), sample.residentKb(), sample.openFiles(), sample.subscriptions()))
                            .toList());
        }
        // What they would find if they came back now.
        long before = slowReaders().stream().mapToLong(Client::messages).sum();
        slowReaders().forEach(client -> client.listen(true));
        run.await(TimeUnit.SECONDS.toNanos(5), () -> slowReaders().stream().noneMatch(Client::open));
        results.put(
                "slow_still_open", slowReaders().stream().filter(Client::open).count());
        results.put(
                "slow_msgs_read_at_end",
                slowReaders().stream().mapToLong(Client::messages).sum() - before);
        results.put("slow_close_codes", Client.closeCodes(slowReaders()));
    }

    /** Seconds until no more than so many were subscribed, -1 for never. */
    private static double when(List<Sampler.Sample> samples, long subscriptions) {
        return samples.stream()
                .filter(sample -> sample.subscriptions() >= 0 && sample.subscriptions() <= subscriptions)
                .mapToDouble(Sampler.Sample::seconds)
                .findFirst()
                .orElse(-1);
    }
}
