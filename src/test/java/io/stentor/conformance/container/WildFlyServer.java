package io.stentor.conformance.container;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * WildFly, unpacked as {@code wildfly-*}; the WAR at {@code /stentor}, configured by system properties. The distribution
 * itself is not written to.
 */
final class WildFlyServer implements Server {
    private static final String CONTEXT = "stentor";

    private ServerProcess process;

    @Override
    public URI start(Path war, Path workDir) throws Exception {
        var home = Distribution.home("wildfly-");
        var base = workDir.resolve("standalone");
        copy(home.resolve("standalone"), base);
        Files.copy(war, base.resolve("deployments/" + CONTEXT + ".war"));
        int port = ServerProcess.freePort();
        process = ServerProcess.command(
                workDir,
                List.of(
                        "sh",
                        home.resolve("bin/standalone.sh").toString(),
                        "-b",
                        "127.0.0.1",
                        "-bmanagement",
                        "127.0.0.1",
                        "-Djboss.server.base.dir=" + base,
                        "-Djboss.http.port=" + port,
                        "-Djboss.https.port=" + ServerProcess.freePort(),
                        "-Djboss.management.http.port=" + ServerProcess.freePort(),
                        "-Dstentor.config=" + Configuration.copyTo(workDir)),
                // So that the signal that stops the script reaches the server.
                Map.of(
                        "LAUNCH_JBOSS_IN_BACKGROUND",
                        "1",
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "JAVA_OPTS",
                        "-Xmx512m -Djava.net.preferIPv4Stack=true"));
        return process.awaitReady(URI.create("http://127.0.0.1:" + port + "/" + CONTEXT));
    }

    @Override
    public void stop() {
        if (process != null) {
            process.stop();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
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
}
