package io.stentor.transport.websocket;

import io.stentor.connection.Batch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An engine's own way out of one WebSocket, faster than the portable one. Never needed. */
public interface Door {
    /**
     * As {@link io.stentor.connection.Transport#write}, unless the engine itself is writing at this moment: then it does
     * nothing and returns false, and these frames have to leave by the standard API, which can wait.
     */
    boolean write(Batch frames, Consumer<@Nullable Throwable> done);
}
