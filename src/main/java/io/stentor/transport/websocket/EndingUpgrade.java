package io.stentor.transport.websocket;

import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a container and the handler of a WebSocket engine, to which it gives an {@link EndingConnection}. The
 * container makes it, and calls; nobody else does.
 */
public class EndingUpgrade implements HttpUpgradeHandler {
    /** In which a handshake has surely left the container. */
    private static final Duration HANDSHAKE = Duration.ofMillis(250);

    private @Nullable HttpUpgradeHandler engine;
    private @Nullable PooledRequest request;
    private @Nullable Function<Duration, Executor> after;
    private @Nullable EndingConnection connection;

    /**
     * Says for whom it stands there, before the container calls.
     *
     * @param request that was upgraded
     * @param after what runs after a while what it is given
     */
    void standFor(HttpUpgradeHandler engine, PooledRequest request, Function<Duration, Executor> after) {
        this.engine = engine;
        this.request = request;
        this.after = after;
    }

    @Override
    public void init(WebConnection fromContainer) {
        if (engine == null || after == null) {
            throw new IllegalStateException("it stands for nobody");
        }
        try {
            var ending = new EndingConnection(fromContainer, after.apply(EndingConnection.GOODBYE));
            connection = ending;
            engine.init(ending);
            after.apply(HANDSHAKE).execute(this::lookAfter);
        } catch (IOException streamless) {
            throw new UncheckedIOException(streamless);
        }
    }

    /** Payara does not tell of a client that goes while its handshake leaves the container. */
    private void lookAfter() {
        if (engine != null && connection != null && !connection.alive()) {
            engine.destroy();
        }
    }

    /** The last that the container asks for before it gives the streams away. */
    @Override
    public void destroy() {
        if (engine != null) {
            engine.destroy();
        }
        if (connection != null) {
            connection.end();
        }
        if (request != null) {
            request.forget(this);
        }
    }
}
