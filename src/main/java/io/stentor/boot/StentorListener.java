package io.stentor.boot;

import io.stentor.app.Apps.State;
import io.stentor.console.OpsGuard;
import io.stentor.console.PageServlet;
import io.stentor.server.ServerHolder;
import io.stentor.transport.websocket.EngineGates;
import io.stentor.transport.websocket.Gate;
import io.stentor.webhook.Webhooks;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts Stentor with its web application, and stops it so that nothing of it is left. Where the WAR runs by itself the
 * launcher and this class talk by attributes of the servlet context, in types of the JDK, since their class loaders
 * share no others.
 */
public class StentorListener implements ServletContextListener {
    /** Set by the launcher: the WAR runs by itself. */
    private static final String STANDALONE = "io.stentor.standalone";

    /** For the launcher: where to listen, an unresolved {@link InetSocketAddress}. */
    private static final String LISTEN = "io.stentor.listen";

    /** For the launcher: a {@link Runnable} that lets connections go over the grace period. */
    private static final String DRAIN = "io.stentor.drain";

    /**
     * For the launcher, where no message of a client ever waits, and no publish as long as there is room: a
     * {@link BooleanSupplier} that says whether there is.
     */
    private static final String PROMPT = "io.stentor.prompt";

    private static final System.Logger LOG = System.getLogger("io.stentor");

    private @Nullable BundledCdi cdi;
    private @Nullable Stentor stentor;
    private @Nullable Jsonb jsonb;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        var context = event.getServletContext();
        boolean standalone = context.getAttribute(STANDALONE) != null;
        var settings = Settings.read(
                Sources.of(context), System::getenv, standalone, warning -> LOG.log(Level.WARNING, warning));
        cdi = BundledCdi.startIfMissing(event);
        // The bean itself, not its proxy: at the end CDI may be gone before Stentor is.
        var running = CDI.current().select(Stentor.class).get().self();
        // Made first: what fails from here on would leave threads.
        jsonb = JsonbBuilder.create();
        running.start(settings);
        stentor = running;
        var observers = new CdiObservers(CDI.current().getBeanManager());
        var observed = observers.kinds();
        if (!observed.isEmpty()) {
            running.listen(observed, observers);
        }
        publish(context, running, settings);
        var server = running.server();
        if (server.settings().engineDoors() && EngineGates.open(context, new Gate(server))) {
            context.setAttribute(PROMPT, (BooleanSupplier) server::hasRoom);
        }
        LOG.log(Level.INFO, greeting(settings, standalone));
    }

    private void publish(ServletContext context, Stentor running, Settings settings) {
        context.setAttribute(ServerHolder.class.getName(), running);
        context.setAttribute(Stentor.class.getName(), running);
        context.setAttribute(Webhooks.class.getName(), running.webhooks());
        context.setAttribute(OpsGuard.class.getName(), settings.ops());
        context.setAttribute(Jsonb.class.getName(), jsonb);
        context.setAttribute(PageServlet.VERSION, version());
        if (settings.demo()) {
            context.setAttribute(
                    PageServlet.DEMO, settings.apps().all().iterator().next());
        }
        context.setAttribute(LISTEN, InetSocketAddress.createUnresolved(settings.host(), settings.port()));
        context.setAttribute(DRAIN, (Runnable) () -> running.server().drain());
    }

    private static String greeting(Settings settings, boolean standalone) {
        int apps = settings.apps().all().size();
        if (settings.demo()) {
            return "Stentor " + version()
                    + ": no app is configured, so the demo app app-id / app-key / app-secret is on,"
                    + " for this machine alone (" + settings.host() + ")";
        }
        if (settings.apps().state() == State.UNKNOWN) {
            return "Stentor " + version() + ": the apps are not known yet";
        }
        if (apps == 0) {
            return "Stentor " + version() + ": no app is configured, every connection will be refused"
                    + (standalone ? "" : "; set the context parameter stentor.apps");
        }
        return "Stentor " + version() + ": " + apps + (apps == 1 ? " app" : " apps");
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (stentor != null) {
            stentor.stop();
        }
        try {
            if (jsonb != null) {
                jsonb.close();
            }
        } catch (Exception broken) {
            LOG.log(Level.WARNING, "JSON-B did not close", broken);
        }
        if (cdi != null) {
            cdi.stop(event);
        }
    }

    static String version() {
        try (var in = StentorListener.class.getResourceAsStream("version.properties")) {
            var properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "");
        } catch (IOException unreadable) {
            throw new IllegalStateException("the WAR is incomplete", unreadable);
        }
    }
}
