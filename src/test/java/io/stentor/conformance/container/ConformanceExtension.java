package io.stentor.conformance.container;

import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.core.spi.LoadableExtension;

/** Makes {@link StentorContainer} known to Arquillian, which finds this class by {@code META-INF/services}. */
public final class ConformanceExtension implements LoadableExtension {
    @Override
    public void register(ExtensionBuilder builder) {
        builder.service(DeployableContainer.class, StentorContainer.class);
    }
}
