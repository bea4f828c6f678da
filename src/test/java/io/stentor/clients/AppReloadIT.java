package io.stentor.clients;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stentor.conformance.client.Http;
import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Apps change in the configuration file while the server runs (protocol 12). */
class AppReloadIT {
    private static final SignedRequests APP = SignedRequests.of("app");
    private static final String APP_ID = "{\"id\":\"app-id\",\"key\":\"app-key\",\"secret\":\"app-secret\"}";
    private static final String OTHER = "{\"id\":\"other\",\"key\":\"other-key\",\"secret\":\"s\"}";

    private final List<RawWebSocket> connections = new ArrayList<>();
    private String options = "";
    private Path file;
    private ExecutableWar server;

    private void start() throws IOException {
        file = Files.createTempDirectory(Files.createDirectories(Path.of("target", "clients")), "reload-")
                .resolve("stentor.json");
        write(APP_ID, OTHER);
        server = ExecutableWar.start("--config", file.toString());
    }

    @AfterEach
    void stop() {
        connections.forEach(RawWebSocket::close);
        server.close();
    }

    @Test
    void aThousandConnectionsStayThroughAHundredChanges() throws IOException {
        options = "\"reload_interval_ms\":50,";
        start();
        for (int i = 0; i < 1_000; i++) {
            connect("app-key").subscribe("room");
        }

        for (int i = 1; i <= 100; i++) {
            // Each time the app of the connections changes too, and another one comes or goes.
            var changed = APP_ID.replace("}", ",\"max_event_batch_size\":" + (i % 2 + 1) + "}");
            write(changed, i % 2 == 0 ? OTHER : OTHER.replace("other", "other-" + i));
            int changes = i;
            await().pollInterval(20, MILLISECONDS)
                    .atMost(5, SECONDS)
                    .until(() -> lines(" Apps: ").count() == changes);
        }

        var body = "{\"name\":\"n\",\"channel\":\"room\",\"data\":\"x\"}";
        assertThat(APP.publish(server.base(), body).status()).isEqualTo(200);
        connections.forEach(client -> assertThat(client.awaitText()).contains("\"event\":\"n\""));
        connections.forEach(RawWebSocket::assertNothingElse);
    }

    @Test
    void anAppIsThereWithinASecondOfBeingAdded() throws IOException {
        start();
        write(APP_ID, OTHER, OTHER.replace("other", "new"));

        // A second, and one more for a busy machine.
        await().pollInterval(20, MILLISECONDS)
                .atMost(2, SECONDS)
                .until(() -> Http.get(server.base(), "/up/new").status() == 200);
        connect("new-key");
    }

    @Test
    void theConnectionsOfAnAppThatIsRemovedAreTold() throws IOException {
        start();
        var gone = connect("other-key");
        var stays = connect("app-key");

        write(APP_ID);

        assertThat(gone.awaitText()).contains("\"code\":4001");
        gone.awaitClosed(4001);
        stays.assertNothingElse();
    }

    @Test
    void theConnectionsOfAnAppThatIsDisabledAreTold() throws IOException {
        start();
        var off = connect("other-key");
        var stays = connect("app-key");

        write(APP_ID, OTHER.replace("}", ",\"enabled\":false}"));

        assertThat(off.awaitText()).contains("\"code\":4004");
        off.awaitClosed(4004);
        stays.assertNothingElse();
    }

    @Test
    void whatAnAppMayDoChangesForConnectionsThatAreThere() throws IOException {
        start();
        var client = connect("app-key");
        client.subscribe("a");

        write(APP_ID.replace("}", ",\"max_channels_per_connection\":1}"), OTHER);
        await().atMost(5, SECONDS).until(() -> lines("1 changed \\(app-id\\)").count() == 1);

        client.text("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"b\"}}");
        assertThat(client.awaitText()).contains("pusher:subscription_error");
    }

    @Test
    void aBrokenFileIsComplainedOfOnceAndChangesNothing() throws IOException {
        start();
        var stays = connect("app-key");

        put("{\"apps\":[" + APP_ID);
        await().atMost(5, SECONDS)
                .until(() -> lines("stay as they were: .*is not valid JSON").count() == 1);
        await().during(2, SECONDS)
                .atMost(5, SECONDS)
                .until(() -> lines("stay as they were").count() == 1);

        assertThat(Http.get(server.base(), "/up").header("X-Health-Check")).isEqualTo("DEGRADED");
        connect("other-key");
        stays.assertNothingElse();
        assertThat(server.output()).doesNotContain("app-secret");

        write(APP_ID, OTHER);
        await().atMost(5, SECONDS).until(() -> lines("can be read again").count() == 1);
    }

    private Stream<String> lines(String pattern) {
        return server.output().lines().filter(line -> line.matches(".*" + pattern + ".*"));
    }

    private void write(String... apps) throws IOException {
        put("{" + options + "\"apps\":[" + String.join(",", apps) + "]}");
    }

    /** As editors do it. */
    private void put(String text) throws IOException {
        var next = file.resolveSibling("next.json");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private RawWebSocket connect(String key) {
        var client =
                RawWebSocket.open(server.base(), "/app/" + key + "?protocol=7").awaitEstablished();
        connections.add(client);
        return client;
    }
}
