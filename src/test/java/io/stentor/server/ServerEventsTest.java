package io.stentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.channel.ChannelSettings;
import io.stentor.event.Recording;
import io.stentor.event.ServerEvent;
import io.stentor.event.ServerEvent.CacheMissed;
import io.stentor.event.ServerEvent.ChannelOccupied;
import io.stentor.event.ServerEvent.ChannelVacated;
import io.stentor.event.ServerEvent.ClientEventReceived;
import io.stentor.event.ServerEvent.MemberAdded;
import io.stentor.event.ServerEvent.MemberRemoved;
import io.stentor.event.ServerEvent.SubscriptionCountChanged;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Member;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What webhooks and listeners are told of (protocol 9.1), before it settles. */
class ServerEventsTest {
    private final Recording recording = new Recording(event -> !(event instanceof SubscriptionCountChanged));
    private final SteppedServer server = server(Duration.ZERO, recording, "\"enable_client_messages\":true");

    private static SteppedServer server(Duration lingering, Recording recording, String members) {
        return new SteppedServer(2, new ChannelSettings(100, lingering), SteppedServer.app(members), recording);
    }

    private static ChannelName name(String text) {
        return ChannelName.parse(text, 200);
    }

    private static ServerEvent occupied(String channel) {
        return new ChannelOccupied("app-id", name(channel));
    }

    private static ServerEvent vacated(String channel) {
        return new ChannelVacated("app-id", name(channel));
    }

    private static ServerEvent added(String userId) {
        return new MemberAdded("app-id", name("presence-room"), new Member(userId, "{}"));
    }

    private static ServerEvent removed(String userId) {
        return new MemberRemoved("app-id", name("presence-room"), userId);
    }

    private static ServerEvent counted(String channel, int count) {
        return new SubscriptionCountChanged("app-id", name(channel), count);
    }

    /** What was told once everything has happened that was asked for. */
    private static List<ServerEvent> told(SteppedServer server, Recording recording) {
        server.run();
        return recording.heard();
    }

    private List<ServerEvent> told() {
        return told(server, recording);
    }

    private void forget(SteppedServer server) {
        server.run();
        recording.clear();
    }

    @Test
    void aChannelIsOccupiedByItsFirstSubscriberAndVacatedByItsLast() {
        var ann = server.client(0).subscribe("orders");
        var bob = server.client(1).subscribe("orders");
        assertThat(told()).containsExactly(occupied("orders"));

        ann.unsubscribe("orders");
        assertThat(told()).containsExactly(occupied("orders"));
        bob.crash();
        assertThat(told()).containsExactly(occupied("orders"), vacated("orders"));
    }

    @Test
    void aMemberIsAddedWithTheFirstConnectionOfItsUserAndRemovedWithTheLast() {
        var ann = server.client(0).subscribe("presence-room", "ann");
        var annAgain = server.client(1).subscribe("presence-room", "ann");
        var bob = server.client(0).subscribe("presence-room", "bob");
        ann.unsubscribe("presence-room");
        annAgain.unsubscribe("presence-room");
        bob.unsubscribe("presence-room");

        assertThat(told())
                .containsExactly(
                        occupied("presence-room"),
                        added("ann"),
                        added("bob"),
                        removed("ann"),
                        removed("bob"),
                        vacated("presence-room"));
    }

    @Test
    void aRefusedSubscriptionIsNothingThatHappened() {
        server.client().say("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"private-x\",\"auth\":\"x\"}}");

        assertThat(told()).isEmpty();
    }

    @Test
    void aUserWhoBrokeOffIsRemovedWhenItsTimeIsOver() {
        var patient = server(Duration.ofSeconds(10), recording, "");
        var ann = patient.client(0).subscribe("presence-room", "ann");
        patient.client(1).subscribe("presence-room", "bob");
        forget(patient);
        ann.crash();
        patient.run();
        patient.tickAfter(Duration.ofSeconds(9));
        assertThat(told(patient, recording)).isEmpty();

        patient.tickAfter(Duration.ofSeconds(1));
        assertThat(told(patient, recording)).containsExactly(removed("ann"));
    }

    @Test
    void aChannelTakesTheUsersAlongWhoMightHaveComeBack() {
        var patient = server(Duration.ofSeconds(10), recording, "");
        var ann = patient.client(0).subscribe("presence-room", "ann");
        forget(patient);
        ann.crash();

        assertThat(told(patient, recording)).containsExactly(removed("ann"), vacated("presence-room"));
    }

    @Test
    void aSubscriberWhoFindsNothingInACacheChannelMissesIt() {
        var missed = new CacheMissed("app-id", name("cache-x"));
        server.client().subscribe("cache-x");
        assertThat(told()).containsExactly(occupied("cache-x"), missed);

        server.publish("cache-x", "priced", "1");
        server.client().subscribe("cache-x");
        assertThat(told()).containsExactly(occupied("cache-x"), missed);
    }

    @Test
    void aClientEventIsToldAsTheClientSentIt() {
        var ann = server.client(0).subscribe("presence-room", "ann");
        forget(server);
        ann.say("{\"event\":\"client-x\",\"channel\":\"presence-room\",\"data\":{\"n\": 1.0}}");

        assertThat(told())
                .containsExactly(new ClientEventReceived(
                        "app-id",
                        name("presence-room"),
                        "client-x",
                        "{\"n\": 1.0}",
                        ann.connection().id(),
                        "ann"));
    }

    @Test
    void onAPrivateChannelNobodyIsNamed() {
        var ann = server.client(0).subscribe("private-x");
        forget(server);
        ann.say("{\"event\":\"client-x\",\"channel\":\"private-x\",\"data\":\"text\"}");

        assertThat(told())
                .containsExactly(new ClientEventReceived(
                        "app-id",
                        name("private-x"),
                        "client-x",
                        "\"text\"",
                        ann.connection().id(),
                        null));
    }

    @Test
    void aRefusedClientEventIsNotTold() {
        var ann = server.client(0).subscribe("orders");
        forget(server);
        ann.say("{\"event\":\"client-x\",\"channel\":\"orders\",\"data\":1}");

        assertThat(told()).isEmpty();
    }

    @Test
    void aUsersOwnChannelIsNobodysBusiness() {
        var ann = server.client(0);
        ann.say(SteppedServer.signIn(ann.connection(), "{\"id\":\"ann\"}"));
        server.run();
        ann.say("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"#server-to-user-ann\"}}");
        server.run();
        assertThat(server.channels().subscriptions(name("#server-to-user-ann"))).isOne();
        ann.crash();

        assertThat(told()).isEmpty();
    }

    @Test
    void countsAreToldToThoseWhoWantThemThoughSubscribersDoNotHearThem() {
        var counts = new Recording();
        var counting = server(Duration.ZERO, counts, "");
        var ann = counting.client(0).subscribe("orders");
        counting.client(1).subscribe("orders");
        ann.unsubscribe("orders");
        counting.client(0).subscribe("presence-room", "ann");

        assertThat(told(counting, counts))
                .filteredOn(SubscriptionCountChanged.class::isInstance)
                .containsExactly(counted("orders", 1), counted("orders", 2), counted("orders", 1));
        assertThat(ann.heard()).noneMatch(frame -> frame.contains("subscription_count"));
    }

    @Test
    void theLastOfACountIsZero() {
        var counts = new Recording();
        var counting = server(Duration.ZERO, counts, "");
        counting.client(0).subscribe("orders").unsubscribe("orders");

        assertThat(told(counting, counts))
                .containsExactly(occupied("orders"), counted("orders", 1), counted("orders", 0), vacated("orders"));
    }

    @Test
    void theCountOfManyIsToldNowAndThen() {
        var counts = new Recording(SubscriptionCountChanged.class::isInstance);
        var counting = server(Duration.ZERO, counts, "");
        IntStream.range(0, 150).forEach(i -> counting.client(i % 2).subscribe("orders"));
        assertThat(told(counting, counts)).hasSize(100).last().isEqualTo(counted("orders", 100));

        counting.tickAfter(Duration.ofSeconds(5));
        assertThat(told(counting, counts)).hasSize(101).last().isEqualTo(counted("orders", 150));
    }
}
