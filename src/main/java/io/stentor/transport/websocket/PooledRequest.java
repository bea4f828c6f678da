package io.stentor.transport.websocket;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * A request of GlassFish or Payara, which is kept for another one after its WebSocket has ended, and with it the handler of
 * that WebSocket: of an application that was taken out meanwhile, all classes.
 */
final class PooledRequest {
    private static final System.Logger LOG = System.getLogger(PooledRequest.class.getName());

    private final ServletRequest request;

    PooledRequest(ServletRequest request) {
        this.request = request;
    }

    /** Lets it forget this handler. To be called while the request is its own. Elsewhere it does nothing. */
    void forget(HttpUpgradeHandler handler) {
        try {
            Object innermost = request;
            while (innermost instanceof HttpServletRequestWrapper wrapper) {
                innermost = wrapper.getRequest();
            }
            var hidden = field(innermost, "request");
            var pooled = hidden == null ? null : hidden.get(innermost);
            var kept = pooled == null ? null : field(pooled, "httpUpgradeHandler");
            if (kept != null && handler.equals(kept.get(pooled))) {
                kept.set(pooled, null);
            }
        } catch (ReflectiveOperationException | RuntimeException other) {
            LOG.log(Level.DEBUG, "this server keeps the handler of a WebSocket otherwise", other);
        }
    }

    private static @Nullable Field field(Object owner, String name) {
        for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
            for (var field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field;
                }
            }
        }
        return null;
    }
}
