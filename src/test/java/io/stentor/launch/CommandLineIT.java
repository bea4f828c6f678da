package io.stentor.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code java -jar stentor.war}, as an operator meets it. */
class CommandLineIT {
    private static final Path WAR = Path.of(System.getProperty("stentor.war", "target/stentor.war"));

    @TempDir
    Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatIsLeft() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void withoutConfigurationItServesTheDemoAppOnLoopbackAndSaysSo() throws Exception {
        var server = start("--port", "0");
        var uri = listening(server);

        assertThat(output(server))
                .containsOnlyOnce(
                        "the demo app app-id / app-key / app-secret is on, for this machine alone (127.0.0.1)");
        assertThat(uri.getHost()).isEqualTo("127.0.0.1");
        assertThat(get(uri.resolve("/page.json"))).contains("\"mode\":\"demo\"");
    }

    @Test
    void aPublicHostGetsNoDemoApp() throws Exception {
        var uri = listening(start("--host", "0.0.0.0", "--port", "0"));

        assertThat(get(URI.create("http://127.0.0.1:" + uri.getPort() + "/page.json")))
                .contains("\"mode\":\"empty\"");
    }

    @Test
    void everythingIsServedBelowTheContextPath() throws Exception {
        var uri = listening(start("--port", "0", "--context-path", "/realtime"));

        assertThat(uri.getPath()).isEqualTo("/realtime/");
        assertThat(get(uri.resolve("/realtime/ready"))).isEqualTo("OK");
    }

    @Test
    void aConfigurationFileIsRead() throws Exception {
        var file = write("""
                {"apps":[{"id":"a","key":"k","secret":"${APP_SECRET:-s}"}], "websocket":{"max_messages":10}, "nonsense":1}""");

        var server = start("--port", "0", "--config", file);
        var uri = listening(server);

        assertThat(get(uri.resolve("/up/a"))).isEqualTo("OK");
        assertThat(output(server)).contains("WARN").contains("nonsense").contains("1 app");
    }

    @Test
    void theCommandLineBeatsTheEnvironmentAndThatBeatsTheFile() throws Exception {
        var file = write(
                "{\"apps\":[{\"id\":\"file\",\"key\":\"k\",\"secret\":\"s\"}],\"port\":1,\"host\":\"192.0.2.1\"}");

        var uri = listening(
                start(Map.of("STENTOR_HOST", "127.0.0.1", "STENTOR_PORT", "2"), "--port", "0", "--config", file));

        assertThat(get(uri.resolve("/up/file"))).isEqualTo("OK");
    }

    @Test
    void aPortInUseIsOneLineAndExitCodeTwo() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(refusal("--port", Integer.toString(taken.getLocalPort())))
                    .startsWith("stentor: cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .contains("Address already in use");
        }
    }

    @Test
    void aBadOptionIsOneLineAndExitCodeTwo() throws Exception {
        assertThat(refusal("--prot", "1")).contains("--prot");
        assertThat(refusal("--port", "many")).contains("--port").contains("many");
        assertThat(refusal("--port", "70000")).contains("port is \"70000\", allowed: 0–65535");
        assertThat(refusal("--context-path", "x")).contains("--context-path");
    }

    @Test
    void aBadConfigurationIsOneLineAndExitCodeTwo() throws Exception {
        assertThat(refusal("--config", directory.resolve("none.json").toString()))
                .contains("no such file");
        assertThat(refusal("--config", directory.toString())).contains("cannot be read");
        assertThat(refusal("--config", write("{"))).contains("is not valid JSON");
        assertThat(refusal("--config", write("{\"pong_timeout\":0}")))
                .contains("pong_timeout is \"0\", allowed: 1–3600");
        assertThat(refusal("--config", write("{\"apps\":[{\"id\":\"a\",\"key\":\"k\"}]}")))
                .contains("apps[0].secret is missing");
        assertThat(refusal(
                        "--config",
                        write("{\"apps\":[{\"id\":\"a\",\"key\":\"k\",\"secret\":\"${NO_SUCH_VARIABLE_HERE}\"}]}")))
                .contains("NO_SUCH_VARIABLE_HERE");
    }

    @Test
    void helpAndVersionArePrintedAndNothingStarts() throws Exception {
        var help = start("--help");
        assertThat(exit(help)).isZero();
        assertThat(output(help)).contains("--port", "--host", "--context-path", "--config", "--version");

        var version = start("--version");
        assertThat(exit(version)).isZero();
        assertThat(output(version)).matches("stentor [0-9].*\\R");
    }

    @Test
    void withNobodyConnectedItStopsAndLeavesNoFile() throws Exception {
        var server = start("--port", "0");
        listening(server);

        server.destroy();

        assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.list(directory.resolve("tmp"))).isEmpty();
    }

    @Test
    void aConnectedClientIsToldToReconnectBeforeTheServerStops() throws Exception {
        var server = start(Map.of("STENTOR_SHUTDOWN_GRACE_PERIOD", "1"), "--port", "0");
        var uri = listening(server);
        var established = new CompletableFuture<Void>();
        var closed = new CompletableFuture<Integer>();
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + uri.getPort() + "/app/app-key"), new Client(established, closed))
                .join();
        established.get(20, TimeUnit.SECONDS);

        server.destroy();

        assertThat(closed.get(20, TimeUnit.SECONDS)).isEqualTo(4200);
        assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    private record Client(CompletableFuture<Void> established, CompletableFuture<Integer> closed)
            implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            established.complete(null);
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return null;
        }
    }

    private Process start(String... arguments) throws IOException {
        return start(Map.of(), arguments);
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        var temporary = Files.createDirectories(directory.resolve("tmp"));
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-jar",
                WAR.toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .redirectOutput(directory.resolve("out" + started.size()).toFile())
                .redirectError(directory.resolve("err" + started.size()).toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        started.add(process);
        return process;
    }

    private String output(Process process) throws IOException {
        return Files.readString(directory.resolve("out" + started.indexOf(process)));
    }

    private URI listening(Process server) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> output(server)
                                .lines()
                                .filter(line -> line.contains("Listening on "))
                                .map(line -> URI.create(line.replaceAll(".*Listening on (\\S+) .*", "$1")))
                                .findFirst()
                                .orElse(null),
                        uri -> uri != null);
    }

    /** The one line on standard error of a server that does not start. */
    private String refusal(String... arguments) throws Exception {
        var process = start(arguments);
        int exit = exit(process);
        var lines = Files.readAllLines(directory.resolve("err" + started.indexOf(process)));
        assertThat(exit).as("exit code, after %s", lines).isEqualTo(2);
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    private static int exit(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private String write(String json) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "config", ".json"), json)
                .toString();
    }

    private static String get(URI uri) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }
}
