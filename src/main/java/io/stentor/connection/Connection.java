package io.stentor.connection;

import io.stentor.app.App;
import io.stentor.app.LiveApp;
import io.stentor.app.SlowConsumer;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.ErrorCode;
import io.stentor.protocol.Frame;
import io.stentor.protocol.Frames;
import io.stentor.protocol.Refusal;
import io.stentor.protocol.SocketId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's live connection, over any transport. Its lane owns it: whatever is not marked otherwise is called by the
 * lane alone. It ends once, by {@link #end} or {@link #gone}, whichever comes first; after that nothing of it is left
 * in any channel or registry.
 */
public final class Connection extends Wheel.Timed {
    private static final long BINARY_ANSWER_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long FOREVER = TimeUnit.DAYS.toNanos(365);

    private final SocketId id;
    private final LiveApp app;
    private final Handshake handshake;
    private final Lane lane;
    private final Outbox outbox;
    private final SlowConsumer standard;

    /** Who connected while nobody needed to be vouched for stays, whatever the app demands later. */
    private final boolean mustBeVouchedFor;

    private final Timeouts timeouts;
    private final Consumer<Connection> ended;
    private final Map<ChannelName, Membership> memberships = new HashMap<>(4);
    private final long openedAt;
    private @Nullable User user;
    private boolean authorized;
    private @Nullable InvalidMessages invalidMessages;
    private @Nullable RateBucket clientEvents;
    private @Nullable RateBucket messages;
    private volatile long heardAt;
    private long pingedAt;
    private long nativePingAt;
    private long binaryAnsweredAt;
    private boolean pinged;
    private boolean over;

    /** @param ended hears once that the connection is over; the lane calls it */
    public Connection(
            SocketId id,
            LiveApp app,
            Handshake handshake,
            Lane lane,
            Transport transport,
            OutboxLimits limits,
            Timeouts timeouts,
            Consumer<Connection> ended) {
        this.id = id;
        this.app = app;
        this.handshake = handshake;
        this.lane = lane;
        this.outbox = new Outbox(lane, transport, limits, new Care());
        this.standard = limits.disconnect() ? SlowConsumer.DISCONNECT : SlowConsumer.DROP_NEWEST;
        this.mustBeVouchedFor = app.now().features().userAuthentication();
        this.timeouts = timeouts;
        this.ended = ended;
        this.heardAt = lane.now();
        this.openedAt = heardAt;
        this.nativePingAt = heardAt;
        this.binaryAnsweredAt = heardAt - BINARY_ANSWER_NANOS;
    }

    public SocketId id() {
        return id;
    }

    /** The app as it is configured now. */
    public App app() {
        return app.now();
    }

    public LiveApp liveApp() {
        return app;
    }

    public Handshake handshake() {
        return handshake;
    }

    public Lane lane() {
        return lane;
    }

    public boolean over() {
        return over;
    }

    /** Begins the connection's life. */
    public void open() {
        if (over) {
            return;
        }
        lane.admit(this, nextCheck(openedAt));
        send(Frames.connectionEstablished(id, app().activityTimeout()));
    }

    /** Notes a sign of life; any thread. */
    public void heard() {
        heardAt = lane.now();
    }

    /** Sends what belongs to the connection itself; a client that is too full even for that is let go. */
    public void send(Frame frame) {
        if (!outbox.add(frame) && !(lenient() && outbox.addBeyond(frame))) {
            end(ErrorCode.SLOW_CONSUMER);
        }
    }

    /** Whether a full client may stay, so that room must be found for what it may not miss. */
    private boolean lenient() {
        return standard != SlowConsumer.DISCONNECT || app().slowConsumers().lenient();
    }

    /**
     * Sends an event of a channel.
     *
     * @param policy what happens when the client is full; null for what the server does otherwise (protocol 7)
     */
    public void deliver(Frame event, @Nullable SlowConsumer policy) {
        if (!outbox.offer(event, policy == null ? standard : policy)) {
            end(ErrorCode.SLOW_CONSUMER);
        }
    }

    /** Events that the client missed because too much waited for it. */
    public long dropped() {
        return outbox.dropped();
    }

    /** Answers a message that breaks a rule, and ends a connection that sends too many of them (protocol 6). */
    public void refuse(Refusal why, @Nullable String channel) {
        long now = lane.now();
        if (why != Refusal.BINARY) {
            send(Frames.error(why, channel));
        } else if (now - binaryAnsweredAt >= BINARY_ANSWER_NANOS) {
            binaryAnsweredAt = now;
            send(Frames.error(why, channel));
        }
        if (why.invalidMessage()) {
            if (invalidMessages == null) {
                invalidMessages = new InvalidMessages();
            }
            if (invalidMessages.oneTooMany(now)) {
                end(ErrorCode.TOO_MANY_INVALID_MESSAGES);
            }
        }
    }

    public boolean in(ChannelName channel) {
        return memberships.containsKey(channel);
    }

    public int channelCount() {
        return memberships.size();
    }

    /** Remembers a channel, so that leaving costs what was joined. */
    public void joined(ChannelName channel, Membership membership) {
        memberships.put(channel, membership);
    }

    /** The connection's place in a channel, null when it has none. */
    public @Nullable Membership membership(ChannelName channel) {
        return memberships.get(channel);
    }

    /** Leaves a channel; nothing happens when the connection is not in it. */
    public void leave(ChannelName channel) {
        var membership = memberships.remove(channel);
        if (membership != null) {
            membership.leave(false);
        }
    }

    /** Who the connection has signed in as, null before. */
    public @Nullable User user() {
        return user;
    }

    public void signIn(User who) {
        user = who;
        authorized = true;
    }

    /** Notes that the application has vouched for the client, by a signed subscription or sign-in (protocol 5.1). */
    public void authorize() {
        authorized = true;
    }

    /** Whether this user is connected here: signed in, or present in a channel. */
    public boolean belongsTo(String userId) {
        return user != null && user.id().equals(userId)
                || memberships.values().stream().anyMatch(membership -> userId.equals(membership.userId()));
    }

    /** Counts a client event against its limit; says whether it may pass. */
    public boolean mayTriggerEvent() {
        var limit = app().limits().clientEvents();
        if (clientEvents == null) {
            clientEvents = new RateBucket(limit, lane.now());
        }
        return clientEvents.take(limit, lane.now());
    }

    /** Counts a message against its limit; says whether it may pass. */
    public boolean maySpeak() {
        var limit = app().limits().messages();
        if (limit.attempts() == 0) {
            return true;
        }
        if (messages == null) {
            messages = new RateBucket(limit, lane.now());
        }
        return messages.take(limit, lane.now());
    }

    /** Says why and closes. A client that does not read loses what waited for it; it would never take it. */
    public void end(ErrorCode why) {
        end(why, null);
    }

    /** The same, where it concerns one channel; null when it concerns none. */
    public void end(ErrorCode why, @Nullable String channel) {
        if (finish(why == ErrorCode.PONG_TIMEOUT)) {
            boolean discard = why == ErrorCode.SLOW_CONSUMER;
            outbox.finish(why, Frames.error(why, channel), discard, lane.now() + timeouts.goodbyeNanos());
        }
    }

    /**
     * The transport is closed, by whomever.
     *
     * @param brokenOff whether the client vanished without a word
     */
    public void gone(boolean brokenOff) {
        finish(brokenOff);
        outbox.discard();
        lane.left(outbox);
    }

    private boolean finish(boolean brokenOff) {
        if (over) {
            return false;
        }
        over = true;
        lane.dismiss(this);
        memberships.values().forEach(membership -> membership.leave(brokenOff));
        memberships.clear();
        ended.accept(this);
        return true;
    }

    /** Protocol 1.4. The ping is never early; a pong is late by at most the time between two ticks. */
    @Override
    long check(long now) {
        if (writeLeft(now) < 0) {
            end(ErrorCode.SLOW_CONSUMER);
        } else if (authorizationLeft(now) <= 0) {
            end(ErrorCode.NOT_AUTHORIZED_IN_TIME);
        } else {
            beat(now);
        }
        return over ? Wheel.NEVER : nextCheck(now);
    }

    private void beat(long now) {
        if (awaitsPong()) {
            if (pongLeft(now) <= 0) {
                end(ErrorCode.PONG_TIMEOUT);
            }
        } else if (silenceLeft(now) <= 0) {
            pinged = true;
            pingedAt = now;
            nativePingAt = now;
            send(Frames.PING);
            send(Frame.NATIVE_PING);
        } else if (quietLeft(now) <= 0 && outbox.idle()) {
            nativePingAt = now;
            send(Frame.NATIVE_PING);
        }
    }

    private boolean awaitsPong() {
        pinged = pinged && heardAt - pingedAt <= 0;
        return pinged;
    }

    /** The app has changed, and with it when this has to be looked at. */
    public void appChanged() {
        if (!over) {
            lane.lookAt(this, nextCheck(lane.now()));
        }
    }

    private long nextCheck(long now) {
        // Who answers a ping is due again as soon as it may be silent for, which may be before the time for a pong is
        // up.
        long silence = awaitsPong() ? Math.min(pongLeft(now), activity()) : silenceLeft(now);
        long left = Math.min(silence, quietLeft(now));
        left = Math.min(left, Math.min(writeLeft(now), authorizationLeft(now)));
        return now + Math.max(left, 0);
    }

    private long activity() {
        return TimeUnit.SECONDS.toNanos(app().activityTimeout());
    }

    // Nanoseconds until something has to be done, FOREVER for never.

    private long silenceLeft(long now) {
        return heardAt + activity() - now;
    }

    private long pongLeft(long now) {
        return pingedAt + timeouts.pong().toNanos() - now;
    }

    /** Until a native ping, when nothing was written for long, for the sake of proxies with little patience. */
    private long quietLeft(long now) {
        long interval = timeouts.pingInterval().toNanos();
        return interval == 0 ? FOREVER : interval - Math.min(now - outbox.lastWrite(), now - nativePingAt);
    }

    private long writeLeft(long now) {
        long longest = timeouts.write().toNanos();
        return longest == 0 || !outbox.writing() ? FOREVER : outbox.writingSince() + longest - now;
    }

    private long authorizationLeft(long now) {
        return mustBeVouchedFor && !authorized && app().features().userAuthentication()
                ? openedAt + timeouts.authorization().toNanos() - now
                : FOREVER;
    }

    private final class Care implements Outbox.Owner {
        @Override
        public void writing() {
            // A goodbye has a deadline of its own.
            if (!over && !timeouts.write().isZero()) {
                lane.lookAt(Connection.this, lane.now() + timeouts.write().toNanos());
            }
        }

        @Override
        public void broken() {
            gone(true);
        }
    }

    /** Frames waiting, the ones in flight not counted. */
    int waiting() {
        return outbox.size();
    }

    @Override
    public String toString() {
        return "app=" + app.id() + " socket=" + id;
    }
}
