package io.stentor.conformance.container;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Open Liberty with a private user directory; the WAR at {@code /stentor}, configured by the file that a system property
 * names.
 */
final class LibertyServer extends ProcessServer {
    private static final String SERVER = """
            <server>
              <featureManager>
                <feature>servlet-6.0</feature>
                <feature>websocket-2.1</feature>
                <feature>cdi-4.0</feature>
                <feature>jsonb-3.0</feature>
                <feature>jndi-1.0</feature>
              </featureManager>
              <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%d" httpsPort="-1"/>
              <webApplication location="%s.war" contextRoot="/%s"/>
            </server>
            """;

    private final Distribution distribution;

    LibertyServer(Distribution distribution) {
        this.distribution = distribution;
    }

    @Override
    public URI start(Path war, Path workDir) throws Exception {
        var home = distribution.home();
        var user = workDir.resolve("usr");
        var server = user.resolve("servers/" + CONTEXT);
        int port = ServerProcess.freePort();
        deploy(war, server.resolve("apps/" + CONTEXT + ".war"));
        Files.writeString(server.resolve("server.xml"), SERVER.formatted(port, CONTEXT, CONTEXT));
        // By its script, which knows what of the JDK the server has to open.
        return await(
                ServerProcess.command(
                        workDir,
                        List.of("sh", home.resolve("bin/server").toString(), "run", CONTEXT),
                        Map.of(
                                "JAVA_HOME",
                                Jdk.home().toString(),
                                "WLP_USER_DIR",
                                user.toString(),
                                "JVM_ARGS",
                                "-Xmx512m -Dstentor.config=" + Configuration.copyTo(workDir))),
                port);
    }
}
