package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who of those one watches is there (protocol 5.3). */
class WatchlistIT extends SignedTest {

    @Override
    SignedRequests app() {
        return SignedRequests.of("watch");
    }

    @Test
    void whoSignsInLearnsWhoIsThere() {
        var here = unique("user");
        var away = unique("user");
        user(here);
        var frame = """
                {"event":"pusher_internal:watchlist_events","data":"{\\"events\\":[{\\"name\\":\\"online\\",\\"user_ids\\":[\\"%s\\"]},{\\"name\\":\\"offline\\",\\"user_ids\\":[\\"%s\\"]}]}"}""";

        signIn(connect(), watching(unique("user"), away, here))
                .awaitExactly(frame.formatted(here, away))
                .assertNothingElse();
    }

    @Test
    void whomNobodyKnowsIsOffline() {
        var one = unique("user");
        var two = unique("user");

        awaitTold(watcher(one, two), "offline", one, two).assertNothingElse();
    }

    @Test
    void whereAllAreThereNobodyIsOffline() {
        var one = unique("user");
        var two = unique("user");
        user(two);
        user(one);

        awaitTold(watcher(one, two), "online", one, two).assertNothingElse();
    }

    @Test
    void whoWatchesNobodyIsToldNothing() {
        signIn(connect(), watching(unique("user"))).assertNothingElse();
        signIn(connect(), "{\"id\":\"" + unique("user") + "\"}").assertNothingElse();
    }

    @Test
    void whoIsNamedTwiceIsListedOnce() {
        var one = unique("user");
        var two = unique("user");

        awaitTold(watcher(one, two, one), "offline", one, two).assertNothingElse();
    }

    @Test
    void comingAndGoingIsTold() {
        var user = unique("user");
        var watcher = watcher(user).awaitExactly(offline(user));

        var client = user(user);
        watcher.awaitExactly(online(user)).assertNothingElse();
        client.sendClose(1000, "").awaitClosed(1000);

        watcher.awaitExactly(offline(user)).assertNothingElse();
        user(user);
        watcher.awaitExactly(online(user)).assertNothingElse();
    }

    @Test
    void breakingOffIsGoing() {
        var user = unique("user");
        var client = user(user);
        var watcher = watcher(user).awaitExactly(online(user));

        client.vanish();

        watcher.awaitExactly(offline(user)).assertNothingElse();
    }

    @Test
    void onlyTheFirstAndTheLastConnectionOfAUserAreTold() {
        var user = unique("user");
        var marker = unique("user");
        var watcher = awaitTold(watcher(user, marker), "offline", user, marker);
        var first = user(user);
        watcher.awaitExactly(online(user));

        var second = user(user);
        watcher.assertNothingElse();
        first.vanish();
        user(marker);
        watcher.awaitExactly(online(marker)).assertNothingElse();
        second.vanish();

        watcher.awaitExactly(offline(user)).assertNothingElse();
    }

    @Test
    void signingInAgainIsNoComing() {
        var user = unique("user");
        var watcher = watcher(user).awaitExactly(offline(user));
        var client = user(user);
        watcher.awaitExactly(online(user));

        signIn(client, watching(user));

        watcher.assertNothingElse();
    }

    @Test
    void aConnectionThatIsNotSignedInIsNobody() {
        var user = unique("user");
        var watcher = watcher(user).awaitExactly(offline(user));

        ask(connect(), unique("presence-room"), "{\"user_id\":\"" + user + "\"}")
                .awaitText();

        watcher.assertNothingElse();
    }

    @Test
    void everyConnectionOfEveryWatcherIsTold() {
        var user = unique("user");
        var name = unique("user");
        var watchers = List.of(
                signIn(connect(), watching(name, user)).awaitExactly(offline(user)),
                signIn(connect(), watching(name, user)).awaitExactly(offline(user)),
                watcher(user).awaitExactly(offline(user)));
        var other = watcher(unique("user"));
        other.awaitText();

        var client = user(user);
        watchers.forEach(watcher -> watcher.awaitExactly(online(user)).assertNothingElse());
        client.vanish();
        watchers.forEach(watcher -> watcher.awaitExactly(offline(user)).assertNothingElse());

        other.assertNothingElse();
    }

    @Test
    void oneMayWatchOneself() {
        var user = unique("user");
        var first = signIn(connect(), watching(user, user)).awaitExactly(online(user));

        var second = signIn(connect(), watching(user, user)).awaitExactly(online(user));

        first.assertNothingElse();
        second.assertNothingElse();
    }

    @Test
    void aSecondSignInReplacesTheWatchlist() {
        var before = unique("user");
        var after = unique("user");
        var name = unique("user");
        var watcher = signIn(connect(), watching(name, before)).awaitExactly(offline(before));

        signIn(watcher, watching(name, after)).awaitExactly(offline(after));

        user(before);
        watcher.assertNothingElse();
        user(after);
        watcher.awaitExactly(online(after)).assertNothingElse();
    }

    @Test
    void aSecondSignInMayWatchNobody() {
        var user = unique("user");
        var name = unique("user");
        var watcher = signIn(connect(), watching(name, user)).awaitExactly(offline(user));

        signIn(watcher, watching(name)).assertNothingElse();

        user(user);
        watcher.assertNothingElse();
    }

    @Test
    void aRefusedSignInAsAnotherUserLeavesTheWatchlist() {
        var user = unique("user");
        var watcher = watcher(user).awaitExactly(offline(user));

        askToSignIn(watcher, watching("another")).awaitExactly(error(4000, "Already signed in as a different user"));

        user(user);
        watcher.awaitExactly(online(user)).assertNothingElse();
    }

    @Test
    void aHundredAreWatched() {
        var users = users(100);

        awaitTold(watcher(users), "offline", users).assertNothingElse();
    }

    @Test
    void noMoreThanAHundredAreWatched() {
        var users = users(102);
        var first = Stream.of(users).limit(100).toArray(String[]::new);

        var watcher = watcher(users).awaitExactly("""
                        {"event":"pusher:error","data":{"code":4302,"message":"Watchlist limit exceeded. Only the first 100 user IDs are accepted."},"channel":null}""");

        awaitTold(watcher, "offline", first).assertNothingElse();
        user(users[100]);
        watcher.assertNothingElse();
        user(users[99]);
        watcher.awaitExactly(online(users[99])).assertNothingElse();
    }

    @Test
    void theFirstHundredAreCountedWithoutRepetitions() {
        var users = users(101);
        var first = Stream.of(users).limit(100).toArray(String[]::new);
        var twice =
                Stream.concat(Stream.of(users[0], users[0]), Stream.of(users)).toArray(String[]::new);

        var watcher = watcher(twice)
                .awaitExactly(error(4302, "Watchlist limit exceeded. Only the first 100 user IDs are accepted."));

        awaitTold(watcher, "offline", first).assertNothingElse();
    }

    @Test
    void idsAreEscaped() {
        var user = unique("a\\\"b é");
        var plain = user.replace("\\\"", "\"");

        watcher(user).awaitExactly(offlineJson(quoted(plain))).assertNothingElse();
    }

    @Test
    void usersOfOtherAppsAreOthers() {
        var user = unique("user");
        var watcher = watcher(user).awaitExactly(offline(user));
        var stranger = connect("app-key");
        var data = watching(user);
        var auth = "app-key:" + SignedRequests.hmac("app-secret", stranger.socketId() + "::user::" + data);

        stranger.text(signIn(auth, data)).awaitExactly(signedIn(data));

        watcher.assertNothingElse();
    }

    @Test
    void watchingIsOffUnlessTheAppWantsIt() {
        var client = connect("app-key");
        var data = watching(unique("user"), users(101));
        var auth = "app-key:" + SignedRequests.hmac("app-secret", client.socketId() + "::user::" + data);

        client.text(signIn(auth, data)).awaitExactly(signedIn(data)).assertNothingElse();
    }

    private RawWebSocket user(String id) {
        return signIn(connect(), watching(id));
    }

    private RawWebSocket watcher(String... watched) {
        return signIn(connect(), watching(unique("user"), watched));
    }

    private static String[] users(int count) {
        var prefix = unique("user");
        return IntStream.range(0, count).mapToObj(i -> prefix + "-" + i).toArray(String[]::new);
    }

    private static String watching(String id, String... watched) {
        return "{\"id\":\"" + id + "\",\"watchlist\":" + list(watched) + "}";
    }

    /** Reads one frame about these users, whose order is not said. */
    private static RawWebSocket awaitTold(RawWebSocket client, String name, String... users) {
        var frame = client.awaitText();
        var listed = frame.replaceAll(".*\\[|\\].*|[\\\\\"]", "").split(",");
        assertThat(frame).isEqualTo(told(name, list(listed)));
        assertThat(listed).containsExactlyInAnyOrder(users);
        return client;
    }

    private static String online(String user) {
        return told("online", list(user));
    }

    private static String offline(String user) {
        return told("offline", list(user));
    }

    private static String offlineJson(String user) {
        return told("offline", "[" + user + "]");
    }

    private static String told(String name, String users) {
        return "{\"event\":\"pusher_internal:watchlist_events\",\"data\":"
                + quoted("{\"events\":[{\"name\":\"" + name + "\",\"user_ids\":" + users + "}]}") + "}";
    }

    private static String list(String... users) {
        return Stream.of(users).map(user -> '"' + user + '"').collect(Collectors.joining(",", "[", "]"));
    }
}
