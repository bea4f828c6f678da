package io.stentor.conformance.container;

import io.stentor.boot.InProcessTyrus;
import java.net.URI;
import java.nio.file.Path;

/** Tyrus with its Grizzly container in this JVM: the endpoint without servlets, for tests that are not tagged http. */
final class TyrusServer implements Server {
    private InProcessTyrus tyrus;

    @Override
    public URI start(Path war, Path workDir) throws Exception {
        tyrus = new InProcessTyrus(Configuration.contextParameters());
        return tyrus.uri();
    }

    @Override
    public void stop() {
        if (tyrus != null) {
            tyrus.close();
        }
    }
}
