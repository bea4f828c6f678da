package io.stentor.conformance.container;

import java.io.IOException;
import java.net.URI;

/** A container that is a process of its own and has the WAR at {@code /stentor}. */
abstract class ProcessServer implements Server {
    /** The context path, without its slash. */
    static final String CONTEXT = "stentor";

    private ServerProcess process;

    /** Waits until it answers. */
    final URI await(ServerProcess started, int port) throws IOException {
        process = started;
        return started.awaitReady(URI.create("http://127.0.0.1:" + port + '/' + CONTEXT));
    }

    @Override
    public final void stop() {
        if (process != null) {
            process.stop();
        }
    }
}
