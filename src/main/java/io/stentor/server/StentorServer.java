package io.stentor.server;

import io.stentor.app.App;
import io.stentor.app.Apps;
import io.stentor.app.LiveApp;
import io.stentor.channel.CachedEvent;
import io.stentor.channel.ChannelRegistry;
import io.stentor.channel.Occupancy;
import io.stentor.cluster.Relay;
import io.stentor.connection.Connection;
import io.stentor.connection.Connections;
import io.stentor.connection.Handshake;
import io.stentor.connection.Lane;
import io.stentor.connection.Lanes;
import io.stentor.connection.Transport;
import io.stentor.event.EventSink;
import io.stentor.event.ServerEvent.Connected;
import io.stentor.event.ServerEvent.Disconnected;
import io.stentor.event.Settling;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.ClientMessage;
import io.stentor.protocol.ErrorCode;
import io.stentor.protocol.Member;
import io.stentor.protocol.MessageReader;
import io.stentor.protocol.SocketId;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One node of Stentor without its doors: transports open connections here, and the HTTP API publishes. Any thread but a
 * lane's.
 */
public final class StentorServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StentorServer.class.getName());
    private static final long TICK_MILLIS = 250;
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    /** Channels and members that left within the last seconds and may come back. */
    private static final int MOST_UNSETTLED = 100_000;

    private final ServerSettings settings;
    private final Apps apps;
    private final Lanes lanes;
    private final Relay relay;
    private final LongSupplier clock;
    private final Connections connections = new Connections();
    private final Settling happenings;
    private final ChannelRegistry channels;
    private final UserRegistry users = new UserRegistry();
    private final Publisher publisher;
    private final Admission admission;
    private final ProtocolHandler handler;
    private final MessageReader reader;
    private final SecureRandom random = new SecureRandom();
    private final ScheduledThreadPoolExecutor timer;
    private final BlockingCalls blocking;
    private final Postponed postponed;
    private final AtomicBoolean draining = new AtomicBoolean();
    private final List<Consumer<Predicate<String>>> keepers = new CopyOnWriteArrayList<>();

    /**
     * @param lanes and {@code relay} are the server's from here on: it closes them
     * @param sink hears what happens, once it has settled
     * @param clock monotonic, in nanoseconds; the lanes have the same
     */
    public StentorServer(
            ServerSettings settings,
            Apps apps,
            Relay relay,
            Lanes lanes,
            EventSink sink,
            ThreadFactory threads,
            LongSupplier clock) {
        this.settings = settings;
        this.apps = apps;
        this.lanes = lanes;
        this.relay = relay;
        this.clock = clock;
        this.happenings = new Settling(sink, settings.vacatedDelay(), MOST_UNSETTLED, clock);
        this.channels = new ChannelRegistry(lanes.count(), settings.channels(), happenings, clock);
        this.publisher = new Publisher(lanes, relay, channels, apps, happenings);
        this.admission = new Admission(settings, apps, connections, draining::get, clock, new Notices(LOG, clock));
        this.handler = new ProtocolHandler(channels, users, publisher);
        this.reader = new MessageReader(settings.messageBytes());
        this.timer = new ScheduledThreadPoolExecutor(1, threads);
        this.blocking = new BlockingCalls(threads, clock);
        this.postponed = new Postponed(timer);
    }

    /** Begins to hear the relay and to look after connections. */
    public void start() {
        relay.start(publisher::inbound);
        var unused =
                timer.scheduleAtFixedRate(() -> safely(this::tick), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        lanes.tick();
        channels.tick();
        happenings.tick();
        blocking.tick();
    }

    /** The timer would never call a task again that has failed once. */
    private static void safely(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error bug) {
            LOG.log(Level.ERROR, "a tick failed", bug);
        }
    }

    public Apps apps() {
        return apps;
    }

    public Publisher publisher() {
        return publisher;
    }

    /** Users of an app who are in a presence channel now, in the order in which they joined. */
    public List<Member> members(App app, ChannelName channel) {
        return apps.live(app.id())
                .map(live -> channels.of(live).members(channel))
                .orElse(List.of());
    }

    /** How full a channel of an app is now (protocol 8.4). */
    public Occupancy occupancy(App app, ChannelName channel) {
        return apps.live(app.id())
                .map(live -> channels.of(live).occupancy(channel))
                .orElseGet(() -> Occupancy.none(channel));
    }

    /** The occupied channels of an app whose names begin with this text, by name. */
    public List<Occupancy> occupied(App app, String prefix) {
        return apps.live(app.id())
                .map(live -> channels.of(live).occupied(prefix))
                .orElse(List.of());
    }

    /** What a cache channel of an app keeps now. */
    public Optional<CachedEvent> cached(App app, ChannelName channel) {
        return apps.live(app.id()).flatMap(live -> channels.of(live).cached(channel));
    }

    /** Connections of an app. */
    public int connections(App app) {
        return apps.live(app.id()).map(connections::count).orElse(0);
    }

    public MessageReader reader() {
        return reader;
    }

    public ServerSettings settings() {
        return settings;
    }

    /** Where transports run calls that may block. */
    public Executor blocking() {
        return blocking;
    }

    /** Where transports let engines close: the call is interrupted now and then when it takes long. */
    public Executor closing() {
        return blocking::executeImpatiently;
    }

    /** The same, after a while, or when the server closes. */
    public Executor blockingAfter(Duration delay) {
        return postponed.after(delay, blocking::executeImpatiently);
    }

    /** For calls that never block, likewise after a while: the timer itself makes them. */
    public Executor after(Duration delay) {
        return postponed.after(delay, Runnable::run);
    }

    /** See {@link Lanes#workAlone}. */
    public void workAlone() {
        lanes.workAlone();
    }

    /** Whether work may be brought without waiting for it. */
    public boolean hasRoom() {
        return lanes.haveRoom();
    }

    public boolean draining() {
        return draining.get();
    }

    /**
     * A client has connected: admits it, or tells it why not (protocol 1.2). Either way the transport reports to what
     * this returns.
     */
    public Inbound open(String key, Handshake handshake, Transport transport) {
        var lane = lanes.next();
        var verdict = admission.judge(key, handshake);
        if (verdict.app() != null) {
            return admit(verdict.app(), handshake, lane, transport);
        }
        var why = verdict.refusal() == null ? ErrorCode.OVER_CAPACITY : verdict.refusal();
        return new RefusedInbound(lane.refuse(transport, why, settings.timeouts()));
    }

    private Inbound admit(LiveApp app, Handshake handshake, Lane lane, Transport transport) {
        var connection = register(app, handshake, lane, transport);
        happenings.accept(new Connected(app.id(), connection.id()));
        lanes.lend(() -> lane.run(connection::open));
        // Asked again now that it is registered, so that whoever changes this meanwhile ends it or is seen here.
        var unwelcome = draining.get() ? ErrorCode.SERVER_CLOSED : unwelcome(app);
        if (unwelcome != null) {
            end(connection, unwelcome);
        }
        return new AdmittedInbound(connection);
    }

    /** Under a socket id that nobody else has. */
    private Connection register(LiveApp app, Handshake handshake, Lane lane, Transport transport) {
        while (true) {
            var connection = new Connection(
                    SocketId.draw(random),
                    app,
                    handshake,
                    lane,
                    transport,
                    settings.outbox(),
                    settings.timeouts(),
                    this::ended);
            if (connections.add(connection)) {
                return connection;
            }
        }
    }

    /** Why a connection may not stay, as its app is configured now; null when it may. */
    private @Nullable ErrorCode unwelcome(LiveApp app) {
        if (apps.live(app.id()).orElse(null) != app) {
            return ErrorCode.APP_NOT_FOUND;
        }
        return app.now().enabled() ? null : ErrorCode.APP_DISABLED;
    }

    /**
     * Lets the connections of apps go that were removed or disabled (protocol 12). Most of what else was changed of an app
     * needs no call: everybody asks its {@link LiveApp}.
     */
    public void appsChanged() {
        lanes.awaitRoom();
        lanes.forEach(connection -> {
            var why = unwelcome(connection.liveApp());
            if (why == null) {
                connection.appChanged();
            } else {
                connection.end(why);
            }
        });
    }

    /** Adds somebody who keeps something for each app, to be told when there is nothing to keep it for any more. */
    public void onForgotten(Consumer<Predicate<String>> keeper) {
        keepers.add(keeper);
    }

    /** Forgets what was kept for apps that were removed and have no connection any more; to be called now and then. */
    public void forgetRemovedApps() {
        Predicate<LiveApp> gone = app -> apps.live(app.id()).orElse(null) != app && connections.count(app) == 0;
        channels.forget(gone);
        users.forget(gone);
        keepers.forEach(keeper -> keeper.accept(id -> apps.byId(id).isEmpty()));
    }

    /** Runs a task that does not block, from now on until the server closes. */
    public void every(Duration period, Runnable task) {
        var unused = timer.scheduleWithFixedDelay(
                () -> safely(task), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void ended(Connection connection) {
        connections.remove(connection);
        users.depart(connection);
        happenings.accept(new Disconnected(connection.app().id(), connection.id()));
    }

    /** Ends every connection that is signed in as this user, or present as it in a channel (protocol 5.4). */
    public void terminate(App app, String userId) {
        endUser(app, userId, ErrorCode.TERMINATED);
    }

    /** The same, with the word that clients come back on. */
    public void forceReconnect(App app, String userId) {
        endUser(app, userId, ErrorCode.FORCE_RECONNECT);
    }

    private void endUser(App app, String userId, ErrorCode why) {
        lanes.awaitRoom();
        lanes.forEach(connection -> {
            if (connection.app().id().equals(app.id()) && connection.belongsTo(userId)) {
                connection.end(why);
            }
        });
    }

    /** Turns new clients away, and lets those that are here go, evenly over the grace period (protocol 1.5). Waits for it. */
    public void drain() {
        if (!draining.compareAndSet(false, true)) {
            return;
        }
        var leaving = new ArrayList<>(connections.all());
        long pause = leaving.isEmpty() ? 0 : settings.grace().toNanos() / leaving.size();
        long start = clock.getAsLong();
        for (int i = 0; i < leaving.size(); i++) {
            while (clock.getAsLong() - start < pause * i && connections.count() > 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            end(leaving.get(i), ErrorCode.SERVER_CLOSED);
        }
        awaitGoodbyes();
    }

    /** Turns new clients away, and tells whoever is here to reconnect; returns when they had a moment to hear it. */
    public void dismiss() {
        draining.set(true);
        connections.all().forEach(connection -> end(connection, ErrorCode.SERVER_CLOSED));
        awaitGoodbyes();
    }

    /** Stops at once, after {@link #dismiss}. */
    @Override
    public void close() {
        dismiss();
        timer.shutdownNow();
        happenings.settleAll();
        relay.close();
        postponed.close();
        blocking.close();
        lanes.close();
    }

    private void awaitGoodbyes() {
        long deadline = clock.getAsLong() + GOODBYE.toNanos();
        while (lanes.held() > 0 && clock.getAsLong() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static void end(Connection connection, ErrorCode why) {
        connection.lane().run(() -> connection.end(why));
    }

    /** What the node holds, to show that nothing is left behind. */
    public record Holdings(int connections, int registered, int channels, int users, int lanes) {}

    public Holdings holdings() {
        return new Holdings(
                connections.count(), connections.all().size(), channels.count(), users.count(), lanes.held());
    }

    private final class AdmittedInbound implements Inbound {
        private final Connection connection;

        private AdmittedInbound(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void received(ClientMessage message) {
            connection.heard();
            lanes.awaitRoom();
            handle(message);
        }

        @Override
        public void received(ClientMessage message, Runnable next) {
            connection.heard();
            handle(message);
            if (lanes.haveRoom()) {
                next.run();
            } else {
                blocking.execute(() -> {
                    lanes.awaitRoom();
                    next.run();
                });
            }
        }

        private void handle(ClientMessage message) {
            lanes.lend(() -> connection.lane().run(() -> handler.handle(connection, message)));
        }

        @Override
        public void heard() {
            connection.heard();
        }

        @Override
        public void closed(boolean brokenOff) {
            connection.lane().run(() -> connection.gone(brokenOff));
        }
    }

    private record RefusedInbound(Lane.Refused refused) implements Inbound {
        @Override
        public void received(ClientMessage message) {}

        @Override
        public void received(ClientMessage message, Runnable next) {
            next.run();
        }

        @Override
        public void heard() {}

        @Override
        public void closed(boolean brokenOff) {
            refused.closed();
        }
    }
}
