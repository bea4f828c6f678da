package io.stentor.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Asks the HTTP API how many are subscribed to a channel; blocks. One thread. */
final class Census {
    private static final Pattern COUNT = Pattern.compile("\"subscription_count\":(\\d+)");
    private static final int PATIENCE_MILLIS = 2000;

    private final Target target;
    private final Signer signer;

    Census(Target target) {
        this.target = target;
        this.signer = new Signer(target, () -> System.currentTimeMillis() / 1000);
    }

    /** Empty when the server does not say. */
    OptionalLong subscriptions(String channel) {
        var url = URI.create(
                "http://" + target.authority() + signer.get("channels/" + channel, "info=subscription_count"));
        try {
            var connection = (HttpURLConnection) url.toURL().openConnection();
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            try (var answer = connection.getInputStream()) {
                var count = COUNT.matcher(new String(answer.readNBytes(10_000)));
                return count.find() ? OptionalLong.of(Long.parseLong(count.group(1))) : OptionalLong.empty();
            }
        } catch (IOException unknown) {
            return OptionalLong.empty();
        }
    }
}
