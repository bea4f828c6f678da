package io.stentor.conformance.container;

import java.net.URI;
import java.nio.file.Path;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.client.protocol.metadata.Servlet;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.descriptor.api.Descriptor;

/**
 * The server that {@code -Dstentor.container} names, as a container of Arquillian. It starts with the first deployment
 * and serves all of them, since every class deploys the same WAR; it ends with this JVM. To Arquillian each class is a suite
 * of its own where Surefire has several processes, and would stop it after each.
 */
public final class StentorContainer implements DeployableContainer<StentorContainerConfiguration> {
    private static Server server;
    private static URI base;

    /** The WAR under test: the file itself rather than ShrinkWrap's copy of it, for that is what users get. */
    public static Path war() {
        return Path.of(System.getProperty("stentor.war", "target/stentor.war"))
                .toAbsolutePath()
                .normalize();
    }

    @Override
    public Class<StentorContainerConfiguration> getConfigurationClass() {
        return StentorContainerConfiguration.class;
    }

    @Override
    public ProtocolDescription getDefaultProtocol() {
        return new ProtocolDescription("Local");
    }

    @Override
    public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
        if (base == null) {
            launch();
        }
        var http = new HTTPContext(base.getHost(), base.getPort());
        http.add(new Servlet("stentor", base.getPath()));
        return new ProtocolMetaData().addContext(http);
    }

    @Override
    public void undeploy(Archive<?> archive) {
        // The next class deploys the same.
    }

    @Override
    public void stop() {
        // The next class is another suite.
    }

    @Override
    public void deploy(Descriptor descriptor) {
        throw new UnsupportedOperationException("Stentor is a WAR");
    }

    @Override
    public void undeploy(Descriptor descriptor) {
        throw new UnsupportedOperationException("Stentor is a WAR");
    }

    private static void launch() throws DeploymentException {
        if (server != null) {
            throw new DeploymentException("The server did not start for an earlier class");
        }
        var container = Container.chosen();
        server = container.server();
        try {
            Launch.note(container, war(), "did not start");
            base = server.start(war(), Directories.forServer(container.id()));
            Launch.note(container, war(), "");
        } catch (Exception failed) {
            throw new DeploymentException("No " + container.id() + " server: " + failed.getMessage(), failed);
        }
    }
}
