package io.stentor.boot;

import io.stentor.transport.websocket.PusherEndpoint;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.websocket.DeploymentException;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.glassfish.tyrus.server.Server;

/**
 * The endpoint alone on Tyrus, the reference implementation, with its Grizzly container in this JVM: no servlets, no web
 * application, and instead of CDI a stand-in that knows the one bean. One at a time.
 */
public final class InProcessTyrus implements AutoCloseable {
    private final Stentor stentor = new Stentor();
    private final Server server;
    private final URI uri;

    /** @param parameters as context parameters would be, {@code stentor.…} */
    public InProcessTyrus(Map<String, String> parameters) throws IOException, DeploymentException {
        var properties = new Properties();
        properties.putAll(parameters);
        stentor.start(Settings.read(
                new Sources(List.of(Sources.systemProperties(properties))), name -> null, false, warning -> {}));
        CDI.setCDIProvider(() -> new OneBean(stentor));
        int port = freePort();
        server = new Server("127.0.0.1", port, "/stentor", null, PusherEndpoint.class);
        server.start();
        uri = URI.create("http://127.0.0.1:" + port + "/stentor");
    }

    public URI uri() {
        return uri;
    }

    @Override
    public void close() {
        stentor.stop();
        server.stop();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** All of CDI that the endpoint asks for. */
    private static final class OneBean extends CDI<Object> {
        private final Stentor stentor;

        OneBean(Stentor stentor) {
            this.stentor = stentor;
        }

        @Override
        public Object get() {
            return stentor;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <U> Instance<U> select(Class<U> type, Annotation... qualifiers) {
            return (Instance<U>) this;
        }

        @Override
        public Instance<Object> select(Annotation... qualifiers) {
            return this;
        }

        @Override
        public <U> Instance<U> select(TypeLiteral<U> type, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Iterator<Object> iterator() {
            return List.<Object>of(stentor).iterator();
        }

        @Override
        public boolean isUnsatisfied() {
            return false;
        }

        @Override
        public boolean isAmbiguous() {
            return false;
        }

        @Override
        public void destroy(Object instance) {}

        @Override
        public Handle<Object> getHandle() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Iterable<Handle<Object>> handles() {
            throw new UnsupportedOperationException();
        }

        @Override
        public BeanManager getBeanManager() {
            throw new UnsupportedOperationException();
        }
    }
}
