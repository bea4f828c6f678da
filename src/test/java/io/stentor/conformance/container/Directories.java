package io.stentor.conformance.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Directories as the servers under test need them. */
public final class Directories {
    private Directories() {}

    /** An empty one for a server under test, which no other process of the suite has. */
    public static Path forServer(String name) throws IOException {
        return empty(Path.of("target/conformance", Fork.own(name)));
    }

    /** Makes a directory that has nothing in it, whatever was there before; its real path. */
    public static Path empty(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (var files = Files.walk(directory)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(directory).toRealPath();
    }

    /** Copies a directory with all that is in it. */
    static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                var copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    /** Replaces what has to be in a file of a distribution, so that another layout of it is noticed. */
    static void edit(Path file, String what, String by) throws IOException {
        var text = Files.readString(file);
        if (!text.contains(what)) {
            throw new IOException("No " + what + " in " + file);
        }
        Files.writeString(file, text.replace(what, by));
    }
}
