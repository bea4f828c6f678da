package io.stentor.clients;

import static org.awaitility.Awaitility.await;

import io.stentor.app.jdbc.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A server of a database, of our own, on a free loopback port and with its files in a temporary folder. */
abstract class DatabaseServer implements Database {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Database servers refuse to be run by root; this user exists everywhere. */
    private static final String NOBODY = "nobody";

    protected final Path home;
    protected final int port;
    private Process process;

    protected DatabaseServer() {
        try {
            home = Files.createTempDirectory("stentor-database-");
            giveAway(home);
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = socket.getLocalPort();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What runs the server. */
    protected abstract List<String> command();

    /** What makes it end without waiting for those who are connected. */
    protected abstract String signal();

    protected static boolean root() {
        return System.getProperty("user.name").equals("root");
    }

    private static void giveAway(Path path) throws IOException {
        if (root()) {
            var users = path.getFileSystem().getUserPrincipalLookupService();
            Files.setOwner(path, users.lookupPrincipalByName(NOBODY));
        }
    }

    /** A command, run by somebody who is not root. */
    protected static List<String> unprivileged(String... command) {
        var all = new ArrayList<String>();
        if (root()) {
            all.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=nogroup", "--clear-groups", "--"));
        }
        all.addAll(Arrays.asList(command));
        return all;
    }

    /** Runs a command to its end. */
    protected final void run(List<String> command) {
        try {
            var run = Tools.run(
                    Files.createDirectories(Path.of("target", "clients")),
                    Map.of("LC_ALL", "C.UTF-8"),
                    command.toArray(String[]::new));
            if (run.code() != 0) {
                throw new AssertionError(String.join(" ", command) + " failed:\n" + run.output());
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    /** Starts it and waits until it answers. */
    final void start() {
        try {
            var log = home.resolveSibling(home.getFileName() + ".log").toFile();
            process = new ProcessBuilder(command())
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                    .start();
            await().atMost(PATIENCE)
                    .failFast("it ended, see " + log, () -> !process.isAlive())
                    .until(() -> answers(url(), user(), password()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    protected static boolean answers(String url, String user, String password) {
        try (var connection = DriverManager.getConnection(url, user, password)) {
            return connection.isValid(5);
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** Ends it; its files stay. */
    final void stop() {
        if (process != null) {
            run(List.of("kill", "-" + signal(), String.valueOf(process.pid())));
            await().atMost(PATIENCE).until(() -> !process.isAlive());
        }
    }

    @Override
    public void cutOff() {
        stop();
        start();
    }

    @Override
    public void close() {
        stop();
        try (var files = Files.walk(home)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(home.resolveSibling(home.getFileName() + ".log"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
