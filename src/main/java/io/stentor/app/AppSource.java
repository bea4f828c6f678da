package io.stentor.app;

import io.stentor.config.ConfigException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the apps of a server are, if they may change there while it runs. One thread at a time, but for {@link #close}. */
public interface AppSource extends AutoCloseable {
    /** What an operator calls it, without secrets. */
    String name();

    /**
     * The apps as they are there now. It may block for a while, so neither a lane nor a timer calls it.
     *
     * @return an array of apps as {@link io.stentor.protocol.Json#tree} gives it; null when nothing has changed since it
     *     last returned one
     * @throws ConfigException when what is there makes no sense; in one line
     * @throws UnavailableException when it cannot be asked now; in one line
     */
    @Nullable
    List<?> read();

    /** What an operator calls one of the apps that were read last, for messages. */
    default String place(int index) {
        return "apps[" + index + "]";
    }

    /** Ends a call that blocks, where that is possible; it is read no more. Any thread. */
    @Override
    void close();

    /** Why a source cannot be asked now, in one line without secrets. */
    final class UnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public UnavailableException(String message) {
            super(message, null, false, false);
        }
    }
}
