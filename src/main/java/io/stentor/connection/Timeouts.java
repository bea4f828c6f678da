package io.stentor.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long a connection may take for what (protocol 1.4, 1.5, 12). Immutable.
 *
 * @param pong from the ping to any sign of life
 * @param write for one write to complete, zero for ever
 * @param pingInterval native pings when nothing was written for that long, zero for none
 * @param authorization in which a client must be vouched for, where the app demands it (protocol 5.1)
 */
public record Timeouts(Duration pong, Duration write, Duration pingInterval, Duration authorization) {
    /** From the decision to close to the end of the TCP connection (protocol 1.5). */
    private static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(5);

    long goodbyeNanos() {
        return GOODBYE_NANOS;
    }
}
