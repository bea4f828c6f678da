package io.stentor.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The command line of the executable WAR. Exit code 2 when what was asked for cannot be done,
 * with one line on standard error that says why.
 */
@Command(
        name = "java -jar stentor.war",
        description = "Realtime for your Java stack: a server for Pusher clients.",
        footer = {
            "",
            "Every option of the README can also be given as an environment variable (STENTOR_PORT=8080),",
            "a system property (-Dstentor.port=8080) or a member of the configuration file."
        },
        sortOptions = false)
public final class Launcher implements Callable<Integer> {
    private final Path war;
    private final Path home;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Address to listen on (default: 0.0.0.0, and 127.0.0.1 as long as no app is configured).")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port to listen on, 0 for any free one (default: 6001).")
    private @Nullable Integer port;

    @Option(
            names = "--context-path",
            paramLabel = "/PATH",
            description = "Path below which everything is served (default: /).")
    private String contextPath = "/";

    @Option(names = "--config", paramLabel = "FILE", description = "JSON file with options and apps.")
    private @Nullable Path config;

    private Launcher(Path war, Path home) {
        this.war = war;
        this.home = home;
    }

    /** Runs until the process is told to stop. */
    public static void launch(Path war, Path home, String[] args) {
        var line = new CommandLine(new Launcher(war, home));
        line.getCommandSpec()
                .versionProvider(versionOf(war))
                .addOption(
                        flag("--help", "Print this and exit.").usageHelp(true).build())
                .addOption(flag("--version", "Print the version and exit.")
                        .versionHelp(true)
                        .build());
        line.setParameterExceptionHandler(Launcher::complain);
        int exit = line.execute(args);
        delete(home);
        System.exit(exit);
    }

    @Override
    public Integer call() {
        if (!contextPath.matches("/|(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+")) {
            return complain("--context-path is \"" + contextPath + "\", allowed: / or a path such as /realtime");
        }
        LogLines.install();
        var server = new EmbeddedServer(war, home, contextPath);
        server.option("host", host);
        server.option("port", port);
        server.option("config", config);
        try {
            server.run();
            return 0;
        } catch (CannotStartException why) {
            return complain(String.valueOf(why.getMessage()));
        }
    }

    private static OptionSpec.Builder flag(String name, String description) {
        return OptionSpec.builder(name).type(boolean.class).description(description);
    }

    private static int complain(ParameterException wrong, String[] args) {
        return complain(String.valueOf(wrong.getMessage()));
    }

    private static int complain(String why) {
        System.err.println("stentor: " + why.lines().findFirst().orElse(""));
        return CommandLine.ExitCode.USAGE;
    }

    private static IVersionProvider versionOf(Path war) {
        return () -> {
            try (var archive = new JarFile(war.toFile())) {
                return new String[] {
                    "stentor " + archive.getManifest().getMainAttributes().getValue("Implementation-Version")
                };
            }
        };
    }

    static void delete(Path directory) {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException busy) {
            // A temporary directory: what cannot be deleted now is the system's to clean.
            return;
        }
    }
}
