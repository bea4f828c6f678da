package io.stentor.server;

import io.stentor.channel.ChannelRegistry;
import io.stentor.connection.Connection;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.ClientMessage;
import io.stentor.protocol.ClientMessage.ClientEvent;
import io.stentor.protocol.ClientMessage.Ping;
import io.stentor.protocol.ClientMessage.Refused;
import io.stentor.protocol.ClientMessage.SignIn;
import io.stentor.protocol.ClientMessage.Subscribe;
import io.stentor.protocol.ClientMessage.TooLarge;
import io.stentor.protocol.ClientMessage.Unsubscribe;
import io.stentor.protocol.ErrorCode;
import io.stentor.protocol.Frames;
import io.stentor.protocol.InvalidNameException;
import io.stentor.protocol.Refusal;
import io.stentor.protocol.SubscriptionError;

/** Does what clients ask, or answers why not. The connection's lane calls it. */
final class ProtocolHandler {
    /** A longer name is not even repeated in the answer (protocol 3.4). */
    private static final int UNUSABLE_NAME = 512;

    private final ChannelRegistry channels;
    private final Authorizer authorizer = new Authorizer();

    ProtocolHandler(ChannelRegistry channels) {
        this.channels = channels;
    }

    void handle(Connection from, ClientMessage message) {
        if (from.over()) {
            return;
        }
        if (message instanceof Subscribe asked) {
            subscribe(from, asked);
        } else if (message instanceof Unsubscribe asked) {
            unsubscribe(from, asked);
        } else if (message instanceof ClientEvent event) {
            from.refuse(Refusal.CLIENT_EVENTS_DISABLED, event.channel());
        } else if (message instanceof Ping) {
            from.send(Frames.PONG);
        } else if (message instanceof Refused refused) {
            from.refuse(refused.why(), null);
        } else if (message instanceof SignIn) {
            from.end(ErrorCode.NOT_AUTHORIZED);
        } else if (message instanceof TooLarge) {
            from.end(ErrorCode.MESSAGE_TOO_LARGE);
        }
    }

    private void subscribe(Connection from, Subscribe asked) {
        var limits = from.app().limits();
        ChannelName channel;
        try {
            channel = ChannelName.parse(asked.channel(), limits.channelName());
        } catch (InvalidNameException wrong) {
            fail(from, asked, wrong.tooLong() ? SubscriptionError.CHANNEL_TOO_LONG : SubscriptionError.INVALID_CHANNEL);
            return;
        }
        boolean again = from.in(channel);
        int most = limits.channelsPerConnection();
        if (!again && most > 0 && from.channelCount() >= most) {
            fail(from, asked, SubscriptionError.TOO_MANY_SUBSCRIPTIONS);
            return;
        }
        var refusal = authorizer.refusal(from, channel, asked);
        if (refusal != null) {
            fail(from, asked, refusal);
        } else {
            if (!again) {
                channels.of(from.app()).join(channel, from);
            }
            from.send(Frames.subscriptionSucceeded(channel));
        }
    }

    private static void fail(Connection from, Subscribe asked, SubscriptionError why) {
        if (asked.channel().length() > UNUSABLE_NAME) {
            from.send(Frames.subscriptionFailed(null, why));
        } else {
            from.send(Frames.subscriptionError(asked.channel(), why));
            from.send(Frames.subscriptionFailed(asked.channel(), why));
        }
    }

    /** Never answered: a name that is none, or a channel that the connection is not in, leaves nothing to do. */
    private static void unsubscribe(Connection from, Unsubscribe asked) {
        try {
            from.leave(ChannelName.parse(asked.channel(), from.app().limits().channelName()));
        } catch (InvalidNameException nothingToLeave) {
            return;
        }
    }
}
