package io.stentor.api;

import io.stentor.server.CorsSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** Lets pages of other sites use the API, where an operator wants that (protocol 8.5; the Fetch standard, 3.2). */
final class Cors {
    private final @Nullable CorsSettings settings;

    /** @param settings null for a server that lets no page in, and says nothing of it */
    Cors(@Nullable CorsSettings settings) {
        this.settings = settings;
    }

    /** Adds to the answer what a browser looks for; says whether it was all that was asked, in a preflight. */
    boolean answer(HttpServletRequest request, HttpServletResponse response) {
        if (settings == null) {
            return false;
        }
        boolean named = !settings.anyOrigin() || settings.credentials();
        if (named) {
            response.addHeader("Vary", "Origin");
        }
        var origins = Collections.list(request.getHeaders("Origin"));
        if (origins.isEmpty() || !settings.origins().allow(origins)) {
            return false;
        }
        response.setHeader("Access-Control-Allow-Origin", named ? origins.get(0) : "*");
        if (settings.credentials()) {
            response.setHeader("Access-Control-Allow-Credentials", "true");
        }
        if (!request.getMethod().equals("OPTIONS") || request.getHeader("Access-Control-Request-Method") == null) {
            return false;
        }
        response.setHeader("Access-Control-Allow-Methods", settings.methods());
        response.setHeader("Access-Control-Allow-Headers", settings.headers());
        response.setHeader("Access-Control-Max-Age", "86400");
        return true;
    }
}
