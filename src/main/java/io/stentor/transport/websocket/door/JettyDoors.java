package io.stentor.transport.websocket.door;

import io.stentor.transport.websocket.Door;
import io.stentor.transport.websocket.EngineDoor;
import jakarta.websocket.Session;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;

/** Jetty 12.0 and 12.1, whichever level of Jakarta EE it runs: all have one core. */
public final class JettyDoors implements EngineDoor {
    private final String version = String.valueOf(Frame.class.getPackage().getImplementationVersion());

    @Override
    public String engine() {
        return "Jetty " + version;
    }

    @Override
    public boolean known() {
        return version.startsWith("12.0.") || version.startsWith("12.1.");
    }

    @Override
    public Door open(Session session) throws ReflectiveOperationException {
        // The class of the session is another one for each level of Jakarta EE.
        var core = session.getClass().getMethod("getCoreSession").invoke(session);
        return new JettyDoor((CoreSession) core);
    }
}
