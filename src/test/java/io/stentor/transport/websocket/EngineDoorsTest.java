package io.stentor.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
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
        var strict = new EngineDoors(new Strict());
        var session = org.apache.tomcat.websocket.Stranger.session();

        assertThat(strict.open(session)).isEmpty();
        assertThat(strict.open(session)).isEmpty();
        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith("Strict 1 is not as it should be: frames leave by the standard API, which is slower");
    }

    private static final class Strict implements EngineDoor {
        @Override
        public String engine() {
            return "Strict 1";
        }

        @Override
        public boolean known() {
            return true;
        }

        @Override
        public Door open(Session session) throws ReflectiveOperationException {
            throw new NoSuchMethodException("getCoreSession");
        }
    }
}
