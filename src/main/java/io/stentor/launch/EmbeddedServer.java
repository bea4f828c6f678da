package io.stentor.launch;

import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Logger;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.resource.Resource;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Jetty with the WAR in it. The application starts first and says where to listen; only then is the port opened, so that
 * whoever can connect finds a server that is ready.
 */
final class EmbeddedServer {
    private static final Logger LOG = Logger.getLogger("io.stentor");

    // What the application and the launcher tell each other; see StentorListener.
    private static final String STANDALONE = "io.stentor.standalone";
    private static final String LISTEN = "io.stentor.listen";
    private static final String DRAIN = "io.stentor.drain";
    private static final String PROMPT = "io.stentor.prompt";

    private static final String ENDPOINT = "io.stentor.transport.websocket.PusherEndpoint";
    private static final String CONFIG_EXCEPTION = "io.stentor.config.ConfigException";

    private final long started = System.nanoTime();
    private final Server server = new Server(threads());
    private final WebAppContext application = new WebAppContext();
    private final PromptRequests requests;
    private final Path home;

    /**
     * @param home a directory for what has to be unpacked; it goes when the server stops
     * @param contextPath {@code /} or {@code /path}
     */
    EmbeddedServer(Path war, Path home, String contextPath) {
        this.home = home;
        requests = new PromptRequests(server.getThreadPool(), contextPath, new StrictQueries(application));
        application.setContextPath(contextPath);
        application.setWar(war.toString());
        application.setExtraClasspath(libraries(war.resolveSibling("lib")));
        application.setTempDirectory(home.resolve("application").toFile());
        // No default servlet, no JSP: the application's own servlets answer everything.
        application.setDefaultsDescriptor(null);
        application.setThrowUnavailableOnStartupException(true);
        application.setAttribute(STANDALONE, true);
        JakartaWebSocketServletContainerInitializer.configure(
                application, (context, container) -> container.addEndpoint(endpoint(context)));
        server.setErrorHandler(new PlainErrors());
        server.setHandler(requests);
        server.setStopTimeout(TimeUnit.SECONDS.toMillis(1));
    }

    /** Jars that the operator adds to the application, such as the driver of a database. */
    private List<Resource> libraries(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        var resources = ResourceFactory.of(application);
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .map(resources::newResource)
                    .toList();
        } catch (IOException unreadable) {
            throw new CannotStartException("the folder " + folder + " cannot be read");
        }
    }

    /** By name, since the application's classes are its own; Jetty would have to scan the WAR to find it. */
    private static Class<?> endpoint(ServletContext application) throws DeploymentException {
        try {
            return application.getClassLoader().loadClass(ENDPOINT);
        } catch (ClassNotFoundException incomplete) {
            throw new DeploymentException("the WAR is incomplete", incomplete);
        }
    }

    private static QueuedThreadPool threads() {
        var threads = new QueuedThreadPool();
        threads.setName("jetty");
        return threads;
    }

    /** Gives the application an option of the command line, where it was used. */
    void option(String name, @Nullable Object value) {
        if (value != null) {
            application.setInitParameter("stentor." + name, value.toString());
        }
    }

    /** Serves until the process is told to stop. */
    void run() {
        var stopped = new Thread(this::stop, "stentor-stop");
        try {
            server.start();
            var address = (InetSocketAddress) application.getServletContext().getAttribute(LISTEN);
            int port = listen(address);
            Runtime.getRuntime().addShutdownHook(stopped);
            var took = Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0;
            LOG.info("Listening on http://" + address.getHostString() + ":" + port + path() + " (ready in " + took
                    + " s)");
            server.join();
        } catch (Exception failed) {
            stopQuietly();
            throw cannotStart(failed);
        }
    }

    private String path() {
        return application.getContextPath().equals("/") ? "/" : application.getContextPath() + "/";
    }

    private int listen(InetSocketAddress address) throws Exception {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        // The HTTP API decodes names in paths by itself, once; a user's id may contain a percent sign.
        http.setUriCompliance(UriCompliance.DEFAULT.with("Stentor", UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING));
        var connector = connector(new HttpConnectionFactory(http));
        connector.setHost(address.getHostString());
        connector.setPort(address.getPort());
        connector.setReuseAddress(true);
        try {
            connector.open();
        } catch (IOException | IllegalArgumentException taken) {
            throw new CannotStartException("cannot listen on " + address.getHostString() + ":" + address.getPort()
                    + ": " + (taken.getCause() == null ? taken : taken.getCause()).getMessage());
        }
        server.addConnector(connector);
        connector.start();
        return connector.getLocalPort();
    }

    private ServerConnector connector(HttpConnectionFactory http) {
        if (application.getServletContext().getAttribute(PROMPT) instanceof BooleanSupplier room) {
            requests.prompt(room);
            // They do all the work as long as it is little; so one for each core.
            return new PromptConnector(server, Runtime.getRuntime().availableProcessors(), http);
        }
        return new ServerConnector(server, http);
    }

    /** Lets the clients go before the server closes their connections without a word. */
    private void stop() {
        if (application.getServletContext().getAttribute(DRAIN) instanceof Runnable drain) {
            LOG.info("Stopping");
            drain.run();
        }
        stopQuietly();
        Launcher.delete(home);
    }

    private void stopQuietly() {
        try {
            server.stop();
        } catch (Exception broken) {
            LOG.warning("Jetty did not stop cleanly: " + broken.getMessage());
        }
    }

    private static RuntimeException cannotStart(Exception failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            // By name: it comes from the application's class loader.
            if (cause instanceof CannotStartException
                    || cause.getClass().getName().equals(CONFIG_EXCEPTION)) {
                return new CannotStartException(String.valueOf(cause.getMessage()));
            }
        }
        return new IllegalStateException("the application does not start", failed);
    }
}
