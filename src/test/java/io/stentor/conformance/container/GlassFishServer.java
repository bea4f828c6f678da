package io.stentor.conformance.container;

import static io.stentor.conformance.container.Directories.edit;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * GlassFish, or Payara Server, which is laid out alike, with a private domain; the WAR at {@code /stentor}, configured by
 * the file that a system property names.
 */
final class GlassFishServer extends ProcessServer {
    /** In which the deployer of a busy machine has noted what it deployed. */
    private static final Duration NOTED = Duration.ofSeconds(40);

    private final Distribution distribution;

    /** Where it looks for applications. */
    private Path autodeploy;

    GlassFishServer(Distribution distribution) {
        this.distribution = distribution;
    }

    @Override
    public URI start(Path war, Path workDir) throws Exception {
        var home = distribution.home().resolve("glassfish");
        var domains = workDir.resolve("domains");
        Directories.copy(home.resolve("domains"), domains);
        var domain = domains.resolve("domain1");
        int port = ServerProcess.freePort();
        var xml = domain.resolve("config/domain.xml");
        // Its listeners for HTTP have no address, and so would be open to everybody.
        edit(xml, "port=\"8080\"", "port=\"" + port + "\" address=\"127.0.0.1\"");
        edit(xml, "port=\"8181\"", "port=\"" + ServerProcess.freePort() + "\" address=\"127.0.0.1\"");
        edit(xml, "port=\"4848\"", "port=\"" + ServerProcess.freePort() + "\" address=\"127.0.0.1\"");
        edit(xml, "0.0.0.0", "127.0.0.1");
        edit(xml, "value=\"7676\"", "value=\"" + ServerProcess.freePort() + '"');
        for (var other : List.of("3700", "3820", "3920", "8686")) {
            edit(xml, "port=\"" + other + '"', "port=\"" + ServerProcess.freePort() + '"');
        }
        edit(xml, "osgi.shell.telnet.port=6666", "osgi.shell.telnet.port=" + ServerProcess.freePort());
        edit(
                xml,
                "<jvm-options>-Xmx512m</jvm-options>",
                "<jvm-options>-Xmx512m</jvm-options><jvm-options>-Dstentor.config=" + Configuration.copyTo(workDir)
                        + "</jvm-options>");
        autodeploy = domain.resolve("autodeploy");
        deploy(war, autodeploy.resolve(CONTEXT + ".war"));
        return await(
                ServerProcess.command(
                        workDir,
                        List.of(
                                Jdk.java().toString(),
                                "-jar",
                                home.resolve("lib/client/appserver-cli.jar").toString(),
                                "start-domain",
                                "--verbose",
                                "--domaindir",
                                domains.toString(),
                                "domain1"),
                        Map.of(
                                "AS_JAVA",
                                Jdk.home().toString(),
                                "JAVA_HOME",
                                Jdk.home().toString())),
                port);
    }

    /** An application answers before the deployer has noted which file it is; a file that comes between is taken for it. */
    @Override
    public void redeploy() throws IOException {
        var file = CONTEXT + ".war";
        Awaitility.await()
                .atMost(NOTED)
                .ignoreExceptions()
                .until(() -> modified(autodeploy.resolve(".autodeploystatus").resolve(file))
                        == modified(autodeploy.resolve(file)));
        super.redeploy();
    }

    private static long modified(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toMillis();
    }
}
