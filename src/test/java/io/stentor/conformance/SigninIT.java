package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import io.stentor.conformance.client.SignedSocket;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in (protocol 5.1), which every app allows; the deadline is in {@link SigninDeadlineIT}. */
class SigninIT extends SignedTest {
    private static final String NOT_AUTHORIZED = "Connection not authorized.";
    private static final String ADA = "{\"id\":\"42\",\"user_info\":{\"name\":\"Ada\"}}";

    @Test
    void aSignInIsConfirmed() {
        var client = connect();
        var auth = signed(client).user("{\"id\":\"42\",\"watchlist\":[\"7\",\"9\"]}");
        var message = """
                {"event":"pusher:signin","data":{"auth":"%s","user_data":"{\\"id\\":\\"42\\",\\"watchlist\\":[\\"7\\",\\"9\\"]}"}}""";

        client.text(message.formatted(auth)).awaitExactly("""
                        {"event":"pusher:signin_success","data":{"user_data":"{\\"id\\":\\"42\\",\\"watchlist\\":[\\"7\\",\\"9\\"]}"}}""").assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"42\"}",
                " { \"id\" : \"42\" } ",
                "{\"user_info\":{\"b\":1.0,\"a\":[]},\"id\":\"42\"}",
                "{\"id\":\"42\",\"user_info\":{}}",
                "{\"id\":\"42\",\"watchlist\":[]}",
                "{\"id\":\"42\",\"watchlist\":[\"7\",\"\",\"é\"],\"email\":null,\"x\":[{}]}",
                "{\"id\":\"\\u00e9 \\\"é\\\\\"}"
            })
    void itIsConfirmedExactlyAsItWasReceived(String userData) {
        signIn(connect(), userData).assertNothingElse();
    }

    @Test
    void itMayBeTheTextOfAnObject() {
        var client = connect();
        var data = "{\"user_data\":" + quoted(ADA) + ",\"auth\":\""
                + signed(client).user(ADA) + "\",\"x\":1}";

        client.text("{\"event\":\"pusher:signin\",\"data\":" + quoted(data) + "}")
                .awaitExactly(signedIn(ADA))
                .assertNothingElse();
    }

    @Test
    void anIdHas128CharactersAtMost() {
        signIn(connect(), "{\"id\":\"" + "x".repeat(128) + "\"}").assertNothingElse();
        signIn(connect(), "{\"id\":\"" + "é".repeat(128) + "\"}").assertNothingElse();

        var client = connect();
        assertNotAuthorized(askToSignIn(client, "{\"id\":\"" + "x".repeat(129) + "\"}"));
    }

    @Test
    void userDataHasTenKilobytesAtMost() {
        var longest = "{\"id\":\"42\",\"x\":\"" + "x".repeat(10_240 - 18) + "\"}";
        assertThat(longest).hasSize(10_240);
        signIn(connect(), longest).assertNothingElse();

        assertNotAuthorized(askToSignIn(connect(), longest + " "));
        assertNotAuthorized(askToSignIn(connect(), "{\"id\":\"42\",\"x\":\"" + "é".repeat(5120) + "\"}"));
    }

    // ---- again

    @Test
    void oneMaySignInAgain() {
        var client = signIn(connect(), ADA);

        signIn(client, ADA);
        signIn(client, "{\"id\":\"42\"}").assertNothingElse();
    }

    @Test
    void theLastUserInfoHolds() {
        var one = unique("presence-room");
        var two = unique("presence-room");
        var three = unique("presence-room");
        var client = signIn(connect(), ADA);
        ask(client, one)
                .awaitExactly(present(one, "{\"ids\":[\"42\"],\"hash\":{\"42\":{\"name\":\"Ada\"}},\"count\":1}"));

        signIn(client, "{\"id\":\"42\",\"user_info\":{\"name\":\"Bea\"}}");
        ask(client, two)
                .awaitExactly(present(two, "{\"ids\":[\"42\"],\"hash\":{\"42\":{\"name\":\"Bea\"}},\"count\":1}"));

        signIn(client, "{\"id\":\"42\"}");
        ask(client, three).awaitExactly(present(three, "{\"ids\":[\"42\"],\"hash\":{\"42\":{}},\"count\":1}"));
    }

    @Test
    void oneUserMayNotBecomeAnother() {
        var channel = unique("presence-room");
        var client = signIn(connect(), ADA);

        askToSignIn(client, "{\"id\":\"7\"}")
                .awaitExactly(error(4000, "Already signed in as a different user"))
                .assertNothingElse();

        ask(client, channel)
                .awaitExactly(present(channel, "{\"ids\":[\"42\"],\"hash\":{\"42\":{\"name\":\"Ada\"}},\"count\":1}"));
        signIn(client, ADA).assertNothingElse();
    }

    @Test
    void aBadSignInEndsTheConnectionAlsoLater() {
        assertNotAuthorized(signIn(connect(), ADA).text(signIn("app-key:" + "0".repeat(64), ADA)));
    }

    @Test
    void anotherUserMustBeSignedToBeToldSo() {
        assertNotAuthorized(signIn(connect(), ADA).text(signIn("app-key:" + "0".repeat(64), "{\"id\":\"7\"}")));
    }

    @Test
    void manyConnectionsMayBeOneUser() {
        var first = signIn(connect(), ADA);

        signIn(connect(), ADA).assertNothingElse();

        first.assertNothingElse();
    }

    // ---- refusals

    @Test
    void theRefusalIsAFrameAndAClose() {
        var client = connect().text(signIn("app-key:" + "0".repeat(64), "{\"id\":\"42\"}"));

        client.awaitExactly("""
                {"event":"pusher:error","data":{"code":4009,"message":"Connection not authorized."},"channel":null}""");
        client.awaitClosed(4009);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"event\":\"pusher:signin\"}",
                "{\"event\":\"pusher:signin\",\"data\":null}",
                "{\"event\":\"pusher:signin\",\"data\":7}",
                "{\"event\":\"pusher:signin\",\"data\":[]}",
                "{\"event\":\"pusher:signin\",\"data\":\"text\"}",
                "{\"event\":\"pusher:signin\",\"data\":\"[]\"}",
                "{\"event\":\"pusher:signin\",\"data\":{}}",
                "{\"event\":\"pusher:signin\",\"data\":{\"user_data\":\"{\\\"id\\\":\\\"42\\\"}\"}}",
                "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"app-key:00\",\"user_data\":\"{\\\"id\\\":\\\"42\\\"}\"}}",
                "{\"event\":\"pusher:signin\",\"data\":{\"auth\":null,\"user_data\":\"{\\\"id\\\":\\\"42\\\"}\"}}",
                "{\"event\":\"pusher:signin\",\"data\":{\"auth\":7,\"user_data\":\"{\\\"id\\\":\\\"42\\\"}\"}}"
            })
    void aMalformedSignInIsRefused(String message) {
        assertNotAuthorized(connect().text(message));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "7", "{\"id\":\"42\"}", "[]"})
    void userDataIsAString(String userData) {
        var client = connect();
        var message = """
                {"event":"pusher:signin","data":{"auth":"%s","user_data":%s}}""";

        assertNotAuthorized(client.text(message.formatted(signed(client).user(userData), userData)));
    }

    @Test
    void userDataMayNotBeLeftOut() {
        var client = connect();
        var message = """
                {"event":"pusher:signin","data":{"auth":"%s"}}""";

        assertNotAuthorized(client.text(message.formatted(signed(client).user(""))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "null",
                "[]",
                "\"42\"",
                "{}",
                "{\"id\":42}",
                "{\"id\":\"\"}",
                "{\"id\":null}",
                "{\"id\":true}",
                "{\"id\":{}}",
                "{\"id\":[\"42\"]}",
                "{\"user_id\":\"42\"}",
                "{\"id\":\"42\"",
                "{\"id\":\"42\"}{}",
                "{\"id\":\"42\",\"id\":\"7\"}",
                "{\"id\":\"42\",\"x\":1,\"id\":\"42\"}",
                "{\"id\":\"42\",\"user_info\":\"Ada\"}",
                "{\"id\":\"42\",\"user_info\":7}",
                "{\"id\":\"42\",\"user_info\":true}",
                "{\"id\":\"42\",\"user_info\":[]}",
                "{\"id\":\"42\",\"watchlist\":\"7\"}",
                "{\"id\":\"42\",\"watchlist\":{}}",
                "{\"id\":\"42\",\"watchlist\":7}",
                "{\"id\":\"42\",\"watchlist\":[7]}",
                "{\"id\":\"42\",\"watchlist\":[\"7\",null]}",
                "{\"id\":\"42\",\"watchlist\":[[\"7\"]]}"
            })
    void badUserDataIsRefusedThoughItIsSigned(String userData) {
        assertNotAuthorized(askToSignIn(connect(), userData));
    }

    @Test
    void anotherSecretCannotSign() {
        var client = connect();
        var forger = new SignedSocket(new SignedRequests("app-id", "app-key", "other-secret"), client.socketId());

        assertNotAuthorized(client.text(signIn(forger.user(ADA), ADA)));
    }

    @Test
    void anotherAppCannotSign() {
        var client = connect();
        var other = new SignedSocket(SignedRequests.of("other"), client.socketId());

        assertNotAuthorized(client.text(signIn(other.user(ADA), ADA)));
    }

    @Test
    void theSignatureOfAnotherSocketIsInvalid() {
        assertNotAuthorized(connect().text(signIn(signed(connect()).user(ADA), ADA)));
    }

    @Test
    void theSignatureOfOtherDataIsInvalid() {
        var client = connect();

        assertNotAuthorized(client.text(signIn(signed(client).user(ADA), ADA + " ")));
    }

    @Test
    void halfACharacterIsNotWhatWasSigned() {
        var client = connect();
        var message = """
                {"event":"pusher:signin","data":{"auth":"%s","user_data":"{\\"id\\":\\"who\\udc00\\"}"}}""";

        assertNotAuthorized(client.text(message.formatted(signed(client).user("{\"id\":\"who?\"}"))));
    }

    @Test
    void hexIsInLowerCase() {
        var client = connect();
        var auth = signed(client).user(ADA);
        var upper = "app-key" + auth.substring("app-key".length()).toUpperCase(Locale.ROOT);

        assertNotAuthorized(client.text(signIn(upper, ADA)));
    }

    @Test
    void theSignatureOfAPresenceChannelIsNoneOfASignIn() {
        var client = connect();

        assertNotAuthorized(client.text(signIn(signed(client).channel("presence-room", ADA), ADA)));
    }

    @Test
    void theRefusalConcernsOneConnection() {
        var channel = unique("presence-room");
        var good = signIn(connect(), ADA);

        assertNotAuthorized(connect().text(signIn("app-key:" + "0".repeat(64), ADA)));

        ask(good, channel)
                .awaitExactly(present(channel, "{\"ids\":[\"42\"],\"hash\":{\"42\":{\"name\":\"Ada\"}},\"count\":1}"))
                .assertNothingElse();
    }

    @Test
    void whatComesAfterARefusalIsNotObeyed() {
        var channel = unique("orders");
        var client = connect();
        client.quietly(() -> client.text("{\"event\":\"pusher:signin\"}").text(subscribe(quoted(channel))));

        assertNotAuthorized(client);
    }

    private static void assertNotAuthorized(RawWebSocket client) {
        client.awaitExactly(error(4009, NOT_AUTHORIZED)).awaitClosed(4009, NOT_AUTHORIZED);
    }
}
