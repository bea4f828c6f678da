package io.stentor.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.eclipse.jetty.stranger.Stranger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which engine is known well enough; that its door works, the conformance suite shows. */
class EngineDoorsTest {
    private static final Logger LOG = Logger.getLogger(EngineDoors.class.getName());

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            lines.add(new java.util.logging.SimpleFormatter().formatMessage(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final EngineDoors doors = new EngineDoors();

    @BeforeEach
    void listen() {
        LOG.addHandler(handler);
    }

    @AfterEach
    void stop() {
        LOG.removeHandler(handler);
    }

    @Test
    void anotherEngineHasNoDoorWhichIsNoNews() {
        var session = (Session) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Session.class}, (proxy, method, arguments) -> null);

        assertThat(doors.open(session)).isEmpty();
        assertThat(lines).isEmpty();
    }

    @Test
    void aVersionThatIsNotKnownIsLeftAloneWithOneLineOfTheLog() throws Exception {
        var session = new OtherEngine("org.eclipse.jetty.", "13.0.1").session(Stranger.class);

        assertThat(doors.open(session)).isEmpty();
        assertThat(doors.open(session)).isEmpty();
        assertThat(lines)
                .containsExactly("Jetty 13.0.1 is not known: frames leave by the standard API, which is slower");
    }

    @Test
    void aVersionThatDoesNotSayWhichItIsIsNotKnown() throws Exception {
        var session = new OtherEngine("org.eclipse.jetty.", null).session(Stranger.class);

        assertThat(doors.open(session)).isEmpty();
        assertThat(lines).singleElement().asString().contains("is not known");
    }

    @Test
    void anEngineWithoutItsCoreIsLeftAlone() throws Exception {
        var session = (Session) new NoCore()
                .loadClass(Stranger.class.getName())
                .getMethod("session")
                .invoke(null);

        assertThat(doors.open(session)).isEmpty();
        assertThat(doors.open(session)).isEmpty();
        assertThat(lines).singleElement().asString().contains("The engine is not known");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"9.0.100", "10.0.27", "11.1.0", "12.0.0"})
    void aTomcatThatIsNotKnownIsLeftAloneWithOneLineOfTheLog(String version) throws Exception {
        var session = tomcat(version);

        assertThat(doors.open(session)).isEmpty();
        assertThat(doors.open(session)).isEmpty();
        assertThat(lines)
                .containsExactly(
                        "Tomcat " + version + " is not known: frames leave by the standard API, which is slower");
    }

    /** The version is known, what is in it is not. */
    @ParameterizedTest
    @ValueSource(strings = {"10.1.999", "11.0.999"})
    void aTomcatThatIsOtherwiseInsideIsLeftAloneWithOneLineOfTheLog(String version) throws Exception {
        var session = tomcat(version);

        assertThat(doors.open(session)).isEmpty();
        assertThat(doors.open(session)).isEmpty();
        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith("Tomcat " + version + " is not known: ")
                .contains("WsRemoteEndpointImplBase");
    }

    private static Session tomcat(String version) throws Exception {
        return new OtherEngine("org.apache.tomcat.", version).session(org.apache.tomcat.websocket.Stranger.class);
    }

    /** The version is known, its sessions are not. */
    @Test
    void aSessionThatIsNotWhatItShouldBeClosesTheDoorForAll() {
        var session = Stranger.session();

        assertThat(doors.open(session)).isEmpty();
        assertThat(doors.open(session)).isEmpty();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("Frames leave by the own door of Jetty 12.");
        assertThat(lines.get(1)).contains("is not as it should be");
    }

    /** A Jetty that has sessions and nothing below them. */
    private static final class NoCore extends ClassLoader {
        NoCore() {
            super(EngineDoorsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.eclipse.jetty.websocket.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("org.eclipse.jetty.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                var loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (var in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                var bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException missing) {
                throw new ClassNotFoundException(name, missing);
            }
        }
    }
}
