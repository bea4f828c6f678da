package io.stentor.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** MariaDB. */
final class MariaDbServer extends DatabaseServer {
    private final String program;

    private MariaDbServer(String installer, String program) {
        this.program = program;
        run(unprivileged(
                installer,
                "--no-defaults",
                "--datadir=" + home.resolve("data"),
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--skip-name-resolve"));
        var setUp = home.resolve("set-up.sql");
        try {
            Files.writeString(
                    setUp,
                    "CREATE DATABASE IF NOT EXISTS realtime;\nCREATE USER IF NOT EXISTS '" + user()
                            + "'@'127.0.0.1' IDENTIFIED BY '" + password() + "';\nGRANT ALL ON realtime.* TO '" + user()
                            + "'@'127.0.0.1';\n");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        start();
    }

    /** Starts one, where it is installed. */
    static Optional<MariaDbServer> find() {
        return Tools.onPath("mariadb-install-db")
                .flatMap(installer -> program().map(program -> new MariaDbServer(installer, program)));
    }

    /** Debian puts servers where only root looks. */
    private static Optional<String> program() {
        return Tools.onPath("mariadbd")
                .or(() -> Optional.of("/usr/sbin/mariadbd").filter(file -> Files.isExecutable(Path.of(file))));
    }

    @Override
    protected List<String> command() {
        return unprivileged(
                program,
                "--no-defaults",
                "--datadir=" + home.resolve("data"),
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--socket=" + home.resolve("socket"),
                "--pid-file=" + home.resolve("pid"),
                "--skip-name-resolve",
                "--init-file=" + home.resolve("set-up.sql"));
    }

    @Override
    protected String signal() {
        return "TERM";
    }

    @Override
    public String scripts() {
        return "mysql";
    }

    @Override
    public String url() {
        return "jdbc:mariadb://127.0.0.1:" + port + "/realtime";
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
