package io.stentor.conformance.container;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** {@code java -jar stentor.war}: the WAR as its own server, at the root. */
final class ExecutableServer implements Server {
    private ServerProcess process;

    @Override
    public URI start(Path war, Path workDir) throws Exception {
        int port = ServerProcess.freePort();
        var configuration = Configuration.copyTo(workDir);
        process = ServerProcess.java(
                workDir,
                List.of(
                        "-Xmx512m",
                        "-jar",
                        war.toString(),
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--config",
                        configuration.toString()));
        return process.awaitReady(URI.create("http://127.0.0.1:" + port));
    }

    @Override
    public void stop() {
        if (process != null) {
            process.stop();
        }
    }
}
