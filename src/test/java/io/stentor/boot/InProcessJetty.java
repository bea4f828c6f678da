package io.stentor.boot;

import io.stentor.server.ServerHolder;
import io.stentor.server.StentorServer;
import io.stentor.transport.websocket.PusherEndpoint;
import io.stentor.webhook.Webhooks;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * The WAR in a Jetty of this JVM, as a Jetty that somebody else runs: with context parameters and no launcher. Its
 * classes are the tests' own, so a test can look into the server.
 */
public final class InProcessJetty implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector;
    private final String scheme;
    private final WebAppContext application = new WebAppContext();

    /**
     * @param war the built WAR
     * @param parameters context parameters
     */
    public InProcessJetty(Path war, Map<String, String> parameters) throws Exception {
        this(war, parameters, null);
    }

    /** @param tls the certificate with which it serves wss and https; null for neither */
    InProcessJetty(Path war, Map<String, String> parameters, SslContextFactory.@Nullable Server tls) throws Exception {
        connector = tls == null ? new ServerConnector(server) : new ServerConnector(server, tls);
        scheme = tls == null ? "http" : "https";
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        application.setContextPath("/stentor");
        application.setWar(war.toString());
        application.setParentLoaderPriority(true);
        application.setThrowUnavailableOnStartupException(true);
        parameters.forEach(application::setInitParameter);
        JakartaWebSocketServletContainerInitializer.configure(
                application, (context, container) -> container.addEndpoint(PusherEndpoint.class));
        server.setHandler(application);
        server.start();
    }

    public URI uri() {
        return URI.create(scheme + "://127.0.0.1:" + connector.getLocalPort() + "/stentor");
    }

    /** The server itself. */
    public StentorServer stentor() {
        return ((ServerHolder) application.getServletContext().getAttribute(ServerHolder.class.getName())).server();
    }

    /** The bean, as code of the application finds it without CDI. */
    public Stentor bean() {
        return (Stentor) application.getServletContext().getAttribute("io.stentor.boot.Stentor");
    }

    /** What it reports. */
    public Webhooks webhooks() {
        return (Webhooks) application.getServletContext().getAttribute(Webhooks.class.getName());
    }

    /** Takes the application out while the server goes on. */
    public void undeploy() throws Exception {
        application.stop();
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
