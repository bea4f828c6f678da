package io.stentor.conformance.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The servers that the build has unpacked, in the directory that the system property {@code stentor.dist} names. */
public final class Distribution {
    private Distribution() {}

    /** The home of the server whose directory begins like this, if it was unpacked. */
    public static Optional<Path> find(String prefix) throws IOException {
        var directory = Path.of(System.getProperty("stentor.dist", "target/dist"));
        if (Files.isDirectory(directory)) {
            try (var found = Files.newDirectoryStream(directory, prefix + "*")) {
                for (var home : found) {
                    if (Files.isDirectory(home)) {
                        return Optional.of(home.toAbsolutePath().normalize());
                    }
                }
            }
        }
        return Optional.empty();
    }

    static Path home(String prefix) throws IOException {
        return find(prefix).orElseThrow(() -> new IOException("No " + prefix + "* was unpacked"));
    }
}
