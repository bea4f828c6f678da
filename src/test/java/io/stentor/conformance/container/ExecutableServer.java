package io.stentor.conformance.container;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code java -jar stentor.war}: the WAR as its own server, at the root. */
final class ExecutableServer implements Server {
    private final List<String> properties;
    private ServerProcess process;

    /** @param properties of the JVM, such as {@code -Dname=value} */
    ExecutableServer(String... properties) {
        this.properties = List.of(properties);
    }

    @Override
    public URI start(Path war, Path workDir) throws Exception {
        int port = ServerProcess.freePort();
        var configuration = Configuration.copyTo(workDir);
        var arguments = new ArrayList<String>();
        arguments.add("-Xmx512m");
        arguments.addAll(properties);
        arguments.addAll(List.of(
                "-jar",
                war.toString(),
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--config",
                configuration.toString()));
        process = ServerProcess.java(workDir, arguments);
        return process.awaitReady(URI.create("http://127.0.0.1:" + port));
    }

    @Override
    public void undeploy() {
        throw inseparable();
    }

    @Override
    public void redeploy() {
        throw inseparable();
    }

    private static UnsupportedOperationException inseparable() {
        return new UnsupportedOperationException("is its application");
    }

    @Override
    public Heap heap() throws IOException {
        return process.heap();
    }

    @Override
    public void stop() {
        if (process != null) {
            process.stop();
        }
    }
}
