package io.stentor.transport.websocket.door;

import io.stentor.transport.websocket.Door;
import io.stentor.transport.websocket.EngineDoor;
import jakarta.websocket.Session;

/** Tomcat 10.1 and 11.0: since 10.1.0 they write to WebSockets in the same way. */
public final class TomcatDoors implements EngineDoor {
    private final String version;

    public TomcatDoors() throws ClassNotFoundException {
        var session = Class.forName(
                "org.apache.tomcat.websocket.WsSession", false, getClass().getClassLoader());
        version = String.valueOf(session.getPackage().getImplementationVersion());
    }

    @Override
    public String engine() {
        return "Tomcat " + version;
    }

    @Override
    public boolean known() {
        if (!version.startsWith("10.1.") && !version.startsWith("11.0.")) {
            return false;
        }
        TomcatRemote.verify();
        return true;
    }

    @Override
    public Door open(Session session) {
        return new TomcatDoor(new TomcatRemote(session));
    }
}
