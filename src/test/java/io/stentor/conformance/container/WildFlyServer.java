package io.stentor.conformance.container;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * WildFly with a private base directory; the WAR at {@code /stentor}, configured by the file that a system property
 * names.
 */
final class WildFlyServer extends ProcessServer {
    private final Distribution distribution;

    WildFlyServer(Distribution distribution) {
        this.distribution = distribution;
    }

    @Override
    public URI start(Path war, Path workDir) throws Exception {
        var home = distribution.home();
        var base = workDir.resolve("standalone");
        Directories.copy(home.resolve("standalone"), base);
        var configuration = base.resolve("configuration/standalone.xml");
        // Bodies that are too large are Stentor's to refuse, with a reason.
        Directories.edit(
                configuration,
                "<http-listener name=\"default\"",
                "<http-listener name=\"default\" max-post-size=\"0\"");
        // Looks each second for another WAR, not each five.
        Directories.edit(configuration, "scan-interval=\"5000\"", "scan-interval=\"1000\"");
        deploy(war, base.resolve("deployments/" + CONTEXT + ".war"));
        int port = ServerProcess.freePort();
        return await(
                ServerProcess.command(
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
                                Jdk.home().toString(),
                                "JAVA_OPTS",
                                "-Xmx512m -Djava.net.preferIPv4Stack=true")),
                port);
    }
}
