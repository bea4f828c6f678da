package io.stentor.transport.websocket;

import jakarta.servlet.ServletContext;
import java.lang.System.Logger.Level;

/**
 * Finds the own way in of the engine that runs this application, once, when the application starts. Where there is none,
 * or it is not known well enough, clients come to the {@link PusherEndpoint}, and the log says so in one line.
 */
public final class EngineGates {
    private static final System.Logger LOG = System.getLogger(EngineGates.class.getName());

    private static final String JETTY = "org.eclipse.jetty.";

    /** Where Jetty keeps who takes which upgrade. */
    private static final String JETTY_UPGRADES = "org.eclipse.jetty.websocket.core.server.WebSocketMappings";

    private static final String CONSEQUENCE = "clients come in by the standard API, which is slower";

    private EngineGates() {}

    /** Lets clients in by the engine's own way, if it has one; says whether it has. */
    public static boolean open(ServletContext application, Gate gate) {
        var upgrades = application.getAttribute(JETTY_UPGRADES);
        if (upgrades == null) {
            return false;
        }
        try {
            var engine = new DoorLoader(upgrades.getClass().getClassLoader(), JETTY).gate("JettyGate");
            if (engine.known()) {
                engine.open(upgrades, gate);
                LOG.log(Level.INFO, "Clients come in by the own gate of {0}", engine.engine());
                return true;
            }
            LOG.log(Level.WARNING, "{0} is not known: {1}", engine.engine(), CONSEQUENCE);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError unknown) {
            LOG.log(Level.WARNING, "The engine is not known: {0} ({1})", CONSEQUENCE, unknown);
        }
        return false;
    }
}
