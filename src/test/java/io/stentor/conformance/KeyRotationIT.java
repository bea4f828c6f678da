package io.stentor.conformance;

import io.stentor.conformance.client.Parameters;
import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import io.stentor.conformance.client.SignedSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An app whose keys are being changed is the same app by each of them (protocol 12, {@code additional_keys}). */
class KeyRotationIT extends ApiTest {

    @ParameterizedTest
    @ValueSource(strings = {"rotating", "rotating-next", "rotating-last"})
    void clientsConnectByEachKeyToTheSameChannels(String pair) {
        var channel = unique("orders");
        var client = connect(pair + "-key").subscribe(channel);

        assertOk(signer("rotating").publish(base(), publication("n", channel, "x")));

        client.awaitExactly(event("n", channel, "x")).assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rotating", "rotating-next", "rotating-last"})
    void backEndsSignWithEachPair(String pair) {
        var channel = unique("orders");
        var client = connect("rotating-key").subscribe(channel);

        assertOk(signer(pair).publish(base(), publication("n", channel, "x")));
        assertOk(signer(pair).get(base(), "/channels/" + channel, Parameters.none()), "{\"occupied\":true}");

        client.awaitExactly(event("n", channel, "x")).assertNothingElse();
    }

    @ParameterizedTest
    @CsvSource({
        "rotating-key, rotating-next-secret",
        "rotating-next-key, rotating-secret",
        "rotating-next-key, rotating-last-secret",
        "other-key, other-secret",
        "rotating-other-key, rotating-secret"
    })
    void aKeyGoesWithItsOwnSecretOnly(String key, String secret) {
        var forger = new SignedRequests("rotating-id", key, secret);

        assertError(forger.publish(base(), publication("n", unique("nobody"), "x")), 401, "auth_failed");
    }

    @Test
    void theKeysOfOneAppAreNotThoseOfAnother() {
        var forger = new SignedRequests("app-id", "rotating-next-key", "rotating-next-secret");

        assertError(forger.publish(base(), publication("n", unique("nobody"), "x")), 401, "auth_failed");
    }

    @ParameterizedTest
    @CsvSource({
        "rotating, rotating",
        "rotating, rotating-next",
        "rotating-next, rotating",
        "rotating-next, rotating-next",
        "rotating-last, rotating-next"
    })
    void subscriptionsAreSignedWithEachPairWhicheverKeyTheClientHas(String connected, String signing) {
        var channel = unique("private-orders");
        var client = connect(connected + "-key");

        client.text(SignedTest.subscription(channel, socket(signing, client).channel(channel)))
                .awaitExactly(subscribed(channel))
                .assertNothingElse();
    }

    @Test
    void theKeyOfASubscriptionSaysWhichSecretSignedIt() {
        var channel = unique("private-orders");
        var client = connect("rotating-key");
        var auth = socket("rotating-next", client).channel(channel).replace("rotating-next-key", "rotating-key");

        client.text(SignedTest.subscription(channel, auth))
                .awaitExactly(refusal('"' + channel + '"', "AuthError", "Invalid signature", 401))
                .assertNothingElse();
        client.text(SignedTest.subscription(channel, auth.replace("rotating-key", "other-key")))
                .awaitExactly(refusal('"' + channel + '"', "AuthError", "Invalid key in subscription auth data", 401))
                .assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rotating", "rotating-next", "rotating-last"})
    void usersSignInWithEachPair(String pair) {
        var client = connect("rotating-key");
        var data = "{\"id\":\"42\"}";

        client.text(SignedTest.signIn(socket(pair, client).user(data), data))
                .awaitExactly(SignedTest.signedIn(data))
                .assertNothingElse();
    }

    @Test
    void aUserIsNotSignedInWithTheSecretOfAnotherKey() {
        var client = connect("rotating-key");
        var data = "{\"id\":\"42\"}";
        var auth = socket("rotating-next", client).user(data).replace("rotating-next-key", "rotating-key");

        client.text(SignedTest.signIn(auth, data)).awaitText();
        client.awaitClosed(4009);
    }

    /** Signs for the app that has several pairs, with the one whose key and secret begin so. */
    private static SignedRequests signer(String pair) {
        return new SignedRequests("rotating-id", pair + "-key", pair + "-secret");
    }

    private static SignedSocket socket(String pair, RawWebSocket client) {
        return new SignedSocket(signer(pair), client.socketId());
    }
}
