package io.stentor.conformance.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * How a server of the suite was started, noted for those who read the reports afterwards.
 *
 * @param jdk its version
 * @param war the beginning of the SHA-256 of the WAR
 * @param failure why it did not start; empty when it did
 */
public record Launch(String jdk, String war, String failure) {
    private static final int DIGITS = 16;

    /** Of the last run on this container, if there was one. */
    public static Optional<Launch> of(Container container) throws IOException {
        if (!Files.exists(note(container))) {
            return Optional.empty();
        }
        var lines = Files.readAllLines(note(container));
        return Optional.of(new Launch(lines.get(0), lines.get(1), lines.get(2)));
    }

    /**
     * Notes that a container starts with this file, and how that went so far. One process of the suite notes; when another
     * one has no server, its tests fail.
     */
    static void note(Container container, Path war, String failure) throws IOException {
        if (!Fork.first()) {
            return;
        }
        Files.createDirectories(note(container).getParent());
        var line = failure.lines().findFirst().orElse("");
        Files.write(note(container), List.of(Jdk.version(), digest(war), line), UTF_8);
    }

    private static Path note(Container container) {
        return Path.of("target/conformance", container.id() + ".launch");
    }

    private static String digest(Path war) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(war));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
