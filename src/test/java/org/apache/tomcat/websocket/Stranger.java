package org.apache.tomcat.websocket;

import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.util.List;

/** A session of a Tomcat that nobody knows: by its name it is one, and that is all. */
public final class Stranger {
    private Stranger() {}

    public static Session session() {
        return (Session) Proxy.newProxyInstance(
                Stranger.class.getClassLoader(), new Class<?>[] {WsSession.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getNegotiatedExtensions")) {
                        return List.of();
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
