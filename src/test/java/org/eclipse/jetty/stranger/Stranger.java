package org.eclipse.jetty.stranger;

import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.util.List;

/** A session of a Jetty that nobody knows: by its name it is one, and that is all. */
public final class Stranger {
    /** Not public, so that its proxies are classes of this package. */
    interface StrangeSession extends Session {}

    private Stranger() {}

    public static Session session() {
        return (Session) Proxy.newProxyInstance(
                Stranger.class.getClassLoader(), new Class<?>[] {StrangeSession.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getNegotiatedExtensions")) {
                        return List.of();
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
