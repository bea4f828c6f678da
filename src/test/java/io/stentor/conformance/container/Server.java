package io.stentor.conformance.container;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** Something that runs Stentor with the suite's configuration, {@link Configuration}, on a free port of loopback. */
public interface Server {
    /**
     * Starts it; returns when it answers. Called once.
     *
     * @param war what to run
     * @param workDir an empty directory of its own, for logs too
     * @return the address without a slash at the end, the context path included
     * @throws Exception when it does not answer in time; nothing of it is left running then
     */
    URI start(Path war, Path workDir) throws Exception;

    /**
     * Takes the application out while the server goes on, in the way of its operators; does not wait for it.
     *
     * @throws UnsupportedOperationException where that cannot be done; the message says why
     */
    void undeploy() throws IOException;

    /**
     * Puts the same WAR in the place of the one that runs, as an operator updates it; does not wait for it.
     *
     * @throws UnsupportedOperationException where that cannot be done; the message says why
     */
    void redeploy() throws IOException;

    /** The heap of the process that runs the application; once it has started. */
    Heap heap() throws IOException;

    /** Stops it and waits until it is gone. Does nothing when it never started. */
    void stop();
}
