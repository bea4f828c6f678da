package io.stentor.conformance.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A Java process that serves HTTP: started with a log, awaited at {@code /ready}, stopped by its own handle. */
final class ServerProcess {
    private static final Duration START = Duration.ofMinutes(3);
    private static final int STOP_SECONDS = 15;
    private static final int TAIL_LINES = 60;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private final Process process;
    private final Path log;
    private final Thread atExit = new Thread(() -> kill(tree()), "stop the server under test");

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts {@code java} of {@link Jdk} with these arguments; its output goes to {@code server.log} there. */
    static ServerProcess java(Path workDir, List<String> arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Jdk.java().toString());
        command.addAll(arguments);
        return command(workDir, command, Map.of());
    }

    /** Starts a command with these variables added to its environment; its output goes to {@code server.log} there. */
    static ServerProcess command(Path workDir, List<String> command, Map<String, String> environment)
            throws IOException {
        var log = workDir.resolve("server.log");
        var builder = new ProcessBuilder(command);
        // Nothing that is set for another server may configure this one.
        builder.environment().keySet().removeIf(name -> name.startsWith("STENTOR_"));
        builder.environment().putAll(environment);
        builder.directory(workDir.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        return new ServerProcess(builder.start(), log);
    }

    /** A port of loopback that nobody listens on, another one each time, and none that another process of the suite gets. */
    static int freePort() throws IOException {
        while (true) {
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                int port = socket.getLocalPort();
                if (Fork.owns(port) && GIVEN.add(port)) {
                    return port;
                }
            }
        }
    }

    /** Waits until {@code GET base/ready} is 200 (protocol 11); stops the process when that takes too long. */
    URI awaitReady(URI base) throws IOException {
        try {
            Awaitility.await()
                    .atMost(START)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(100))
                    .failFast("the process has ended", () -> !process.isAlive())
                    .until(() -> ready(base));
            return base;
        } catch (ConditionTimeoutException | org.awaitility.core.TerminalFailureException notReady) {
            stop();
            throw new IOException(base + "/ready: " + notReady.getMessage() + "\n" + tail(), notReady);
        }
    }

    /** Of the JVM that serves: the one at the end of what scripts and launchers have started. */
    Heap heap() throws IOException {
        var served = tree().stream()
                .filter(child -> child.children().findAny().isEmpty())
                .findFirst()
                .orElseThrow(() -> new IOException("the process has ended"));
        return Heap.of(served.pid());
    }

    /** Asks it to stop and waits until all of it is gone: a script that starts the server would leave it behind. */
    void stop() {
        var tree = tree();
        tree.forEach(ProcessHandle::destroy);
        try {
            awaitEnd(tree);
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (InterruptedException interrupted) {
            kill(tree);
            Thread.currentThread().interrupt();
        } catch (IllegalStateException exiting) {
            // Then the hook runs anyway.
        }
    }

    private static void awaitEnd(List<ProcessHandle> tree) throws InterruptedException {
        var end =
                CompletableFuture.allOf(tree.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
        try {
            end.get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException lingering) {
            kill(tree);
            end.join();
        } catch (ExecutionException unknown) {
            throw new IllegalStateException("the end of a process cannot be seen", unknown);
        }
    }

    private List<ProcessHandle> tree() {
        return Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
    }

    private static void kill(List<ProcessHandle> tree) {
        tree.forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean ready(URI base) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(base + "/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return HttpClient.newHttpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private String tail() throws IOException {
        var lines = new String(Files.readAllBytes(log), UTF_8).lines().toList();
        return log + ":\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }
}
