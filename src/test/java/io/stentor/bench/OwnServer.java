package io.stentor.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Stentor as a process of its own, on a free port of loopback, for as long as this is open. */
final class OwnServer implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("Listening on (\\S+)");
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int STOP_SECONDS = 15;

    private final Process process;
    private final Path directory;
    private final Thread atExit = new Thread(this::kill, "stop the server");

    private OwnServer(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    static OwnServer start(Arguments arguments) throws IOException {
        var war = Path.of(arguments.text(Option.WAR));
        if (!Files.isRegularFile(war)) {
            throw new BenchException(Exit.USAGE, war + " is not there: package it first, or name another by --war");
        }
        var directory = Files.createTempDirectory("stentor-bench-");
        var config = arguments.text(Option.CONFIG);
        if (config.isEmpty()) {
            config = Files.writeString(directory.resolve("stentor.json"), configuration(arguments))
                    .toString();
        }
        var command = new ArrayList<String>();
        if (arguments.number(Option.SERVER_CPU) >= 0) {
            command.addAll(List.of("taskset", "-c", arguments.text(Option.SERVER_CPU)));
        }
        var java = arguments.text(Option.JAVA);
        command.add(
                java.isEmpty()
                        ? Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()
                        : java);
        for (var option : arguments.text(Option.JAVA_OPTIONS).trim().split("\\s+")) {
            if (!option.isEmpty()) {
                command.add(option);
            }
        }
        command.addAll(List.of("-jar", war.toString(), "--host", "127.0.0.1", "--port", "0", "--config", config));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("server.log").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("STENTOR_"));
        return new OwnServer(builder.start(), directory);
    }

    /** One app, with all that a scenario needs and without limits that would be measured instead of the server. */
    private static String configuration(Arguments arguments) {
        return """
                {"shutdown_grace_period": 1, "apps": [{"id": "%s", "key": "%s", "secret": "%s",
                  "enable_client_messages": true, "max_client_events_per_second": 0,
                  "max_presence_members_per_channel": 100000, "max_event_payload_in_kb": 64, "max_event_batch_size": 100}]}
                """.formatted(arguments.text(Option.APP), arguments.text(Option.KEY), arguments.text(Option.SECRET));
    }

    /** Waits until it listens. */
    URI awaitListening() throws IOException, InterruptedException {
        long end = System.nanoTime() + START_NANOS;
        var tick = new CountDownLatch(1);
        while (System.nanoTime() < end) {
            var listening = LISTENING.matcher(log());
            if (listening.find()) {
                return URI.create(listening.group(1));
            }
            if (!process.isAlive()) {
                throw new BenchException(Exit.FAILED, "the server ended:\n" + log());
            }
            tick.await(50, TimeUnit.MILLISECONDS);
        }
        throw new BenchException(Exit.FAILED, "the server does not start:\n" + log());
    }

    long pid() {
        return process.pid();
    }

    /** All that it has written so far. */
    String log() throws IOException {
        return Files.readString(directory.resolve("server.log"));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                kill();
                process.waitFor();
            }
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (InterruptedException stop) {
            kill();
            Thread.currentThread().interrupt();
        } catch (IllegalStateException exiting) {
            // Then the hook runs anyway.
        }
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // It is the system's temporary directory.
        }
    }

    private void kill() {
        process.destroyForcibly();
    }
}
