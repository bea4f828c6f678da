package io.stentor.api;

import io.stentor.server.StentorServer;
import jakarta.json.bind.Jsonb;
import java.time.Clock;

/** What the API is made of once its application runs. */
record Parts(
        StentorServer server,
        Routes routes,
        RateLimits limits,
        RequestBody body,
        Cors cors,
        Jsonb jsonb,
        Clock clock) {}
