package io.stentor.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stentor.app.App;
import io.stentor.app.ConfiguredApps;
import io.stentor.app.TestApps;
import io.stentor.connection.Handshake;
import io.stentor.protocol.ChannelName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Apps that change while the server runs: it takes effect at once, and for nobody else (protocol 12). */
class AppChangeTest {
    private static final String OTHER = "{\"id\":\"other\",\"key\":\"other-key\",\"secret\":\"s\"}";

    private final ConfiguredApps apps = new ConfiguredApps(read("", OTHER));
    private final TestServer server = TestServer.with(TestServer.settings(0, 0), apps);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anAddedAppTakesConnections() {
        change(read("", OTHER, "{\"id\":\"new\",\"key\":\"new-key\",\"secret\":\"s\"}"));

        server.connect("new-key", (String) null).established();
    }

    @Test
    void theConnectionsOfARemovedAppAreToldAndTheOthersStay() {
        var gone = client("other-key");
        var stays = server.client();

        change(read(""));

        assertThat(gone.next()).contains("\"code\":4001");
        assertThat(gone.next()).isEqualTo("close 4001 Application does not exist");
        assertThat(stays.heard()).isEmpty();
        assertThat(server.connect("other-key", (String) null).next()).contains("\"code\":4001");
    }

    @Test
    void theConnectionsOfADisabledAppAreToldAndTheOthersStay() {
        var off = server.client();
        var stays = client("other-key");

        change(read("\"enabled\":false", OTHER));

        assertThat(off.next()).contains("\"code\":4004");
        assertThat(off.next()).isEqualTo("close 4004 Application disabled");
        assertThat(stays.heard()).isEmpty();
    }

    @Test
    void anAppThatIsEnabledAgainTakesConnections() {
        change(read("\"enabled\":false", OTHER));
        change(read("", OTHER));

        server.client();
    }

    @Test
    void limitsAndFeaturesApplyToConnectionsThatAreThere() {
        var client = server.client().subscribe("a");
        assertThat(client.heard()).hasSize(1);

        change(read("\"max_channels_per_connection\":1", OTHER));

        assertThat(client.subscribe("b").next()).contains("pusher:subscription_error");
    }

    @Test
    void anotherSecretSignsTheNextSubscription() {
        var client = server.connect("app-key", (String) null);
        var socketId = client.established();
        var before = apps.byId("app-id").orElseThrow();
        assertThat(client.say(subscription(socketId, before, "private-a")).next())
                .contains("subscription_succeeded");

        change(List.of(TestApps.read("[{\"id\":\"app-id\",\"key\":\"app-key\",\"secret\":\"another\"}]")
                .get(0)));

        assertThat(client.say(subscription(socketId, before, "private-b")).next())
                .contains("subscription_error");
        client.next();
        var after = apps.byId("app-id").orElseThrow();
        assertThat(client.say(subscription(socketId, after, "private-b")).next())
                .contains("subscription_succeeded");
    }

    @Test
    void tightenedOriginsCloseNobodyAndRefuseNewOnes() {
        var stays = server.client();

        change(read("\"allowed_origins\":[\"https://a.example\"]", OTHER));

        assertThat(stays.heard()).isEmpty();
        assertThat(server.connect("app-key", origin("https://b.example")).next())
                .contains("\"code\":4005");
        server.connect("app-key", origin("https://a.example")).established();
    }

    @Test
    void aLowerQuotaClosesNobodyAndRefusesNewOnes() {
        var stays = List.of(server.client(), server.client());

        change(read("\"max_connections\":1", OTHER));

        stays.forEach(client -> assertThat(client.heard()).isEmpty());
        assertThat(server.connect("app-key", (String) null).next()).contains("\"code\":4100");
    }

    @Test
    void whoConnectedBeforeNeedsNobodyToVouchForHim() {
        var stays = server.client();

        change(read("\"enable_user_authentication\":true", OTHER));
        // One in every lane, so that each has looked at its connections.
        var must = List.of(server.client(), server.client(), server.client());
        server.clock().advance(Duration.ofSeconds(31));

        must.forEach(client -> assertThat(client.next()).contains("\"code\":4009"));
        assertThat(stays.heard()).isEmpty();
    }

    @Test
    void aShorterSilenceIsPingedOfThoseWhoAreThere() {
        var client = server.client();

        change(read("\"activity_timeout\":10", OTHER));
        client.heard();
        server.clock().advance(Duration.ofSeconds(11));

        assertThat(client.next()).contains("pusher:ping");
    }

    @Test
    void aChannelWhoseNameIsTooLongByNowCanStillBeLeft() {
        var client = server.client().subscribe("a-rather-long-name");
        client.next();

        change(read("\"max_channel_name_length\":5", OTHER));
        client.unsubscribe("a-rather-long-name").heard();

        assertThat(server.holdings().channels()).isZero();
    }

    @Test
    void whatIsCachedFromNowOnIsKeptForTheNewTime() {
        change(read("\"cache_ttl\":1", OTHER));
        publish("app-id", "cache-a");
        server.clock().advance(Duration.ofSeconds(2));

        var client = server.client().subscribe("cache-a");
        client.next();
        assertThat(client.next()).contains("pusher:cache_miss");
    }

    @Test
    void channelsThatAreThereCountTheirSubscribersFromNowOn() {
        var client = server.client().subscribe("a");
        client.next();

        change(read("\"enable_subscription_count\":true", OTHER));
        server.client().subscribe("a");

        assertThat(client.next()).contains("subscription_count");
    }

    @Test
    void anAppThatCameBackIsAnother() {
        var before = client("other-key").subscribe("room");
        before.next();
        change(read(""));
        change(read("", OTHER));

        var after = client("other-key").subscribe("room");
        after.next();
        publish("other", "room");

        assertThat(after.next()).contains("\"event\":\"e\"");
        assertThat(before.next()).contains("\"code\":4001");
    }

    @Test
    void nothingIsLeftOfAnAppThatIsGone() {
        var forgotten = new HashSet<String>();
        server.server()
                .onForgotten(
                        gone -> Set.of("app-id", "other").stream().filter(gone).forEach(forgotten::add));
        var client = client("other-key").subscribe("cache-a");
        client.next();
        publish("other", "cache-a");
        var app = apps.byId("other").orElseThrow();

        change(read(""));
        await().atMost(5, SECONDS).until(() -> server.holdings().connections() == 0);
        server.server().forgetRemovedApps();
        change(read("", OTHER));

        assertThat(forgotten).containsExactly("other");
        assertThat(server.server().connections(app)).isZero();
    }

    @Test
    void asLongAsTheAppsAreNotKnownNobodyIsToldThatHisDoesNotExist() {
        var unknown = new ConfiguredApps();
        try (var late = TestServer.with(TestServer.settings(0, 0), unknown)) {
            assertThat(late.connect("app-key", (String) null).next()).contains("\"code\":4100");

            unknown.replace(read(""));
            late.client();
        }
    }

    private void change(List<App> now) {
        apps.replace(now);
        server.server().appsChanged();
    }

    private void publish(String app, String channel) {
        var running = server.server();
        running.publisher()
                .publish(apps.byId(app).orElseThrow(), List.of(ChannelName.parse(channel, 200)), "e", "x", null);
    }

    private TestClient client(String key) {
        var client = server.connect(key, (String) null);
        client.established();
        return client;
    }

    private static String subscription(String socketId, App app, String channel) {
        var auth = "app-key:" + app.signature().of(socketId + ":" + channel);
        return "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\",\"auth\":\"" + auth + "\"}}";
    }

    private static Handshake origin(String origin) {
        return new Handshake(List.of(origin), null, false, null);
    }

    private static List<App> read(String members, String... others) {
        var all = new ArrayList<>(List.of(TestApps.app(members)));
        all.addAll(TestApps.read("[" + String.join(",", others) + "]"));
        return all;
    }
}
