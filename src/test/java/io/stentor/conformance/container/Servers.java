package io.stentor.conformance.container;

import java.util.Map;
import java.util.function.Supplier;

/** The servers that the system property {@code stentor.container} can name. */
public final class Servers {
    static final String PROPERTY = "stentor.container";

    private static final Map<String, Supplier<Server>> BY_NAME = Map.of(
            "executable",
            ExecutableServer::new,
            "portable",
            () -> new ExecutableServer("-Dstentor.websocket.engine_doors=false"),
            "tomcat",
            TomcatServer::new,
            "tomcat-portable",
            () -> new TomcatServer("-Dstentor.websocket.engine_doors=false"),
            "jetty",
            JettyServer::new,
            "tyrus",
            TyrusServer::new,
            "wildfly",
            WildFlyServer::new);

    private Servers() {}

    /** The name of the one under test. */
    static String chosen() {
        return System.getProperty(PROPERTY, "executable");
    }

    /** A server of this name, not started. */
    public static Server named(String name) {
        var server = BY_NAME.get(name);
        if (server == null) {
            throw new IllegalArgumentException(PROPERTY + " is \"" + name + "\", allowed: "
                    + BY_NAME.keySet().stream().sorted().toList());
        }
        return server.get();
    }
}
