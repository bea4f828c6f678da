package io.stentor.conformance.container;

import org.jboss.arquillian.container.spi.ConfigurationException;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;

/** What Arquillian may set for {@link StentorContainer}: nothing, as system properties choose the server. */
public final class StentorContainerConfiguration implements ContainerConfiguration {
    @Override
    public void validate() throws ConfigurationException {}
}
