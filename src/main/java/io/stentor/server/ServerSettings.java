package io.stentor.server;

import io.stentor.channel.ChannelSettings;
import io.stentor.connection.OutboxLimits;
import io.stentor.connection.Timeouts;
import io.stentor.connection.TrustedProxies;
import java.time.Duration;

/**
 * What the core needs to know of the configuration (protocol 12). Immutable.
 *
 * @param maxConnections of the node at once, 0 for any number
 * @param connectsPerAddress a second, 0 for any number
 * @param messageBytes greatest size of one message of a client
 * @param engineDoors whether transports may use what only one engine has
 * @param vacatedDelay in which who left may come back unnoticed by webhooks and listeners
 * @param grace over which connections are let go when the server stops
 */
public record ServerSettings(
        int maxConnections,
        int connectsPerAddress,
        int messageBytes,
        boolean engineDoors,
        OutboxLimits outbox,
        ChannelSettings channels,
        Timeouts timeouts,
        Duration vacatedDelay,
        TrustedProxies proxies,
        HttpSettings http,
        Duration grace) {}
