package io.stentor.server;

/**
 * How the edges, which containers instantiate, find the server of their own application: the application-scoped bean
 * implements it.
 */
public interface ServerHolder {
    /** @throws IllegalStateException when the application is not up */
    StentorServer server();
}
