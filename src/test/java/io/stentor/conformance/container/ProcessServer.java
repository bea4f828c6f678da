package io.stentor.conformance.container;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** A container that is a process of its own and has the WAR at {@code /stentor}. */
abstract class ProcessServer implements Server {
    /** The context path, without its slash. */
    static final String CONTEXT = "stentor";

    private ServerProcess process;
    private Path deployed;

    /** Copies the WAR to where this server looks for it, and takes it away from there in the end. */
    final void deploy(Path war, Path place) throws IOException {
        Files.createDirectories(place.getParent());
        Files.copy(war, place);
        deployed = place;
    }

    @Override
    public void undeploy() throws IOException {
        Files.delete(deployed);
    }

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
