package io.stentor.conformance.container;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server as its makers publish it, fetched by its coordinates and unpacked once, in the directory that the system
 * property {@code stentor.dist} names. Maven's dependency plugin does that, in a Maven of its own: so only what is asked
 * for is fetched, and what cannot be fetched fails one container rather than the build of all.
 *
 * @param artifact the name of the artifact
 * @param version its version
 * @param coordinates as the dependency plugin wants them, {@code group:artifact:version:type}
 */
record Distribution(String artifact, String version, String coordinates) {
    /** For servers that are in the WAR. */
    static final Distribution NONE = new Distribution("", "", "");

    private static final String PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";
    private static final int FETCH_MINUTES = 10;

    static Distribution of(String coordinates) {
        var parts = coordinates.split(":");
        return new Distribution(parts[1], parts[2], coordinates);
    }

    /** Where it is, unpacked now if it was not yet: the one directory of an archive, or the one jar. */
    Path home() throws IOException {
        var all = Path.of(System.getProperty("stentor.dist", "target/dist"))
                .toAbsolutePath()
                .normalize();
        var name = artifact + '-' + version;
        var directory = all.resolve(name);
        Files.createDirectories(all);
        try (var lock = FileChannel.open(all.resolve(name + ".lock"), CREATE, WRITE)) {
            // Other processes of the suite want it too.
            lock.lock();
            var whole = all.resolve(name + ".unpacked");
            if (!Files.exists(whole)) {
                Directories.empty(directory);
                fetch(directory, all.resolve(name + ".log"));
                Files.createFile(whole);
            }
        }
        try (var found = Files.list(directory)) {
            return found.findFirst().orElseThrow(() -> new IOException("nothing is in " + coordinates));
        }
    }

    private void fetch(Path directory, Path log) throws IOException {
        var command = new ArrayList<>(List.of(
                System.getProperty("stentor.maven", "mvn"),
                "-B",
                "-ntp",
                PLUGIN + (coordinates.endsWith(":jar") ? ":copy" : ":unpack"),
                "-Dartifact=" + coordinates,
                "-DoutputDirectory=" + directory));
        var repository = System.getProperty("stentor.repository");
        if (repository != null) {
            command.add("-Dmaven.repo.local=" + repository);
        }
        // Away from the project, whose build is none of this Maven's business, and from what is unpacked: the plugin
        // leaves a marker.
        var elsewhere = Directories.empty(directory.resolveSibling(artifact + ".maven"));
        var maven = new ProcessBuilder(command)
                .directory(elsewhere.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!maven.waitFor(FETCH_MINUTES, TimeUnit.MINUTES)) {
                maven.descendants().forEach(ProcessHandle::destroy);
                maven.destroy();
                throw new IOException(coordinates + " did not come within " + FETCH_MINUTES + " minutes");
            }
        } catch (InterruptedException interrupted) {
            maven.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + coordinates + " was fetched", interrupted);
        }
        if (maven.exitValue() != 0) {
            throw new IOException(coordinates + " did not unpack:\n" + Files.readString(log));
        }
    }
}
