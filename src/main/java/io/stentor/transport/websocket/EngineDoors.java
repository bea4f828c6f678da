package io.stentor.transport.websocket;

import jakarta.websocket.Session;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the door of the engine that runs this application, once: which it is, is seen from its sessions. Where there is
 * none, or it is not known well enough, frames leave by the standard API, and the log says so in one line. Any thread.
 */
final class EngineDoors {
    private static final System.Logger LOG = System.getLogger(EngineDoors.class.getName());

    private static final String JETTY = "org.eclipse.jetty.";
    private static final String CONSEQUENCE = "frames leave by the standard API, which is slower";

    private boolean looked;
    private @Nullable EngineDoor engine;

    /** The door of a session that opens, if there is one. */
    Optional<Door> open(Session session) {
        var found = engine(session);
        if (found == null || !session.getNegotiatedExtensions().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(found.open(session));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError other) {
            stepAside(found.engine(), other);
            return Optional.empty();
        }
    }

    private synchronized @Nullable EngineDoor engine(Session session) {
        if (!looked) {
            looked = true;
            engine = look(session);
        }
        return engine;
    }

    private static @Nullable EngineDoor look(Session session) {
        if (!session.getClass().getName().startsWith(JETTY)) {
            return null;
        }
        try {
            var found = new DoorLoader(session.getClass().getClassLoader(), JETTY).load("JettyDoors");
            if (found.known()) {
                LOG.log(Level.INFO, "Frames leave by the own door of {0}", found.engine());
                return found;
            }
            LOG.log(Level.WARNING, "{0} is not known: {1}", found.engine(), CONSEQUENCE);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError unknown) {
            LOG.log(Level.WARNING, "The engine is not known: {0} ({1})", CONSEQUENCE, unknown);
        }
        return null;
    }

    private synchronized void stepAside(String name, Throwable why) {
        if (engine != null) {
            engine = null;
            LOG.log(Level.WARNING, "{0} is not as it should be: {1} ({2})", name, CONSEQUENCE, why);
        }
    }
}
