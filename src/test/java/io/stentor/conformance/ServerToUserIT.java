package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.SignedRequests;
import io.stentor.conformance.client.SignedSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The channel that each user has for itself (protocol 5.2, 3.4). */
class ServerToUserIT extends SignedTest {

    @Test
    void whoIsSignedInMayHearWhatIsSentToIt() {
        var user = unique("user");

        signIn(connect(), userData(user)).subscribe("#server-to-user-" + user).assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"app-key:00\"", "null", "7"})
    void noSignatureIsNeeded(String auth) {
        var user = unique("user");
        var message = """
                {"event":"pusher:subscribe","data":{"channel":"#server-to-user-%s","auth":%s}}""";

        signIn(connect(), userData(user))
                .text(message.formatted(user, auth))
                .awaitExactly(subscribed("#server-to-user-" + user))
                .assertNothingElse();
    }

    @Test
    void whoIsNotSignedInMayNot() {
        connect()
                .text(subscribe("\"#server-to-user-42\""))
                .awaitExactly("""
                        {"event":"pusher:subscription_error","channel":"#server-to-user-42","data":{"type":"AuthError","error":"Not authorized for this user channel","status":401}}""", """
                        {"event":"pusher:error","data":{"code":4000,"message":"Not authorized for this user channel"},"channel":"#server-to-user-42"}""")
                .assertNothingElse();
    }

    @Test
    void aSignatureDoesNotHelp() {
        var channel = "#server-to-user-42";

        ask(connect(), channel).awaitExactly(denied(channel)).assertNothingElse();
        ask(connect(), channel, "{\"user_id\":\"42\"}")
                .awaitExactly(denied(channel))
                .assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "4", "421", "42-", "-42", "#server-to-user-42"})
    void anotherUserMayNot(String other) {
        var channel = "#server-to-user-" + other;
        var client = signIn(connect(), userData("42")).text(subscribe(quoted(channel)));

        if (other.contains("#")) {
            client.awaitExactly(refusal(quoted(channel), "InvalidChannel", "Invalid channel name", 400));
        } else {
            client.awaitExactly(denied(channel));
        }
        client.subscribe("#server-to-user-42").assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a:b", "a#b", "a/b", "é", "\"", "😀"})
    void anIdThatIsNoNameHasNoChannel(String user) {
        var channel = "#server-to-user-" + user;

        signIn(connect(), "{\"id\":" + quoted(user) + "}")
                .text(subscribe(quoted(channel)))
                .awaitExactly(refusal(quoted(channel), "InvalidChannel", "Invalid channel name", 400))
                .assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada@example.com", "A-Z_a.z=0,9;", "-"})
    void anIdMayHaveWhateverANameMayHave(String user) {
        signIn(connect(), userData(user)).subscribe("#server-to-user-" + user).assertNothingElse();
    }

    @Test
    void presenceIsNoSignIn() {
        var channel = unique("presence-room");

        member(channel, "{\"user_id\":\"42\"}", "{\"ids\":[\"42\"],\"hash\":{\"42\":{}},\"count\":1}")
                .text(subscribe("\"#server-to-user-42\""))
                .awaitExactly(denied("#server-to-user-42"))
                .assertNothingElse();
    }

    @Test
    void aSecondSubscribeIsAcknowledgedAgain() {
        var user = unique("user");

        signIn(connect(), userData(user))
                .subscribe("#server-to-user-" + user)
                .subscribe("#server-to-user-" + user)
                .assertNothingElse();
    }

    @Test
    void anEventReachesEveryConnectionOfTheUserAndNobodyElse() {
        var user = unique("user");
        var channel = "#server-to-user-" + user;
        var one = signIn(connect(), userData(user)).subscribe(channel);
        var two = signIn(connect(), userData(user)).subscribe(channel);
        var unsubscribed = signIn(connect(), userData(user));
        var other = signIn(connect(), userData(user + "1")).subscribe(channel + "1");

        publish(channel);

        one.awaitExactly(event("n", channel, "x")).assertNothingElse();
        two.awaitExactly(event("n", channel, "x")).assertNothingElse();
        unsubscribed.assertNothingElse();
        other.assertNothingElse();
    }

    @Test
    void whoUnsubscribesHearsNoMore() {
        var user = unique("user");
        var channel = "#server-to-user-" + user;
        var client = signIn(connect(), userData(user)).subscribe(channel).unsubscribe(channel);
        client.assertNothingElse();

        publish(channel);

        client.assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cache-user", "presence-user", "private-cache-user"})
    void nothingIsKeptWhateverTheIdLooksLike(String prefix) {
        var user = unique(prefix);
        var channel = "#server-to-user-" + user;

        publish(channel);

        signIn(connect(), userData(user)).subscribe(channel).assertNothingElse();
    }

    @Test
    void nothingIsCounted() {
        var user = unique("user");
        var client = connect("count-key");
        var data = userData(user);
        var auth = new SignedSocket(SignedRequests.of("count"), client.socketId()).user(data);

        client.text(signIn(auth, data))
                .awaitExactly(signedIn(data))
                .subscribe("#server-to-user-" + user)
                .assertNothingElse();
    }

    private void publish(String channel) {
        assertThat(APP.publish(base(), publication("n", channel, "x")).status()).isEqualTo(200);
    }

    private static String userData(String id) {
        return "{\"id\":\"" + id + "\"}";
    }

    private static String[] denied(String channel) {
        return refusal(quoted(channel), "AuthError", "Not authorized for this user channel", 401);
    }
}
