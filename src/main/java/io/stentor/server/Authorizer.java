package io.stentor.server;

import io.stentor.app.App;
import io.stentor.connection.Connection;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.ClientMessage.SignIn;
import io.stentor.protocol.ClientMessage.Subscribe;
import io.stentor.protocol.Member;
import io.stentor.protocol.SubscriptionError;
import io.stentor.protocol.Utf8;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** May this connection join this channel, is it this user? (protocol 3.2, 5.1) */
final class Authorizer {
    private static final String USER_CHANNEL = "#server-to-user-";
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    /**
     * The answer to a subscription.
     *
     * @param error why not, null when it is granted
     * @param member who the connection is in a presence channel, null in any other
     */
    record Decision(
            @Nullable SubscriptionError error, @Nullable Member member) {
        private static final Decision GRANTED = new Decision(null, null);

        private static Decision refused(SubscriptionError why) {
            return new Decision(why, null);
        }
    }

    Decision decide(Connection connection, ChannelName channel, Subscribe asked) {
        if (channel.kind().user()) {
            var user = connection.user();
            return user != null && channel.text().equals(USER_CHANNEL + user.id())
                    ? Decision.GRANTED
                    : Decision.refused(SubscriptionError.NOT_THIS_USER);
        }
        if (!channel.kind().signed()) {
            return Decision.GRANTED;
        }
        var data = asked.channelData();
        var signed = connection.id() + ":" + channel + (data == null ? "" : ":" + data);
        var error = authError(connection.app(), asked.auth(), signed);
        if (error != null) {
            return Decision.refused(error);
        }
        return channel.kind().presence() ? member(connection, data) : Decision.GRANTED;
    }

    private static Decision member(Connection connection, @Nullable String channelData) {
        var user = connection.user();
        Member member;
        if (channelData == null) {
            member = user == null ? null : user.member();
        } else {
            member = Member.parse(channelData);
        }
        if (member == null) {
            return Decision.refused(SubscriptionError.INVALID_CHANNEL_DATA);
        }
        return Utf8.length(member.info()) > connection.app().limits().memberBytes()
                ? Decision.refused(SubscriptionError.MEMBER_TOO_LARGE)
                : new Decision(null, member);
    }

    /** Whether the application vouches for this sign-in. */
    boolean signedIn(Connection connection, SignIn asked) {
        return asked.userData() != null
                && authError(connection.app(), asked.auth(), connection.id() + "::user::" + asked.userData()) == null;
    }

    private static @Nullable SubscriptionError authError(App app, @Nullable String auth, String signed) {
        int colon = auth == null ? -1 : auth.lastIndexOf(':');
        if (auth == null || colon < 0 || !HEX.matcher(auth.substring(colon + 1)).matches()) {
            return SubscriptionError.SIGNATURE_REQUIRED;
        }
        var secret = app.signature(auth.substring(0, colon));
        if (secret == null) {
            return SubscriptionError.INVALID_KEY;
        }
        return secret.verify(signed, auth.substring(colon + 1)) ? null : SubscriptionError.INVALID_SIGNATURE;
    }
}
