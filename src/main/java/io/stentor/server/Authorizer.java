package io.stentor.server;

import io.stentor.connection.Connection;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.ClientMessage.Subscribe;
import io.stentor.protocol.SubscriptionError;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** May this connection join this channel? (protocol 3.2) */
final class Authorizer {
    private static final Pattern AUTH = Pattern.compile("[^:]+:[0-9a-f]{64}");

    /** Why not, or null. Channels that need a signature stay closed until their kinds are served; none is let in unchecked. */
    @Nullable
    SubscriptionError refusal(Connection connection, ChannelName channel, Subscribe asked) {
        if (channel.kind().user()) {
            return SubscriptionError.NOT_THIS_USER;
        }
        if (!channel.kind().signed()) {
            return null;
        }
        var auth = asked.auth();
        if (auth == null || !AUTH.matcher(auth).matches()) {
            return SubscriptionError.SIGNATURE_REQUIRED;
        }
        return auth.startsWith(connection.app().key() + ":")
                ? SubscriptionError.INVALID_SIGNATURE
                : SubscriptionError.INVALID_KEY;
    }
}
