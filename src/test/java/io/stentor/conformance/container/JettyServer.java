package io.stentor.conformance.container;

import io.stentor.boot.InProcessJetty;
import java.net.URI;
import java.nio.file.Path;

/** Jetty (ee10) in this JVM, set up as somebody who runs his own would. */
final class JettyServer implements Server {
    private InProcessJetty jetty;

    @Override
    public URI start(Path war, Path workDir) throws Exception {
        jetty = new InProcessJetty(war, Configuration.contextParameters());
        return jetty.uri();
    }

    @Override
    public void stop() {
        if (jetty != null) {
            try {
                jetty.close();
            } catch (Exception broken) {
                throw new IllegalStateException("Jetty does not stop", broken);
            }
        }
    }
}
