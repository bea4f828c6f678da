package io.stentor.transport.websocket;

/**
 * An engine's own way in, past its {@code jakarta.websocket}: for a server of many connections, which cost less so. Never
 * needed. Implementations are linked against the engine, see {@link DoorLoader}.
 */
public interface EngineGate {
    /** Which engine, and the version of it that is running, such as {@code Jetty 12.1.14}. */
    String engine();

    /** Whether this is a version whose inner life is known. */
    boolean known();

    /**
     * Lets the engine send clients here that would have come to the endpoint.
     *
     * @param upgrades where the engine keeps who takes which upgrade
     */
    void open(Object upgrades, Gate gate);
}
