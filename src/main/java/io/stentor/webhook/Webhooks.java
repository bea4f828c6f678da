package io.stentor.webhook;

import io.stentor.app.App;
import io.stentor.app.Apps;
import io.stentor.event.EventSink;
import io.stentor.event.ServerEvent;
import io.stentor.event.ServerEvent.OfChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reports what happens to the endpoints of each app, at least once and in order per endpoint (protocol 9). What it hears
 * is told as it is: whoever calls it has already waited out those who come back. Any thread.
 */
public final class Webhooks implements EventSink, AutoCloseable {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final WebhookSettings settings;
    private final Apps apps;
    private final WebhookClient client;
    private final Timer timer;
    private final DoubleSupplier random;
    private final DeadLetters dead;
    private final Map<String, Endpoints> endpoints = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * @param client and {@code timer} are closed with this
     * @param random draws from 0 to 1
     */
    public Webhooks(WebhookSettings settings, Apps apps, WebhookClient client, Timer timer, DoubleSupplier random) {
        this.settings = settings;
        this.apps = apps;
        this.client = client;
        this.timer = timer;
        this.random = random;
        this.dead = new DeadLetters(settings.deadLetters(), settings.deadLetterBytes(), timer.currentTimeMillis());
    }

    /**
     * The queues of one app as it is configured now.
     *
     * @param retired those of endpoints that it no longer has, as long as something waits in them
     */
    private record Endpoints(App app, List<WebhookQueue> queues, List<WebhookQueue> retired) {
        static final List<WebhookQueue> NONE = List.of();

        /** Asked for every event, so it does not compare what is in it. */
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(App now) {
            return app == now;
        }

        /** Of an app that is gone. */
        Endpoints removed() {
            return new Endpoints(app, NONE, waiting(all()));
        }

        /** Without those that have nothing left to do. */
        Endpoints emptied() {
            return new Endpoints(app, queues, waiting(retired));
        }

        private static List<WebhookQueue> waiting(List<WebhookQueue> queues) {
            return queues.stream().filter(queue -> queue.depth() > 0).toList();
        }

        List<WebhookQueue> all() {
            var all = new ArrayList<>(queues);
            all.addAll(retired);
            return all;
        }
    }

    /** Asked before anything is done about an event, so the cheapest questions come first. */
    @Override
    public boolean wants(ServerEvent event) {
        var type = WebhookBody.type(event);
        if (type == null || !(event instanceof OfChannel happened)) {
            return false;
        }
        for (var queue : queues(event.appId())) {
            if (queue.takes(type, happened)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void accept(ServerEvent event) {
        var type = WebhookBody.type(event);
        if (type == null || !(event instanceof OfChannel happened)) {
            return;
        }
        for (var queue : queues(event.appId())) {
            if (queue.takes(type, happened)) {
                queue.accept(type, happened);
            }
        }
    }

    private List<WebhookQueue> queues(String appId) {
        var app = closed ? null : apps.byId(appId).orElse(null);
        if (app == null || app.webhooks().isEmpty()) {
            return Endpoints.NONE;
        }
        var known = endpoints.get(appId);
        if (known == null || !known.isOf(app)) {
            known = endpoints.compute(appId, (id, old) -> old != null && old.isOf(app) ? old : renewed(app, old));
        }
        return known.queues();
    }

    /** The queues of a changed app: an endpoint that is as it was keeps its own. */
    private Endpoints renewed(App app, @Nullable Endpoints old) {
        var before = old == null ? Endpoints.NONE : old.all();
        var queues = new ArrayList<WebhookQueue>();
        for (var webhook : app.webhooks()) {
            var queue = before.stream()
                    .filter(one -> one.webhook().equals(webhook))
                    .findFirst()
                    .orElseGet(() -> new WebhookQueue(app, webhook, settings, client, timer, random, dead));
            queues.add(queue);
        }
        before.forEach(queue -> queue.sign(app));
        var retired = before.stream()
                .filter(queue -> !queues.contains(queue) && queue.depth() > 0)
                .toList();
        return new Endpoints(app, List.copyOf(queues), retired);
    }

    /**
     * Lets what waits already be signed as the apps are configured now, and forgets endpoints that are gone and have
     * nothing left to get; to be called after a change and now and then.
     */
    public void appsChanged() {
        endpoints
                .keySet()
                .forEach(id -> endpoints.computeIfPresent(id, (key, old) -> {
                    var app = apps.byId(id).orElse(null);
                    var now = app == null ? old.removed() : old.isOf(app) ? old.emptied() : renewed(app, old);
                    return now.all().isEmpty() ? null : now;
                }));
    }

    private List<WebhookQueue> all() {
        var all = new ArrayList<WebhookQueue>();
        endpoints.values().forEach(known -> all.addAll(known.all()));
        return all;
    }

    /** What became of the events so far, by the app's id; of every app that something was to be told of. */
    public Map<String, WebhookStats> stats() {
        var stats = new TreeMap<String, WebhookStats>();
        all().forEach(queue -> stats.merge(queue.appId(), queue.stats(), WebhookStats::plus));
        return stats;
    }

    /** Whether so much waits for some endpoint that events may soon be lost to it (protocol 11, {@code /up}). */
    public boolean overHalfFull() {
        return all().stream().anyMatch(WebhookQueue::overHalfFull);
    }

    /** What nobody took, newest first; see {@link #resend}. */
    public List<DeadLetter> deadLetters() {
        return dead.newestFirst();
    }

    /**
     * Gives dead letters back to their endpoints' queues, the oldest first, each as its own request with the same body.
     * Those for which there is no room stay where they are.
     *
     * @param ids of the letters, null for all
     * @return how many went
     */
    public int resend(@Nullable Collection<String> ids) {
        if (closed) {
            return 0;
        }
        var chosen = ids == null ? null : Set.copyOf(ids);
        return dead.resend(letter -> chosen == null || chosen.contains(letter.id()));
    }

    /**
     * Hears nothing more, delivers what waits where the endpoint takes it and the time allows, and ends. An endpoint that
     * fails is not waited for.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        var queues = all();
        queues.forEach(WebhookQueue::finish);
        long deadline = timer.nanoTime() + settings.flush().toNanos();
        while (!queues.stream().allMatch(WebhookQueue::finished)
                && timer.nanoTime() - deadline < 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        client.close();
        timer.close();
        queues.forEach(WebhookQueue::abandon);
    }
}
