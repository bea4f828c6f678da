package io.stentor.conformance.container;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A container that is a process of its own and has the WAR at {@code /stentor}. */
abstract class ProcessServer implements Server {
    /** The context path, without its slash. */
    static final String CONTEXT = "stentor";

    private ServerProcess process;
    private Path original;
    private Path deployed;

    /** Copies the WAR to where this server looks for it, and takes it away from there in the end. */
    final void deploy(Path war, Path place) throws IOException {
        Files.createDirectories(place.getParent());
        Files.copy(war, place);
        original = war;
        deployed = place;
    }

    @Override
    public void undeploy() throws IOException {
        Files.delete(deployed);
    }

    /** In one step, for a server that looks at half a file may be quicker than who writes it. */
    @Override
    public void redeploy() throws IOException {
        var next = deployed.getParent().resolveSibling(CONTEXT + ".next");
        Files.copy(original, next);
        Files.move(next, deployed, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public final Heap heap() throws IOException {
        return process.heap();
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
