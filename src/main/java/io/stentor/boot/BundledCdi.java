package io.stentor.boot;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import org.jspecify.annotations.Nullable;

/** Starts the CDI that the WAR carries, on servers that have none of their own, and stops it with the application. */
final class BundledCdi {
    private static final String WELD = "org.jboss.weld.environment.servlet.Listener";

    private final @Nullable ServletContextListener weld;

    private BundledCdi(@Nullable ServletContextListener weld) {
        this.weld = weld;
    }

    static BundledCdi startIfMissing(ServletContextEvent event) {
        if (serverHasCdi()) {
            return new BundledCdi(null);
        }
        try {
            // By name: on servers with a CDI of their own the class must not even be looked at.
            var weld = Class.forName(WELD)
                    .asSubclass(ServletContextListener.class)
                    .getDeclaredConstructor()
                    .newInstance();
            weld.contextInitialized(event);
            return new BundledCdi(weld);
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException("the WAR's own CDI cannot be started", broken);
        }
    }

    private static boolean serverHasCdi() {
        try {
            return CDI.current().getBeanManager() != null;
        } catch (RuntimeException | LinkageError none) {
            return false;
        }
    }

    void stop(ServletContextEvent event) {
        if (weld != null) {
            weld.contextDestroyed(event);
        }
    }
}
