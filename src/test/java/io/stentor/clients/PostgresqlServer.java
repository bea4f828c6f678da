package io.stentor.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** PostgreSQL. */
final class PostgresqlServer extends DatabaseServer {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    private final Path programs;

    private PostgresqlServer(Path programs) {
        this.programs = programs;
        var password = home.resolve("password");
        try {
            Files.writeString(password, password());
            run(unprivileged(
                    programs.resolve("initdb").toString(),
                    "--pgdata=" + home.resolve("data"),
                    "--username=" + user(),
                    "--pwfile=" + password,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--no-sync"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        start();
    }

    /** Starts one, where it is installed. */
    static Optional<PostgresqlServer> find() {
        return programs().map(PostgresqlServer::new);
    }

    /** Debian puts its programs beside the path. */
    private static Optional<Path> programs() {
        var onPath = Tools.onPath("initdb").map(file -> Path.of(file).getParent());
        if (onPath.isPresent() || !Files.isDirectory(DEBIAN)) {
            return onPath;
        }
        try (var versions = Files.list(DEBIAN)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    @Override
    protected List<String> command() {
        return unprivileged(
                programs.resolve("postgres").toString(),
                "-D",
                home.resolve("data").toString(),
                "-p",
                String.valueOf(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=off");
    }

    @Override
    protected String signal() {
        return "INT";
    }

    @Override
    public String scripts() {
        return "postgresql";
    }

    @Override
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    @Override
    public String user() {
        return "stentor";
    }

    @Override
    public String password() {
        return "open-sesame";
    }
}
