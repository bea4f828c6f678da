package io.stentor.conformance.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** The JDK that runs the servers under test: {@code -Dstentor.jdk}, or the one that runs the tests. */
final class Jdk {
    private Jdk() {}

    static Path home() {
        var given = System.getProperty("stentor.jdk", "");
        return Path.of(given.isEmpty() ? System.getProperty("java.home") : given);
    }

    static Path java() {
        return home().resolve("bin").resolve("java");
    }

    /** Such as {@code 17.0.15}. */
    static String version() throws IOException {
        var release = new Properties();
        try (var in = Files.newBufferedReader(home().resolve("release"))) {
            release.load(in);
        }
        return release.getProperty("JAVA_VERSION", "?").replace("\"", "");
    }
}
