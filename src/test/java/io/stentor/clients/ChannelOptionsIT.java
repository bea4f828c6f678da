package io.stentor.clients;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import io.stentor.conformance.client.SignedSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator may set for the channels of all apps: users who linger, and cached events (protocol 3.6, 3.8, 12). */
class ChannelOptionsIT {
    private static final SignedRequests APP = SignedRequests.of("app");
    private static final String OPTIONS = """
            {"presence": {"ungraceful_timeout_seconds": 3}, "cache": {"max_entries": 2},
              "apps": [{"id": "app-id", "key": "app-key", "secret": "app-secret"}]}
            """;

    private static ExecutableWar server;

    private final List<RawWebSocket> connections = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        var config = Files.createTempFile(Files.createDirectories(Path.of("target", "clients")), "config-", ".json");
        Files.writeString(config, OPTIONS);
        server = ExecutableWar.start("--config", config.toString());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    void hangUp() {
        connections.forEach(RawWebSocket::close);
    }

    @Test
    void whoBreaksOffAndComesBackInTimeWasNeverAway() {
        var witness = present("presence-back", "1");
        var user = present("presence-back", "2");
        witness.awaitText();

        user.vanish();
        // The third one shows when the second one would have been removed, had it not come back.
        present("presence-back", "3").vanish();
        assertThat(witness.awaitText()).contains("member_added").contains("\\\"3\\\"");
        var again = present("presence-back", "2");

        witness.awaitExactly(removed("presence-back", "3")).assertNothingElse();
        again.awaitExactly(removed("presence-back", "3")).sendClose(1000, "").awaitClosed(1000);
        witness.awaitExactly(removed("presence-back", "2")).assertNothingElse();
    }

    /** A network that is gone is a TCP reset, a process that was killed a TCP end; neither is a close. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoBreaksOffIsRemovedWhenTheTimeIsOver(boolean reset) {
        var channel = "presence-late-" + reset;
        var witness = present(channel, "1");
        var user = present(channel, "2");
        witness.awaitText();

        long before = System.nanoTime();
        if (reset) {
            user.vanish();
        } else {
            user.close();
        }

        var frame = witness.await();
        assertThat(frame.text()).isEqualTo(removed(channel, "2"));
        assertThat(frame.nanos() - before).isGreaterThanOrEqualTo(SECONDS.toNanos(3));
        witness.assertNothingElse();
    }

    @Test
    void whoClosesIsRemovedAtOnce() {
        var witness = present("presence-polite", "1");
        var user = present("presence-polite", "2");
        witness.awaitText();

        long before = System.nanoTime();
        user.sendClose(1000, "").awaitClosed(1000);

        var frame = witness.await();
        assertThat(frame.text()).isEqualTo(removed("presence-polite", "2"));
        assertThat(frame.nanos() - before).isLessThan(SECONDS.toNanos(3));
    }

    @Test
    void ofTooManyCachedEventsTheOneWrittenLongestAgoGoes() {
        publish("cache-a");
        publish("cache-b");
        publish("cache-a");
        publish("cache-c");

        assertThat(firstOf("cache-b"))
                .isEqualTo("{\"event\":\"pusher:cache_miss\",\"channel\":\"cache-b\",\"data\":\"{}\"}");
        for (var kept : List.of("cache-a", "cache-c")) {
            assertThat(firstOf(kept)).isEqualTo("{\"event\":\"n\",\"channel\":\"" + kept + "\",\"data\":\"x\"}");
        }
    }

    private String firstOf(String channel) {
        return connect().subscribe(channel).awaitText();
    }

    private static void publish(String channel) {
        var body = "{\"name\":\"n\",\"channel\":\"" + channel + "\",\"data\":\"x\"}";
        assertThat(APP.publish(server.base(), body).status()).isEqualTo(200);
    }

    private static String removed(String channel, String user) {
        return "{\"event\":\"pusher_internal:member_removed\",\"channel\":\"" + channel
                + "\",\"data\":\"{\\\"user_id\\\":\\\"" + user + "\\\"}\"}";
    }

    private RawWebSocket present(String channel, String user) {
        var client = connect();
        var auth = new SignedSocket(APP, client.socketId()).channel(channel, "{\"user_id\":\"" + user + "\"}");
        var message = """
                {"event":"pusher:subscribe","data":{"channel":"%s","auth":"%s","channel_data":"{\\"user_id\\":\\"%s\\"}"}}""";
        assertThat(client.text(message.formatted(channel, auth, user)).awaitText())
                .contains("subscription_succeeded");
        return client;
    }

    private RawWebSocket connect() {
        var client = RawWebSocket.open(server.base(), "/app/app-key?protocol=7").awaitEstablished();
        connections.add(client);
        return client;
    }
}
