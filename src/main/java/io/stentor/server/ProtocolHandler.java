package io.stentor.server;

import io.stentor.app.RateLimit;
import io.stentor.channel.ChannelRegistry;
import io.stentor.connection.Connection;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.ClientMessage;
import io.stentor.protocol.ClientMessage.ClientEvent;
import io.stentor.protocol.ClientMessage.Ping;
import io.stentor.protocol.ClientMessage.Pong;
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
import io.stentor.protocol.Utf8;
import org.jspecify.annotations.Nullable;

/** Does what clients ask, or answers why not. The connection's lane calls it. */
final class ProtocolHandler {
    /** A longer name is not even repeated in the answer to a subscription (protocol 3.4). */
    private static final int UNUSABLE_NAME = 512;

    private final ChannelRegistry channels;
    private final UserRegistry users;
    private final Publisher publisher;
    private final Authorizer authorizer = new Authorizer();

    ProtocolHandler(ChannelRegistry channels, UserRegistry users, Publisher publisher) {
        this.channels = channels;
        this.users = users;
        this.publisher = publisher;
    }

    void handle(Connection from, ClientMessage message) {
        if (from.over()) {
            return;
        }
        if (message instanceof Ping) {
            from.send(Frames.PONG);
        } else if (message instanceof Pong) {
            return;
        } else if (message instanceof TooLarge) {
            from.end(ErrorCode.MESSAGE_TOO_LARGE);
        } else if (isText(message) && !from.maySpeak()) {
            tooOften(from, null, Refusal.MESSAGE_RATE, from.app().limits().messages(), ErrorCode.TOO_MANY_MESSAGES);
        } else if (message instanceof Subscribe asked) {
            subscribe(from, asked);
        } else if (message instanceof Unsubscribe asked) {
            unsubscribe(from, asked);
        } else if (message instanceof ClientEvent event) {
            relay(from, event);
        } else if (message instanceof SignIn asked) {
            signIn(from, asked);
        } else if (message instanceof Refused refused) {
            from.refuse(refused.why(), null);
        }
    }

    /** Only text counts against the limit of messages (protocol 4.2). */
    private static boolean isText(ClientMessage message) {
        return !(message instanceof Refused refused && refused.why() == Refusal.BINARY);
    }

    private static void tooOften(
            Connection from, @Nullable String channel, Refusal why, RateLimit limit, ErrorCode end) {
        if (limit.terminate()) {
            from.end(end, channel);
        } else {
            from.refuse(why, channel);
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
        if (asked.malformed() && channel.kind().signed()) {
            fail(from, asked, SubscriptionError.INVALID_CHANNEL_DATA);
            return;
        }
        boolean again = from.membership(channel) != null;
        int most = limits.channelsPerConnection();
        if (!again && most > 0 && from.channelCount() >= most) {
            fail(from, asked, SubscriptionError.TOO_MANY_SUBSCRIPTIONS);
            return;
        }
        var decision = authorizer.decide(from, channel, asked);
        if (decision.error() != null) {
            fail(from, asked, decision.error());
            return;
        }
        if (again) {
            channels.of(from.liveApp()).acknowledgeAgain(channel, from).ifPresent(from::send);
            return;
        }
        var joined = channels.of(from.liveApp()).join(channel, from, decision.member());
        if (joined.full()) {
            fail(from, asked, SubscriptionError.CHANNEL_FULL);
        } else if (channel.kind().signed()) {
            from.authorize();
        }
        joined.answers().forEach(from::send);
    }

    private static void fail(Connection from, Subscribe asked, SubscriptionError why) {
        if (Utf8.length(asked.channel()) > UNUSABLE_NAME) {
            from.send(Frames.subscriptionFailed(null, why));
        } else {
            from.send(Frames.subscriptionError(asked.channel(), why));
            from.send(Frames.subscriptionFailed(asked.channel(), why));
        }
    }

    /**
     * Never answered: a name that is none, or a channel that the connection is not in, leaves nothing to do. A name may
     * be longer than the app allows by now.
     */
    private static void unsubscribe(Connection from, Unsubscribe asked) {
        try {
            from.leave(ChannelName.parse(asked.channel(), UNUSABLE_NAME));
        } catch (InvalidNameException nothingToLeave) {
            return;
        }
    }

    /** The rules of protocol 4.2 in their order. */
    private void relay(Connection from, ClientEvent event) {
        var limits = from.app().limits();
        if (!from.mayTriggerEvent()) {
            tooOften(
                    from,
                    event.channel(),
                    Refusal.CLIENT_EVENT_RATE,
                    limits.clientEvents(),
                    ErrorCode.TOO_MANY_CLIENT_EVENTS);
            return;
        }
        var channel = event.channel() == null ? null : name(event.channel(), limits.channelName());
        var refusal = refusal(from, event, channel);
        if (refusal != null) {
            from.refuse(refusal, event.channel());
        } else if (channel != null) {
            publisher.relay(from, channel, event);
        }
    }

    private static @Nullable Refusal refusal(Connection from, ClientEvent event, @Nullable ChannelName channel) {
        var limits = from.app().limits();
        if (!from.app().features().clientMessages()) {
            return Refusal.CLIENT_EVENTS_DISABLED;
        }
        if (Utf8.length(event.event()) > limits.eventName()) {
            return Refusal.CLIENT_EVENT_NAME_TOO_LONG;
        }
        if (event.channel() == null) {
            return Refusal.CLIENT_EVENT_WITHOUT_CHANNEL;
        }
        if (channel == null || !channel.kind().signed() || channel.kind().encrypted()) {
            return Refusal.CLIENT_EVENT_ELSEWHERE;
        }
        if (from.membership(channel) == null) {
            return Refusal.CLIENT_EVENT_NOT_SUBSCRIBED;
        }
        return Utf8.length(event.data()) > limits.eventPayloadBytes() ? Refusal.CLIENT_EVENT_TOO_LARGE : null;
    }

    private static @Nullable ChannelName name(String text, int limit) {
        try {
            return ChannelName.parse(text, limit);
        } catch (InvalidNameException none) {
            return null;
        }
    }

    private void signIn(Connection from, SignIn asked) {
        var userData = asked.userData();
        var data = userData == null || !authorizer.signedIn(from, asked) ? null : UserData.parse(userData);
        if (userData == null || data == null) {
            from.end(ErrorCode.NOT_AUTHORIZED);
            return;
        }
        var before = from.user();
        if (before != null && !before.id().equals(data.user().id())) {
            from.refuse(Refusal.SIGNED_IN_AS_ANOTHER, null);
            return;
        }
        // Entered before anything is sent: a client that is too full for it is taken out again with all the rest.
        var appUsers = users.of(from.liveApp());
        if (before == null) {
            appUsers.arrive(from, data.user());
        } else {
            appUsers.unwatch(from, before.watchlist());
        }
        from.signIn(data.user());
        from.send(Frames.signinSuccess(userData));
        if (from.app().features().watchlistEvents()) {
            if (data.tooManyWatched()) {
                from.refuse(Refusal.WATCHLIST_TOO_LONG, null);
            }
            if (!from.over()) {
                appUsers.watch(from, data.user().watchlist());
            }
        }
    }
}
