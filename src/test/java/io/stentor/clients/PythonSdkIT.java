package io.stentor.clients;

import static io.stentor.clients.Sockets.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.SignedRequests;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Pusher's Python server SDK drives Stentor, by {@code src/test/python/sdk_test.py}. It cannot be told of a context path,
 * and the ids of its apps are digits. Skipped where Python is missing, unless {@code stentor.required} names
 * {@code python}.
 */
class PythonSdkIT {
    private static final SignedRequests APP = new SignedRequests("1001", "app-key", "app-secret");
    private static final String CONFIGURATION =
            "{\"apps\": [{\"id\": 1001, \"key\": \"app-key\", \"secret\": \"app-secret\"}]}";

    @Test
    void theSdkPublishesAsksAndLetsUsersGo() throws Exception {
        var python = Python.with("requirements-sdk.txt", "sdk_test.py");
        try (var server = ExecutableWar.startWith(CONFIGURATION);
                var sockets = new Sockets(server.base(), APP)) {
            var one = sockets.in("python-one");
            var sender = sockets.in("python-one");
            var two = sockets.in("python-two");
            var batch = sockets.in("python-batch");
            sockets.in("presence-python", "ada");
            var bob = sockets.inChannelOf("bob");
            var eve = sockets.signedIn("eve");

            var run = python.run(
                    Map.of("STENTOR_PORT", String.valueOf(server.port()), "STENTOR_SENDER", sender.socketId()),
                    "python",
                    "-m",
                    "unittest",
                    "--verbose",
                    "sdk_test");
            System.out.println(run.output());
            assertThat(run.code())
                    .as("%s%nthe server's output:%n%s", run.output(), server.output())
                    .isZero();

            one.awaitExactly(
                    event("text", "python-one", "hello, 世界"),
                    event("object", "python-one", "{\"text\": \"hello, 世界 / <b>\"}"),
                    event("news", "python-one", "7"));
            two.awaitExactly(event("news", "python-two", "7"));
            sender.awaitExactly(
                    event("text", "python-one", "hello, 世界"),
                    event("object", "python-one", "{\"text\": \"hello, 世界 / <b>\"}"));
            sender.assertNothingElse();
            batch.awaitExactly(event("first", "python-batch", "[1, \"a\"]"), event("second", "python-batch", "text"));
            bob.awaitExactly(event("for bob", "#server-to-user-bob", "{\"id\": 1}"));
            eve.awaitExactly("{\"event\":\"pusher:error\",\"data\":{\"code\":4009,"
                            + "\"message\":\"You got disconnected by the app.\"},\"channel\":null}")
                    .awaitClosed(4009);
        }
    }
}
