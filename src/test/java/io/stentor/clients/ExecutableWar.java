package io.stentor.clients;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/**
 * The executable WAR as its users start it: a process of its own on a free loopback port, with the app {@code app-id},
 * {@code app-key}, {@code app-secret}. Without configuration that is the demo app. Closing it sends SIGTERM and waits
 * for the end.
 */
final class ExecutableWar implements AutoCloseable {
    /** That app again, with all that has to be switched on. */
    private static final String EVERYTHING_ON = """
            {"apps": [{"id": "app-id", "key": "app-key", "secret": "app-secret", "enable_client_messages": true,
              "enable_watchlist_events": true, "enable_subscription_count": true}]}
            """;

    private static final Path FILES = Path.of("target", "clients");
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(30);

    private final Process process;
    private final Path log;
    private final URI base;

    private ExecutableWar(Process process, Path log, URI base) {
        this.process = process;
        this.log = log;
        this.base = base;
    }

    /** Starts it with a configuration, so that the app has client events, watchlists and subscription counts. */
    static ExecutableWar startWithEverythingOn(String... more) throws IOException {
        return startWith(EVERYTHING_ON, more);
    }

    /** Starts it with this JSON as its configuration. */
    static ExecutableWar startWith(String json, String... more) throws IOException {
        var config = Files.createTempFile(Files.createDirectories(FILES), "config-", ".json");
        Files.writeString(config, json);
        return start(Stream.concat(Stream.of("--config", config.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    /** Starts it and waits until it is ready. {@code --context-path} may be among the further arguments. */
    static ExecutableWar start(String... more) throws IOException {
        return start(file(), Map.of(), true, more);
    }

    /** Starts this WAR with these environment variables, and waits until it is ready, or only until it answers. */
    static ExecutableWar startIn(Path war, Map<String, String> environment, boolean ready) throws IOException {
        return start(war, environment, ready);
    }

    private static ExecutableWar start(Path war, Map<String, String> environment, boolean ready, String... more)
            throws IOException {
        if (!Files.isRegularFile(war)) {
            throw new IllegalStateException(war + " is missing: package it first, or name another by -Dstentor.war");
        }
        int port = freePort();
        var arguments = List.of(more);
        int contextPath = arguments.indexOf("--context-path");
        var base = URI.create("http://127.0.0.1:" + port + (contextPath < 0 ? "" : arguments.get(contextPath + 1)));
        var log = Files.createDirectories(FILES).resolve("stentor-" + port + ".log");

        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                war.toString(),
                "--host",
                "127.0.0.1",
                "--port",
                String.valueOf(port)));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("STENTOR_"));
        builder.environment().putAll(environment);
        var started = new ExecutableWar(builder.start(), log, base);
        try {
            started.await(ready ? "/ready" : "/live");
            return started;
        } catch (RuntimeException | Error failed) {
            started.process.destroyForcibly();
            throw failed;
        }
    }

    /** A copy of the WAR in this folder, and in {@code lib} beside it the jar that has this class. */
    static Path copy(Path folder, Class<?> library) throws IOException, URISyntaxException {
        var lib = Files.createDirectories(folder.toAbsolutePath().resolve("lib"));
        var jar = jar(library);
        Files.copy(jar, lib.resolve(jar.getFileName()), REPLACE_EXISTING);
        return Files.copy(file(), lib.resolveSibling("stentor.war"), REPLACE_EXISTING);
    }

    /** The WAR that the build has made. */
    static Path file() {
        return Path.of(System.getProperty("stentor.war", "target/stentor.war")).toAbsolutePath();
    }

    /** The jar that has this class. */
    static Path jar(Class<?> library) throws URISyntaxException {
        return Path.of(
                library.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** Where it is, without a trailing slash. */
    URI base() {
        return base;
    }

    /** Host and port, as clients want them that ask for no URL. */
    String authority() {
        return base.getAuthority();
    }

    int port() {
        return base.getPort();
    }

    /** All that it has written so far, to standard output and standard error. */
    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            Awaitility.await().atMost(STOP).until(() -> !process.isAlive());
        } catch (ConditionTimeoutException e) {
            process.destroyForcibly();
            throw new AssertionError("still there " + STOP + " after SIGTERM; its output:\n" + output(), e);
        }
    }

    private void await(String path) {
        var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        var ready = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            Awaitility.await()
                    .atMost(START)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .failFast("it ended", () -> !process.isAlive())
                    .until(() -> http.send(ready, BodyHandlers.discarding()).statusCode() == 200);
        } catch (ConditionTimeoutException | TerminalFailureException e) {
            throw new AssertionError(ready.uri() + " did not become 200; the server's output:\n" + output(), e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
