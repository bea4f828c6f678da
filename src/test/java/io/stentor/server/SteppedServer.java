package io.stentor.server;

import io.stentor.app.App;
import io.stentor.app.AppReader;
import io.stentor.app.ConfiguredApps;
import io.stentor.app.LiveApp;
import io.stentor.channel.ChannelRegistry;
import io.stentor.channel.ChannelSettings;
import io.stentor.channel.Channels;
import io.stentor.cluster.LocalRelay;
import io.stentor.connection.Connection;
import io.stentor.connection.FakeTransport;
import io.stentor.connection.Handshake;
import io.stentor.connection.Lanes;
import io.stentor.connection.OutboxLimits;
import io.stentor.connection.SteppedLanes;
import io.stentor.connection.Timeouts;
import io.stentor.connection.Transport;
import io.stentor.event.EventSink;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Json;
import io.stentor.protocol.MessageReader;
import io.stentor.protocol.SocketId;
import java.time.Duration;
import java.util.List;

/** A server's core on lanes that go on step by step, with a clock that moves when told. One thread. */
final class SteppedServer {
    static final OutboxLimits UNLIMITED = new OutboxLimits(0, 0, true);
    static final ChannelSettings CHANNELS = new ChannelSettings(10_000, Duration.ZERO);
    static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(30));
    private static final Handshake PLAIN = new Handshake(List.of(), null, false, null);

    private final SteppedLanes lanes;
    private final LiveApp app;
    private final ChannelRegistry channels;
    private final UserRegistry users = new UserRegistry();
    private final Publisher publisher;
    private final ProtocolHandler handler;
    private final MessageReader reader = new MessageReader(64 * 1024);
    private int ids;

    SteppedServer(int lanes, ChannelSettings settings, App app) {
        this(lanes, settings, app, EventSink.NONE);
    }

    /** @param sink hears what happens, at once */
    SteppedServer(int lanes, ChannelSettings settings, App app, EventSink sink) {
        this.lanes = new SteppedLanes(lanes);
        var apps = new ConfiguredApps(List.of(app));
        this.app = apps.live(app.id()).orElseThrow();
        this.channels = new ChannelRegistry(lanes, settings, sink, this.lanes.clock());
        var relay = new LocalRelay();
        // The publisher asks these for room; they have nothing to do, so they have room, and no threads.
        var idle = new Lanes(1, Thread::new, this.lanes.clock());
        this.publisher = new Publisher(idle, relay, channels, apps, sink);
        this.handler = new ProtocolHandler(channels, users, publisher);
        relay.start(publisher::inbound);
    }

    /** One lane and the app of the protocol's vectors, with more members such as {@code "cache_ttl":1}. */
    static SteppedServer with(String members) {
        return new SteppedServer(1, CHANNELS, app(members));
    }

    static App app(String members) {
        return app("app-key", "app-secret", members);
    }

    static App app(String key, String secret, String members) {
        var json = "[{\"id\":\"app-id\",\"key\":\"" + key + "\",\"secret\":\"" + secret + "\""
                + (members.isEmpty() ? "" : "," + members) + "}]";
        return new AppReader(120, warning -> {
                    throw new AssertionError(warning);
                })
                .read(Json.tree(json))
                .get(0);
    }

    SteppedLanes lanes() {
        return lanes;
    }

    App app() {
        return app.now();
    }

    Channels channels() {
        return channels.of(app);
    }

    Users users() {
        return users.of(app);
    }

    /** Users that the server still knows. */
    int userCount() {
        return users.count();
    }

    void run() {
        lanes.run();
    }

    /** Lets time pass and everything happen that is due then, as the server's timer does. */
    void tickAfter(Duration time) {
        lanes.clock().advance(time);
        lanes.tick();
        channels.tick();
        lanes.run();
    }

    /** Lets time pass for the channels alone. */
    void tickChannelsAfter(Duration time) {
        lanes.clock().advance(time);
        channels.tick();
    }

    void publish(String channel, String event, String data) {
        publish(channel, event, data, null);
    }

    void publish(String channel, String event, String data, SocketId except) {
        publisher.publish(app.now(), List.of(ChannelName.parse(channel, 200)), event, data, except);
    }

    /** A client of the first lane that reads at once. */
    Client client() {
        return client(0);
    }

    Client client(int lane) {
        var transport = FakeTransport.prompt();
        return new Client(connection(lane, transport, UNLIMITED), transport);
    }

    Connection connection(int lane, Transport transport, OutboxLimits limits) {
        return connection(lane, transport, limits, ++ids + "." + ids);
    }

    /** A connection that will be open once its lane has got there. */
    Connection connection(int lane, Transport transport, OutboxLimits limits, String id) {
        var connection = new Connection(
                new SocketId(id), app, PLAIN, lanes.get(lane), transport, limits, TIMEOUTS, users::depart);
        lanes.post(connection.lane(), connection::open);
        return connection;
    }

    void say(Connection from, String text, Runnable then) {
        var message = reader.read(text);
        lanes.post(from.lane(), () -> {
            handler.handle(from, message);
            then.run();
        });
    }

    static String subscription(Connection connection, String channel, String channelData) {
        return subscription(connection.id().text(), connection.app(), channel, channelData);
    }

    /** A subscription that the application has signed. */
    static String subscription(String socketId, App app, String channel, String channelData) {
        var signed = socketId + ":" + channel + (channelData == null ? "" : ":" + channelData);
        return "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\",\"auth\":\"" + app.key() + ":"
                + app.signature().of(signed) + "\""
                + (channelData == null ? "" : ",\"channel_data\":" + Json.quote(channelData)) + "}}";
    }

    static String unsubscription(String channel) {
        return "{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"" + channel + "\"}}";
    }

    static String signIn(Connection connection, String userData) {
        var auth =
                connection.app().key() + ":" + connection.app().signature().of(connection.id() + "::user::" + userData);
        return "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"" + auth + "\",\"user_data\":" + Json.quote(userData)
                + "}}";
    }

    /** A client that reads at once, and whose messages are dealt with when the lanes {@linkplain #run run}. */
    final class Client {
        private final Connection connection;
        private final FakeTransport transport;
        private int taken = 1;

        private Client(Connection connection, FakeTransport transport) {
            this.connection = connection;
            this.transport = transport;
        }

        Connection connection() {
            return connection;
        }

        Client say(String text) {
            return say(text, () -> {});
        }

        /** @param then is done in the same step */
        Client say(String text, Runnable then) {
            SteppedServer.this.say(connection, text, then);
            return this;
        }

        Client subscribe(String channel) {
            return say(subscription(connection, channel, null));
        }

        /** Joins a presence channel as this user. */
        Client subscribe(String channel, String userId) {
            return say(subscription(connection, channel, "{\"user_id\":\"" + userId + "\"}"));
        }

        Client unsubscribe(String channel) {
            return say(unsubscription(channel));
        }

        Client signIn(String userData) {
            return say(SteppedServer.signIn(connection, userData));
        }

        /** Closes as a browser does. */
        Client close() {
            lanes.post(connection.lane(), () -> connection.gone(false));
            return this;
        }

        /** Vanishes without a word. */
        Client crash() {
            lanes.post(connection.lane(), () -> connection.gone(true));
            return this;
        }

        /** Every frame since the connection was established. */
        List<String> all() {
            return transport.frames().stream().skip(1).toList();
        }

        /** Lets everything happen, and gives the frames since the last time. */
        List<String> heard() {
            run();
            var all = transport.frames();
            var news = all.subList(Math.min(taken, all.size()), all.size());
            taken = all.size();
            return news;
        }

        String closed() {
            return transport.closed();
        }
    }
}
