package io.stentor.channel;

import io.stentor.app.TestApps;
import io.stentor.connection.ByHand;
import io.stentor.connection.Connection;
import io.stentor.connection.FakeTransport;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Frame;
import java.util.List;

/** The channels of one app, and clients of them on three lanes that run when told to. */
final class TestChannels {
    static final ChannelName A = ChannelName.parse("a", 200);
    static final ChannelName B = ChannelName.parse("b", 200);

    final ByHand hand = new ByHand();
    final Channels channels = new ChannelRegistry(3).of(TestApps.app());

    /** A client with the frames that it got. */
    record Client(Connection connection, FakeTransport transport) {
        /** What it heard since it was established. */
        List<String> heard() {
            return transport.frames().subList(1, transport.frames().size());
        }
    }

    Client client(int lane) {
        var transport = FakeTransport.prompt();
        var connection = hand.connection(lane, TestApps.app(), transport, ByHand.ROOMY);
        hand.lane(lane).run(connection::open);
        hand.run(lane);
        return new Client(connection, transport);
    }

    /** Asks the client's lane to join, and to say so with {@code joined <channel>}. */
    void join(Client client, ChannelName channel) {
        client.connection().lane().run(() -> {
            channels.join(channel, client.connection());
            client.connection().send(new Frame("joined " + channel));
        });
    }

    void leave(Client client, ChannelName channel) {
        client.connection().lane().run(() -> client.connection().leave(channel));
    }

    void publish(ChannelName channel, String text) {
        channels.broadcast(channel, new Frame(text), null);
    }
}
