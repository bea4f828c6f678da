package io.stentor.transport.websocket;

import jakarta.websocket.Session;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the door of the engine that runs this application, once (Jetty has a gate instead, see {@link EngineGates}): which it is, is seen from its sessions. Where there is
 * none, or it is not known well enough, frames leave by the standard API, and the log says so in one line. Any thread.
 */
final class EngineDoors {
    private static final System.Logger LOG = System.getLogger(EngineDoors.class.getName());

    private static final String TOMCAT = "org.apache.tomcat.";

    private static final String CONSEQUENCE = "frames leave by the standard API, which is slower";

    private boolean looked;
    private @Nullable EngineDoor engine;

    EngineDoors() {}

    /** Of an engine that was found already. */
    EngineDoors(EngineDoor found) {
        looked = true;
        engine = found;
    }

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
        return session.getClass().getName().startsWith(TOMCAT)
                ? load(session.getClass().getClassLoader(), TOMCAT, "TomcatDoors")
                : null;
    }

    private static @Nullable EngineDoor load(ClassLoader loader, String packages, String doors) {
        var name = "The engine";
        try {
            var found = new DoorLoader(loader, packages).load(doors);
            name = found.engine();
            if (found.known()) {
                LOG.log(Level.INFO, "Frames leave by the own door of {0}", name);
                return found;
            }
            LOG.log(Level.WARNING, "{0} is not known: {1}", name, CONSEQUENCE);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError unknown) {
            var why = unknown.getCause() == null ? unknown : unknown.getCause();
            LOG.log(Level.WARNING, "{0} is not known: {1} ({2})", name, CONSEQUENCE, why);
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
