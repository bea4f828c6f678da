package io.stentor.boot;

import io.stentor.app.App;
import io.stentor.cluster.LocalRelay;
import io.stentor.connection.Lanes;
import io.stentor.event.EventSinks;
import io.stentor.event.Listeners;
import io.stentor.event.ServerEvent;
import io.stentor.event.ServerEventListener;
import io.stentor.server.Publication;
import io.stentor.server.ServerHolder;
import io.stentor.server.StentorServer;
import io.stentor.webhook.TimerThread;
import io.stentor.webhook.Webhooks;
import io.stentor.webhook.http.HttpWebhookClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The one Stentor of this application: apps, channels, connections. The only place that calls {@code new} on its parts. */
@ApplicationScoped
public class Stentor implements ServerHolder {
    private volatile @Nullable Parts parts;

    private record Parts(
            StentorServer server,
            Webhooks webhooks,
            Listeners listeners,
            @Nullable AppUpdates updates) {}

    /** Builds the parts and starts them; called once. */
    public void start(Settings settings) {
        if (parts != null) {
            throw new IllegalStateException("Stentor is running already");
        }
        LongSupplier clock = System::nanoTime;
        var updates = settings.updates();
        if (updates != null) {
            updates.begin();
        }
        var webhooks = webhooks(settings);
        var listeners = new Listeners(
                settings.listenerQueue(),
                settings.listenerQueueBytes(),
                ListenerThreads.factory(threads("stentor-listener-")));
        var server = new StentorServer(
                settings.server(),
                settings.apps(),
                new LocalRelay(),
                new Lanes(settings.lanes(), threads("stentor-lane-"), clock),
                new EventSinks(List.of(webhooks, listeners)),
                threads("stentor-"),
                clock);
        server.start();
        parts = new Parts(server, webhooks, listeners, updates);
        if (updates != null && !updates.interval().isZero()) {
            server.every(
                    updates.interval(),
                    () -> updates.tick(server.blocking(), changes -> {
                        if (!changes.none()) {
                            server.appsChanged();
                        }
                        webhooks.appsChanged();
                        server.forgetRemovedApps();
                    }));
        }
    }

    private static Webhooks webhooks(Settings settings) {
        var timer = new TimerThread(threads("stentor-webhook-timer-"));
        var client = new HttpWebhookClient(
                threads("stentor-webhook-"), timer, settings.webhooks().refusePrivateAddresses());
        return new Webhooks(
                settings.webhooks(),
                settings.apps(),
                client,
                timer,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * Publishes one event, as {@code POST /apps/{appId}/events} does (protocol 8.3), without HTTP and signature; returns
     * when it has its place in the order of every subscriber of this server. It does not count against
     * {@code max_backend_events_per_second}, which is for those who ask from outside. Any thread.
     *
     * @param data what subscribers get as the string {@code data}; JSON, where clients shall parse it
     * @throws IllegalArgumentException when there is no such app, or it is disabled
     * @throws io.stentor.server.InvalidPublicationException when it breaks a rule of 8.3 or a limit of the app; the
     *     message says which
     */
    public void publish(String appId, Collection<String> channels, String event, String data) {
        publish(appId, channels, event, data, null);
    }

    /**
     * The same, but for one connection that shall not get it.
     *
     * @param exceptSocketId such as {@code 123.456}; null or unknown excludes nobody
     */
    public void publish(
            String appId, Collection<String> channels, String event, String data, @Nullable String exceptSocketId) {
        var running = server();
        var app = running.apps()
                .byId(appId)
                .filter(App::enabled)
                .orElseThrow(() -> new IllegalArgumentException("no enabled app has the id " + appId));
        running.publisher().publish(app, Publication.of(app, channels, event, data, exceptSocketId));
    }

    /**
     * Tells the listener of everything that happens from now on, for code without CDI; with it, observers of
     * {@link ServerEvent} or of one of its records hear the same.
     *
     * @return ends it
     */
    public Runnable listen(ServerEventListener listener) {
        return listen(ServerEvent.KINDS, listener);
    }

    /** The same for these kinds of events alone. */
    public Runnable listen(Set<Class<? extends ServerEvent>> kinds, ServerEventListener listener) {
        return running().listeners().add(kinds, listener);
    }

    /** The bean behind its proxy. */
    public Stentor self() {
        return this;
    }

    @Override
    public StentorServer server() {
        return running().server();
    }

    /** What is reported to back ends. */
    public Webhooks webhooks() {
        return running().webhooks();
    }

    private Parts running() {
        var running = parts;
        if (running == null) {
            throw new IllegalStateException("Stentor is not running");
        }
        return running;
    }

    /** Stops at once, and tells webhooks and listeners what they still wait for; nothing happens when it was never started. */
    public void stop() {
        var running = parts;
        if (running != null) {
            if (running.updates() != null) {
                running.updates().close();
            }
            running.server().close();
            running.listeners().close();
            running.webhooks().close();
        }
    }

    private static ThreadFactory threads(String name) {
        var number = new AtomicInteger();
        var loader = Stentor.class.getClassLoader();
        return task -> {
            var thread = new Thread(task, name + number.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            return thread;
        };
    }
}
