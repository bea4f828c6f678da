package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stentor.conformance.client.Http.Response;
import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import io.stentor.conformance.client.SignedSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application does with the connections of one user (protocol 5.4, 8.4). */
class TerminateIT extends ApiTest {
    private static final String TERMINATE = "terminate_connections";
    private static final String RECONNECT = "force_reconnect";

    @Test
    void everyConnectionOfTheUserEnds() {
        var user = unique("user");
        var one = signedIn("app", user);
        var two = signedIn("app", user);

        assertOk(post(user, TERMINATE));

        for (var client : new RawWebSocket[] {one, two}) {
            client.awaitExactly("""
                    {"event":"pusher:error","data":{"code":4009,"message":"You got disconnected by the app."},"channel":null}""");
            client.awaitClosed(4009, "You got disconnected by the app.");
        }
    }

    @Test
    void everyConnectionOfTheUserIsToldToComeBack() {
        var user = unique("user");
        var one = signedIn("app", user);
        var two = signedIn("app", user);

        assertOk(post(user, RECONNECT));

        for (var client : new RawWebSocket[] {one, two}) {
            client.awaitExactly("""
                    {"event":"pusher:error","data":{"code":4200,"message":"Force reconnect requested by the app."},"channel":null}""");
            client.awaitClosed(4200, "Force reconnect requested by the app.");
        }
    }

    @ParameterizedTest
    @CsvSource({"terminate_connections, 4009", "force_reconnect, 4200"})
    void whoIsPresentAsTheUserIsMeantToo(String action, int code) {
        var user = unique("user");
        var room = unique("presence-room");
        var watching = present("app", unique("user"), room);
        var client = present("app", user, room);
        watching.awaitText();

        assertOk(post(user, action));

        client.awaitText();
        client.awaitClosed(code);
        watching.awaitExactly(SignedTest.removed(room, user)).assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {TERMINATE, RECONNECT})
    void othersAreNotTouched(String action) {
        var user = unique("user");
        var nobody = connect("app-key").subscribe(unique("orders"));
        var other = signedIn("app", user + "1");
        var elsewhere = signedIn("other", user);
        var meant = signedIn("app", user);

        assertOk(post(user, action));

        meant.awaitText();
        meant.awaitClosed(action.equals(TERMINATE) ? 4009 : 4200);
        nobody.assertNothingElse();
        other.assertNothingElse();
        elsewhere.assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {TERMINATE, RECONNECT})
    void whoHasLeftTheChannelIsNotMeant(String action) {
        var user = unique("user");
        var room = unique("presence-room");
        var left = present("app", user, room).unsubscribe(room);
        left.assertNothingElse();

        assertOk(post(user, action));

        left.assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {TERMINATE, RECONNECT})
    void aUserWhomNobodyKnowsIsNoError(String action) {
        assertOk(post(unique("user"), action));
    }

    @ParameterizedTest
    @ValueSource(strings = {TERMINATE, RECONNECT})
    void theBodyMayBeAnEmptyObject(String action) {
        var user = unique("user");
        var client = signedIn("app", user);

        assertOk(APP.post(base(), path(user, action), "{}".getBytes(UTF_8)));

        client.awaitText();
        client.awaitClosed(action.equals(TERMINATE) ? 4009 : 4200);
    }

    @ParameterizedTest
    @CsvSource({"a%20b, a b", "%C3%A9, é", "a+b, a+b", "a%3Ab, a:b", "ada%40example.com, ada@example.com"})
    void theIdIsDecoded(String encoded, String id) {
        if (id.contains(":")) {
            exceptWhereAColonIsRefused();
        }
        var client = signedIn("app", id);

        assertOk(post(encoded, TERMINATE));

        client.awaitText();
        client.awaitClosed(4009);
    }

    @Test
    void whoWasEndedMayComeBack() {
        var user = unique("user");
        var client = signedIn("app", user);
        assertOk(post(user, TERMINATE));
        client.awaitText();
        client.awaitClosed(4009);

        signedIn("app", user).assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {TERMINATE, RECONNECT})
    void aRequestThatIsNotSignedEndsNobody(String action) {
        var user = unique("user");
        var client = signedIn("app", user);
        var forger = new SignedRequests("app-id", "app-key", "other-secret");

        assertError(forger.post(base(), path(user, action), NO_BODY), 401, "auth_failed");

        client.assertNothingElse();
    }

    private Response post(String user, String action) {
        return APP.post(base(), path(user, action), NO_BODY);
    }

    private static String path(String user, String action) {
        return "/apps/app-id/users/" + user + '/' + action;
    }

    private RawWebSocket signedIn(String app, String user) {
        var client = connect(app + "-key");
        var data = "{\"id\":\"" + user + "\"}";
        var auth = new SignedSocket(SignedRequests.of(app), client.socketId()).user(data);
        return client.text(SignedTest.signIn(auth, data)).awaitExactly(SignedTest.signedIn(data));
    }

    private RawWebSocket present(String app, String user, String channel) {
        var client = connect(app + "-key");
        var data = "{\"user_id\":\"" + user + "\"}";
        var auth = new SignedSocket(SignedRequests.of(app), client.socketId()).channel(channel, data);
        client.text(SignedTest.subscription(channel, auth, data)).awaitText();
        return client;
    }
}
