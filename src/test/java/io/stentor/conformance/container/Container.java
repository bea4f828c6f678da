package io.stentor.conformance.container;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The servers that the suite knows, by the names that {@code -Dcontainers=} takes, and the distributions that they are
 * made from. Whatever is said of "all" of them is said of this list.
 */
public enum Container {
    EXECUTABLE("executable", "by itself", Engine.EMBEDDED, home -> new ExecutableServer()),
    /** The same without the engine's own door. */
    PORTABLE(
            "portable",
            "by itself, without engine doors",
            Engine.EMBEDDED,
            home -> new ExecutableServer("-Dstentor.websocket.engine_doors=false")),
    TOMCAT_10("tomcat10", "Tomcat", Engine.TOMCAT, TomcatServer::new, "org.apache.tomcat:tomcat:10.1.59:zip"),
    TOMCAT_PORTABLE(
            "tomcat-portable",
            "Tomcat, without engine doors",
            Engine.TOMCAT,
            home -> new TomcatServer(home, "-Dstentor.websocket.engine_doors=false"),
            "org.apache.tomcat:tomcat:10.1.59:zip"),
    TOMCAT_11("tomcat11", "Tomcat", Engine.TOMCAT, TomcatServer::new, "org.apache.tomcat:tomcat:11.0.24:zip"),
    JETTY_12(
            "jetty12",
            "Jetty (ee10)",
            Engine.JETTY,
            home -> new JettyServer(home, "ee10"),
            "org.eclipse.jetty:jetty-home:12.0.31:zip"),
    JETTY_12_1(
            "jetty121",
            "Jetty (ee11)",
            Engine.JETTY,
            home -> new JettyServer(home, "ee11"),
            "org.eclipse.jetty:jetty-home:12.1.12:zip"),
    PAYARA(
            "payara",
            "Payara Server",
            Engine.TYRUS,
            GlassFishServer::new,
            "fish.payara.distributions:payara:6.2025.9:zip"),
    PAYARA_MICRO(
            "payara-micro",
            "Payara Micro",
            Engine.TYRUS,
            PayaraMicroServer::new,
            "fish.payara.extras:payara-micro:6.2025.10:jar"),
    GLASSFISH(
            "glassfish",
            "GlassFish",
            Engine.TYRUS,
            GlassFishServer::new,
            "org.glassfish.main.distributions:glassfish:7.0.21:zip"),
    WILDFLY("wildfly", "WildFly", Engine.UNDERTOW, WildFlyServer::new, "org.wildfly:wildfly-dist:39.0.1.Final:zip"),
    LIBERTY(
            "liberty",
            "Open Liberty",
            Engine.LIBERTY,
            LibertyServer::new,
            "io.openliberty:openliberty-runtime:26.0.0.3:zip");

    /** Who speaks WebSocket in it. */
    public enum Engine {
        /** Jetty behind Stentor's own launcher. */
        EMBEDDED,
        TOMCAT,
        JETTY,
        TYRUS,
        UNDERTOW,
        LIBERTY
    }

    private final String id;
    private final String title;
    private final Engine engine;
    private final Function<Distribution, Server> server;
    private final Distribution distribution;

    Container(String id, String title, Engine engine, Function<Distribution, Server> server) {
        this(id, title, engine, server, Distribution.NONE);
    }

    Container(String id, String title, Engine engine, Function<Distribution, Server> server, String coordinates) {
        this(id, title, engine, server, Distribution.of(coordinates));
    }

    Container(
            String id, String title, Engine engine, Function<Distribution, Server> server, Distribution distribution) {
        this.id = id;
        this.title = title;
        this.engine = engine;
        this.server = server;
        this.distribution = distribution;
    }

    /** The one under test: {@code -Dstentor.container}. */
    public static Container chosen() {
        return named(System.getProperty("stentor.container", EXECUTABLE.id));
    }

    public static Container named(String id) {
        return Arrays.stream(values())
                .filter(container -> container.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no container is called \"" + id + "\", only "
                        + Arrays.stream(values()).map(Container::id).toList()));
    }

    /** Whether this build was asked for it, by {@code -Dcontainers}. */
    public static boolean asked(Container container) {
        var asked = List.of(System.getProperty("containers", "").split("[, ]+"));
        return asked.contains("all") || asked.contains(container.id);
    }

    /** As {@code -Dcontainers=} has it. */
    public String id() {
        return id;
    }

    /** As people say it. */
    public String title() {
        return title;
    }

    public Engine engine() {
        return engine;
    }

    /** Of the distribution; empty where Stentor runs by itself. */
    public String version() {
        return distribution.version();
    }

    Distribution distribution() {
        return distribution;
    }

    /** A server of this kind, not started. */
    public Server server() {
        return server.apply(distribution);
    }
}
