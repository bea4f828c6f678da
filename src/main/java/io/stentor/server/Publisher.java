package io.stentor.server;

import io.stentor.app.App;
import io.stentor.app.Apps;
import io.stentor.channel.ChannelRegistry;
import io.stentor.cluster.Envelope;
import io.stentor.cluster.Relay;
import io.stentor.connection.Connection;
import io.stentor.connection.Lanes;
import io.stentor.event.EventSink;
import io.stentor.event.ServerEvent.ClientEventReceived;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.ClientMessage.ClientEvent;
import io.stentor.protocol.Frames;
import io.stentor.protocol.Json;
import io.stentor.protocol.SocketId;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Events in, envelopes out to every node, envelopes in, broadcasts to this node's subscribers. Any thread but a lane's. */
public final class Publisher {
    private final Lanes lanes;
    private final Relay relay;
    private final ChannelRegistry channels;
    private final Apps apps;
    private final EventSink sink;

    Publisher(Lanes lanes, Relay relay, ChannelRegistry channels, Apps apps, EventSink sink) {
        this.apps = apps;
        this.sink = sink;
        this.lanes = lanes;
        this.relay = relay;
        this.channels = channels;
    }

    /** Publishes to channels of an app, which checked it, as {@link #publish(App, Collection, String, String, SocketId)} does. */
    public void publish(App app, Publication publication) {
        publish(app, publication.channels(), publication.event(), publication.data(), publication.except());
    }

    /** The same without ever waiting, for one who has asked whether there is room. */
    public void publishAtOnce(App app, Publication publication) {
        bring(app, publication.channels(), publication.event(), publication.data(), publication.except());
    }

    /**
     * Publishes one event to channels of an app; returns when it has its place in the order of every local subscriber
     * (protocol 7). Waits for a moment when the server has more than enough to do.
     *
     * @param data what subscribers get as the string {@code data}
     * @param except the connection that must not get it; null or unknown excludes nobody
     */
    public void publish(
            App app, Collection<ChannelName> targets, String event, String data, @Nullable SocketId except) {
        lanes.awaitRoom();
        bring(app, targets, event, data, except);
    }

    private void bring(App app, Collection<ChannelName> targets, String event, String data, @Nullable SocketId except) {
        var quotedData = Json.quote(data);
        lanes.lend(() -> {
            for (var channel : targets) {
                relay.publish(new Envelope(app.id(), channel, Frames.event(channel, event, quotedData), true, except));
            }
        });
    }

    /** Brings a client's event to the other subscribers (protocol 4.1). The sender's lane calls it; never waits. */
    void relay(Connection from, ChannelName channel, ClientEvent event) {
        var membership = from.membership(channel);
        var userId = membership == null ? null : membership.userId();
        var frame = Frames.clientEvent(channel, event.event(), event.data(), userId);
        var appId = from.app().id();
        relay.publish(new Envelope(appId, channel, frame, false, from.id()));
        sink.accept(new ClientEventReceived(appId, channel, event.event(), event.data(), from.id(), userId));
    }

    void inbound(Envelope envelope) {
        apps.live(envelope.appId()).ifPresent(app -> {
            var appChannels = channels.of(app);
            if (envelope.fromBackEnd()) {
                appChannels.broadcastAndCache(envelope.channel(), envelope.frame(), envelope.except());
            } else {
                appChannels.broadcast(envelope.channel(), envelope.frame(), envelope.except());
            }
        });
    }
}
