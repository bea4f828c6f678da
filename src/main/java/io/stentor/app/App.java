package io.stentor.app;

import java.util.List;

/**
 * A tenant: its own key, channels, connections and limits. Immutable. It has no accessor for its secret, so the secret
 * can be printed nowhere.
 *
 * @param activityTimeout seconds of silence after which a connection is pinged
 */
public record App(
        String id,
        String key,
        Signature signature,
        boolean enabled,
        Origins origins,
        boolean requireTls,
        int activityTimeout,
        Features features,
        Limits limits,
        List<Webhook> webhooks) {

    @Override
    public String toString() {
        return id;
    }
}
