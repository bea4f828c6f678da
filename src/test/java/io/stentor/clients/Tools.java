package io.stentor.clients;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs other than Java: where they are, what they say, and what happens where one is missing. */
public final class Tools {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private Tools() {}

    /** What a program said, both outputs as one, and how it ended. */
    record Run(int code, String output) {}

    public static Optional<String> onPath(String... names) {
        var folders = System.getenv("PATH").split(File.pathSeparator);
        return Stream.of(names)
                .flatMap(name -> Stream.of(folders).map(folder -> Path.of(folder, name)))
                .filter(Files::isRegularFile)
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    /** Ends the test: as failed where {@code stentor.required} names this tool, else as skipped. */
    public static <T> T missing(String tool, String test, String why) {
        if (List.of(System.getProperty("stentor.required", "").split("[, ]+")).contains(tool)) {
            return fail(test + " cannot run: " + why);
        }
        System.out.println("skipped: " + test + ", because " + why);
        return abort(why);
    }

    /** Copies the files of one directory into another. */
    static void copy(Path sources, Path work) throws IOException {
        Files.createDirectories(work);
        try (var files = Files.list(sources)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, work.resolve(file.getFileName()), REPLACE_EXISTING);
            }
        }
    }

    /** Runs a command in this directory and waits for its end. */
    static Run run(Path work, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        var log = Files.createTempFile(work, "run-", ".log");
        var builder = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("STENTOR_"));
        builder.environment().putAll(environment);
        var process = builder.start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                fail(String.join(" ", command) + " took longer than " + LIMIT + ":\n" + Files.readString(log));
            }
            return new Run(process.exitValue(), Files.readString(log));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.delete(log);
        }
    }
}
