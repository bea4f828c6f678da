package io.stentor.boot;

import io.stentor.cluster.LocalRelay;
import io.stentor.connection.Lanes;
import io.stentor.server.ServerHolder;
import io.stentor.server.StentorServer;
import io.stentor.webhook.TimerThread;
import io.stentor.webhook.Webhooks;
import io.stentor.webhook.http.HttpWebhookClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The one Stentor of this application: apps, channels, connections. The only place that calls {@code new} on its parts. */
@ApplicationScoped
public class Stentor implements ServerHolder {
    private volatile @Nullable StentorServer server;
    private volatile @Nullable Webhooks webhooks;

    /** Builds the parts and starts them. */
    public void start(Settings settings) {
        LongSupplier clock = System::nanoTime;
        webhooks = webhooks(settings);
        var started = new StentorServer(
                settings.server(),
                settings.apps(),
                new LocalRelay(),
                new Lanes(settings.lanes(), threads("stentor-lane-"), clock),
                threads("stentor-"),
                clock);
        started.start();
        server = started;
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

    /** The bean behind its proxy. */
    public Stentor self() {
        return this;
    }

    @Override
    public StentorServer server() {
        var running = server;
        if (running == null) {
            throw new IllegalStateException("Stentor is not running");
        }
        return running;
    }

    /** What is reported to back ends. */
    public Webhooks webhooks() {
        var running = webhooks;
        if (running == null) {
            throw new IllegalStateException("Stentor is not running");
        }
        return running;
    }

    /** Stops at once, and delivers what webhooks still wait for; nothing happens when it was never started. */
    public void stop() {
        var running = server;
        if (running != null) {
            running.close();
        }
        var reporting = webhooks;
        if (reporting != null) {
            reporting.close();
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
