package io.stentor.conformance.container;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Jetty's own distribution with a private base; the WAR at {@code /stentor}, configured by the file that a system
 * property names.
 */
final class JettyServer extends ProcessServer {
    private static final int SETUP_SECONDS = 60;

    private final Distribution distribution;
    private final String environment;

    /** @param environment such as {@code ee10} */
    JettyServer(Distribution distribution, String environment) {
        this.distribution = distribution;
        this.environment = environment;
    }

    @Override
    public URI start(Path war, Path workDir) throws Exception {
        var start = distribution.home().resolve("start.jar").toString();
        int port = ServerProcess.freePort();
        addModules(start, workDir);
        deploy(war, workDir.resolve("webapps/" + CONTEXT + ".war"));
        return await(
                ServerProcess.java(
                        workDir,
                        List.of(
                                "-Xmx512m",
                                "-Djava.io.tmpdir=" + Files.createDirectories(workDir.resolve("temp")),
                                "-Dstentor.config=" + Configuration.copyTo(workDir),
                                "-jar",
                                start,
                                "jetty.http.host=127.0.0.1",
                                "jetty.deploy.scanInterval=1",
                                "jetty.http.port=" + port)),
                port);
    }

    private void addModules(String start, Path base) throws IOException, InterruptedException {
        var modules = Stream.of("deploy", "websocket-jakarta", "annotations", "plus", "jndi")
                .map(module -> environment + '-' + module)
                .collect(Collectors.joining(","));
        var log = base.resolve("modules.log");
        var setup = new ProcessBuilder(Jdk.java().toString(), "-jar", start, "--add-modules=http," + modules)
                .directory(base.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!setup.waitFor(SETUP_SECONDS, TimeUnit.SECONDS)) {
            setup.destroyForcibly();
        }
        if (setup.waitFor() != 0) {
            throw new IOException("Jetty's modules cannot be added:\n" + Files.readString(log));
        }
    }
}
