package io.stentor.app;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tenant: its own key, channels, connections and limits. Immutable. It has no accessor for its secrets, so they can be
 * printed nowhere.
 *
 * @param key the first, whose secret signs what Stentor itself sends
 * @param signature of the first key's secret
 * @param additionalKeys those that are accepted beside it while keys are changed, with what their secrets sign
 * @param activityTimeout seconds of silence after which a connection is pinged
 */
public record App(
        String id,
        String key,
        Signature signature,
        Map<String, Signature> additionalKeys,
        boolean enabled,
        Origins origins,
        boolean requireTls,
        int activityTimeout,
        Features features,
        Limits limits,
        SlowConsumers slowConsumers,
        List<Webhook> webhooks) {

    /** Makes and checks signatures with the secret that belongs to this key; null when the key is none of the app's. */
    public @Nullable Signature signature(String ofKey) {
        return key.equals(ofKey) ? signature : additionalKeys.get(ofKey);
    }

    @Override
    public String toString() {
        return id;
    }
}
