package io.stentor.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletContext;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.eclipse.jetty.http.pathmap.UriTemplatePathSpec;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which engine is known well enough; that clients come in by its gate, the conformance suite shows. */
class EngineGatesTest {
    private static final Logger LOG = Logger.getLogger(EngineGates.class.getName());
    private static final Gate GATE = new Gate(null);

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            lines.add(new SimpleFormatter().formatMessage(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOG.addHandler(handler);
    }

    @AfterEach
    void stop() {
        LOG.removeHandler(handler);
    }

    @Test
    void anotherEngineHasNoGateWhichIsNoNews() {
        assertThat(EngineGates.open(application(null), GATE)).isFalse();
        assertThat(lines).isEmpty();
    }

    /** In place of who took those upgrades before. */
    @Test
    void aKnownJettySendsItsUpgradesHere() {
        var path = new UriTemplatePathSpec("/app/{appKey}");
        var upgrades = new WebSocketMappings();
        upgrades.addMapping(path, (request, response, callback) -> null);
        var before = upgrades.getWebSocketNegotiator(path);

        assertThat(EngineGates.open(application(upgrades), GATE)).isTrue();

        assertThat(upgrades.getWebSocketNegotiator(path)).isNotNull().isNotSameAs(before);
        assertThat(lines).singleElement().asString().startsWith("Clients come in by the own gate of Jetty 12.");
    }

    @Test
    void aVersionThatIsNotKnownIsLeftAloneWithOneLineOfTheLog() throws Exception {
        var upgrades = new OtherEngine("org.eclipse.jetty.", "13.0.1")
                .loadClass(WebSocketMappings.class.getName())
                .getDeclaredConstructor()
                .newInstance();

        assertThat(EngineGates.open(application(upgrades), GATE)).isFalse();
        assertThat(lines)
                .containsExactly("Jetty 13.0.1 is not known: clients come in by the standard API, which is slower");
    }

    @Test
    void whatIsNotWhatItShouldBeIsLeftAloneWithOneLineOfTheLog() {
        assertThat(EngineGates.open(application(new EngineGatesTest()), GATE)).isFalse();
        assertThat(lines).singleElement().asString().startsWith("The engine is not known: clients come in by");
    }

    private static ServletContext application(Object upgrades) {
        return (ServletContext) Proxy.newProxyInstance(
                EngineGatesTest.class.getClassLoader(),
                new Class<?>[] {ServletContext.class},
                (proxy, method, arguments) -> upgrades);
    }
}
