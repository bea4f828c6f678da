package io.stentor.transport.websocket;

import jakarta.websocket.Session;

/** Finds the {@link Door}s of one engine. Implementations are linked against the engine, see {@link DoorLoader}. */
public interface EngineDoor {
    /** Which engine, and the version of it that is running, such as {@code Jetty 12.1.14}. */
    String engine();

    /** Whether this is a version whose inner life is known. */
    boolean known();

    /**
     * The door of a session, asked for while it opens.
     *
     * @throws ReflectiveOperationException when the session is not what it should be
     */
    Door open(Session session) throws ReflectiveOperationException;
}
