package io.stentor.transport.websocket;

import jakarta.websocket.Session;
import java.time.Duration;
import java.util.Map;

/** What has to be known of engines beyond the API, and told them by properties of the session which all others pass over. */
final class EngineSettings {
    /** For the close frame to go out and for its answer to come in (protocol 1.5). */
    private static final long GOODBYE_MILLIS = Duration.ofSeconds(5).toMillis();

    /**
     * Tomcat gives a close frame with any code but 1000 no more than 50 ms and then hangs up without it, which a busy
     * machine takes; and it waits 30 s for the answer.
     */
    private static final Map<String, Object> TOMCAT = Map.of(
            "org.apache.tomcat.websocket.ABNORMAL_SESSION_CLOSE_SEND_TIMEOUT", GOODBYE_MILLIS,
            "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT", GOODBYE_MILLIS);

    private EngineSettings() {}

    /**
     * Tyrus looks whether a session is open before it writes and not again, so that the send of one thread comes after the
     * close frame of another.
     */
    static boolean writesAfterClose(Session session) {
        return session.getClass().getName().startsWith("org.glassfish.tyrus.");
    }

    static void apply(Session session) {
        session.getUserProperties().putAll(TOMCAT);
    }
}
