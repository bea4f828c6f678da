package io.stentor.connection;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The far end of one connection: a WebSocket, an open streaming response, a parked poll. Its lane alone calls it. */
public interface Transport {
    /**
     * Starts writing these frames, in order, and returns at once. {@code done} hears null, or why it failed, once and on
     * any thread, perhaps before this returns. Not called again before that.
     */
    void write(Batch frames, Consumer<@Nullable Throwable> done);

    /** Tells the client why, then lets go; returns at once. Called when no write is under way; a second call does nothing. */
    void close(int code, String reason);

    /**
     * Lets go of a client that does not take part any more, as hard as the engine allows; returns at once. The code is for
     * an engine that writes a close frame even then.
     */
    void abort(int code, String reason);
}
