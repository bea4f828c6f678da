package io.stentor.conformance.container;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Payara Micro; the WAR at {@code /stentor}, configured by the file that a system property names. */
final class PayaraMicroServer extends ProcessServer {
    /** Loopback alone, and no cluster: neither has a switch. */
    private static final List<String> PREBOOT = List.of(
            "set-hazelcast-configuration --enabled=false --dynamic=false",
            "set configs.config.server-config.network-config.network-listeners.network-listener.http-listener.address"
                    + "=127.0.0.1");

    private final Distribution distribution;

    PayaraMicroServer(Distribution distribution) {
        this.distribution = distribution;
    }

    @Override
    public void undeploy() {
        throw fixed();
    }

    @Override
    public void redeploy() {
        throw fixed();
    }

    private static UnsupportedOperationException fixed() {
        return new UnsupportedOperationException("keeps what it was started with");
    }

    @Override
    public URI start(Path war, Path workDir) throws Exception {
        var jar = distribution.home().toString();
        int port = ServerProcess.freePort();
        var preboot = Files.write(workDir.resolve("preboot"), PREBOOT);
        var temporary = Files.createDirectories(workDir.resolve("temp"));
        return await(
                ServerProcess.java(
                        workDir,
                        List.of(
                                "-Xmx512m",
                                "-Djava.io.tmpdir=" + temporary,
                                "-Dstentor.config=" + Configuration.copyTo(workDir),
                                "-jar",
                                jar,
                                "--nocluster",
                                "--prebootcommandfile",
                                preboot.toString(),
                                "--port",
                                Integer.toString(port),
                                "--deploy",
                                war.toString(),
                                "--contextroot",
                                CONTEXT)),
                port);
    }
}
