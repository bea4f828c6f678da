package io.stentor.clients;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stentor.app.jdbc.AppTableContract;
import io.stentor.conformance.client.Http;
import io.stentor.conformance.client.RawWebSocket;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The executable WAR with its apps in a database of one kind, whose driver lies in the folder {@code lib} beside it. */
abstract class AppsInDatabaseContract extends AppTableContract {
    private final List<RawWebSocket> connections = new ArrayList<>();
    private ExecutableWar server;

    /** A class of the driver that is to be put beside the WAR. */
    protected abstract Class<?> driver();

    @Override
    protected abstract DatabaseServer database();

    @AfterEach
    void stop() {
        connections.forEach(RawWebSocket::close);
        if (server != null) {
            server.close();
        }
    }

    @Test
    void everyChangeTakesEffectWithinASecondAndDropsNobodyElse() throws Exception {
        insert("other", "other-key", "s", null);
        start(true);
        var stays = connect("chat-key");
        var other = connect("other-key");

        insert("new", "new-key", "s", null);
        withinASecond("/up/new", 200);
        connect("new-key");

        execute("UPDATE stentor_app SET enabled = FALSE WHERE id = 'other'");
        assertThat(other.awaitText()).contains("\"code\":4004");
        other.awaitClosed(4004);

        execute("UPDATE stentor_app SET options = '{\"max_channels_per_connection\":1}' WHERE id = 'chat'");
        await().atMost(5, SECONDS).until(() -> server.output().contains("1 changed (chat)"));
        stays.subscribe("a").text("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"b\"}}");
        assertThat(stays.awaitText()).contains("subscription_error");
        stays.awaitText();

        var gone = connect("new-key");
        execute("DELETE FROM stentor_app WHERE id = 'new'");
        assertThat(gone.awaitText()).contains("\"code\":4001");
        gone.awaitClosed(4001);
        stays.assertNothingElse();
    }

    @Test
    void aDatabaseThatIsGoneChangesNothingIsSaidOnceAndComesBack() throws Exception {
        start(true);
        var stays = connect("chat-key");

        database().stop();
        try {
            await().atMost(20, SECONDS).until(() -> count("stay as they were") == 1);
            await().during(2, SECONDS).atMost(5, SECONDS).until(() -> count("stay as they were") == 1);
            assertThat(Http.get(server.base(), "/up").header("X-Health-Check")).isEqualTo("DEGRADED");
            connect("chat-key");
        } finally {
            database().start();
        }

        await().atMost(20, SECONDS).until(() -> count("can be read again") == 1);
        insert("new", "new-key", "s", null);
        await().atMost(5, SECONDS)
                .until(() -> Http.get(server.base(), "/up/new").status() == 200);
        stays.assertNothingElse();
        assertThat(server.output()).doesNotContain(database().password()).doesNotContain("hush");
    }

    @Test
    void withoutADatabaseItStartsAndTellsClientsToComeBack() throws Exception {
        database().stop();
        try {
            start(false);
            var refused = RawWebSocket.open(server.base(), "/app/chat-key?protocol=7");
            connections.add(refused);
            assertThat(refused.awaitText()).contains("\"code\":4100");
            assertThat(Http.get(server.base(), "/ready").status()).isEqualTo(503);
            assertThat(Http.get(server.base(), "/apps/chat/channels").status()).isEqualTo(503);
            assertThat(count("The apps are not known yet")).isOne();
        } finally {
            database().start();
        }

        await().atMost(20, SECONDS)
                .until(() -> Http.get(server.base(), "/ready").status() == 200);
        connect("chat-key");
    }

    @Test
    void aTableThatMakesNoSenseStopsTheStart() throws Exception {
        execute("UPDATE stentor_app SET options = '{\"cache_ttl\":\"long\"}'");

        var run = Tools.run(
                Path.of("."),
                environment(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                war().toString(),
                "--port",
                "0");

        assertThat(run.output()).contains("stentor_app[chat].cache_ttl is \"long\", allowed: 1–86400");
        assertThat(run.code()).isEqualTo(2);
    }

    private long count(String text) {
        return server.output().lines().filter(line -> line.contains(text)).count();
    }

    /** And one more for a busy machine. */
    private void withinASecond(String path, int status) {
        await().pollInterval(20, MILLISECONDS)
                .atMost(2, SECONDS)
                .until(() -> Http.get(server.base(), path).status() == status);
    }

    private void start(boolean ready) throws IOException, URISyntaxException {
        server = ExecutableWar.startIn(war(), environment(), ready);
    }

    private Map<String, String> environment() {
        return Map.of(
                "STENTOR_JDBC_URL",
                database().url(),
                "STENTOR_JDBC_USER",
                database().user(),
                "STENTOR_JDBC_PASSWORD",
                database().password());
    }

    private Path war() throws IOException, URISyntaxException {
        return ExecutableWar.copy(Path.of("target", "clients", database().scripts()), driver());
    }

    private RawWebSocket connect(String key) {
        var client =
                RawWebSocket.open(server.base(), "/app/" + key + "?protocol=7").awaitEstablished();
        connections.add(client);
        return client;
    }
}
