package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stentor.conformance.client.Http;
import io.stentor.conformance.client.Http.Response;
import io.stentor.conformance.client.Parameters;
import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import io.stentor.conformance.client.SignedSocket;
import io.stentor.conformance.container.Container.Engine;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What back ends may ask of an app's channels and connections (protocol 8.4). */
class ChannelQueriesIT extends ApiTest {
    /** An app whose channels and connections are these tests' alone. */
    private static final SignedRequests QUERY = SignedRequests.of("query");

    @Test
    void occupiedChannelsAreListedByName() {
        var prefix = unique("list") + "-";
        client().subscribe(prefix + "b").subscribe(prefix + "a").subscribe(prefix + "B");
        client().subscribe(prefix + "a");

        assertOk(
                list("filter_by_prefix", prefix),
                "{\"channels\":{\"%sB\":{},\"%sa\":{},\"%sb\":{}}}".formatted(prefix, prefix, prefix));
    }

    @Test
    void aChannelThatEverybodyLeftIsNotListed() {
        var channel = unique("left");
        var client = client().subscribe(channel);
        assertOk(list("filter_by_prefix", channel), "{\"channels\":{\"" + channel + "\":{}}}");

        client.unsubscribe(channel).assertNothingElse();

        assertOk(list("filter_by_prefix", channel), "{\"channels\":{}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing-begins-so", "a b", "é", "#", "*", "presence-nobody"})
    void aPrefixWithoutAMatchIsNoError(String prefix) {
        assertOk(list("filter_by_prefix", prefix), "{\"channels\":{}}");
    }

    @Test
    void withoutAPrefixAllAreListed() {
        var channel = unique("all");
        client().subscribe(channel);

        assertThat(get("/channels").text()).contains("\"" + channel + "\":{}");
    }

    @Test
    void theListCountsWhatItIsAskedFor() {
        var prefix = unique("presence-list") + "-";
        present("7", prefix + "a");
        present("7", prefix + "a");
        present("8", prefix + "a");

        assertOk(
                list("filter_by_prefix", prefix, "info", "user_count"),
                "{\"channels\":{\"" + prefix + "a\":{\"user_count\":2}}}");
        assertOk(
                list("filter_by_prefix", prefix, "info", "subscription_count,user_count,nonsense,cache"),
                "{\"channels\":{\"" + prefix + "a\":{\"user_count\":2,\"subscription_count\":3}}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "p", "presence", "private-", "apresence-", "Presence-"})
    void usersAreCountedOnPresenceChannelsOnly(String prefix) {
        assertError(list("filter_by_prefix", prefix, "info", "user_count"), 400, "invalid_input");
        assertError(get("/channels", "info", "subscription_count, user_count"), 400, "invalid_input");
    }

    @Test
    void channelsOfUsersAreNotListedAndHaveNoCounts() {
        exceptOn(Engine.LIBERTY, "refuses %23 in a path by itself (400)");

        var user = unique("user");
        var client = signedIn(user);
        client.text(subscribe("\"#server-to-user-" + user + "\"")).awaitText();

        assertOk(list("filter_by_prefix", "#server-to-user-"), "{\"channels\":{}}");
        assertOk(get("/channels/%23server-to-user-" + user), "{\"occupied\":true}");
        assertError(get("/channels/%23server-to-user-" + user, "info", "subscription_count"), 400, "invalid_input");
        var body = """
                {"name":"n","channel":"#server-to-user-%s","data":"x","info":"subscription_count"}""";
        assertOk(QUERY.publish(base(), body.formatted(user)), "{\"channels\":{\"#server-to-user-" + user + "\":{}}}");
    }

    @Test
    void channelsOfOtherAppsAreNotListed() {
        var channel = unique("tenants");
        connect("other-key").subscribe(channel);

        assertOk(list("filter_by_prefix", channel), "{\"channels\":{}}");
        assertOk(get("/channels/" + channel), "{\"occupied\":false}");
    }

    @Test
    void oneChannelTellsOnlyWhatItIsAskedFor() {
        var channel = unique("presence-one");
        present("7", channel);
        present("7", channel);
        present("8", channel);

        assertOk(get("/channels/" + channel), "{\"occupied\":true}");
        assertOk(get("/channels/" + channel, "info", "nonsense"), "{\"occupied\":true}");
        assertOk(get("/channels/" + channel, "info", "user_count"), "{\"occupied\":true,\"user_count\":2}");
        assertOk(
                get("/channels/" + channel, "info", "subscription_count,user_count"),
                "{\"occupied\":true,\"user_count\":2,\"subscription_count\":3}");
    }

    @Test
    void ofAnUnoccupiedChannelTheCountsAreZero() {
        var channel = unique("presence-nobody");

        assertOk(get("/channels/" + channel), "{\"occupied\":false}");
        assertOk(
                get("/channels/" + channel, "info", "user_count,subscription_count"),
                "{\"occupied\":false,\"user_count\":0,\"subscription_count\":0}");
    }

    @ParameterizedTest
    @CsvSource({"orders, user_count", "private-orders, user_count", "orders, cache", "private-cachet, cache"})
    void whatAChannelDoesNotHaveCannotBeAskedFor(String channel, String info) {
        assertError(get("/channels/" + channel, "info", info), 400, "invalid_input");
    }

    @Test
    void aCacheChannelTellsItsEventAndForHowLong() {
        var channel = unique("cache-prices");
        assertOk(get("/channels/" + channel, "info", "cache"), "{\"occupied\":false}");

        assertOk(QUERY.publish(base(), "{\"name\":\"n\",\"channel\":\"" + channel + "\",\"data\":\"{\\\"a\\\":1}\"}"));

        var answer = get("/channels/" + channel, "info", "cache").text();
        var frame = """
                {"event":"n","channel":"%s","data":"{\\"a\\":1}"}""".formatted(channel);
        assertThat(answer)
                .matches("\\{\"occupied\":false,\"cache\":\\{\"data\":" + Pattern.quote(SignedTest.quoted(frame))
                        + ",\"ttl\":(1800|1799|1798|1797)}}");
    }

    @Test
    void usersAreListedInTheOrderInWhichTheyJoined() {
        var channel = unique("presence-users");
        assertOk(get("/channels/" + channel + "/users"), "{\"users\":[]}");
        present("42", channel);
        var seven = present("7", channel);
        present("é\\\"", channel);
        present("42", channel);

        assertOk(
                get("/channels/" + channel + "/users"),
                "{\"users\":[{\"id\":\"42\"},{\"id\":\"7\"},{\"id\":\"é\\\"\"}]}");

        seven.awaitExactly(SignedTest.added(channel, "{\"user_id\":\"é\\\"\",\"user_info\":{}}"));
        seven.unsubscribe(channel).assertNothingElse();
        assertOk(get("/channels/" + channel + "/users"), "{\"users\":[{\"id\":\"42\"},{\"id\":\"é\\\"\"}]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "private-orders", "%23server-to-user-7", "my-presence-x"})
    void onlyPresenceChannelsHaveUsers(String channel) {
        if (channel.startsWith("%23")) {
            exceptOn(Engine.LIBERTY, "refuses %23 in a path by itself (400)");
        }

        assertError(get("/channels/" + channel + "/users"), 400, "invalid_input");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%20b", "a:b", "%C3%A9", "%23a", "%23server-to-user-", "a%2Bb"})
    void aBadNameIsRefused(String name) {
        if (name.contains(":")) {
            exceptWhereAColonIsRefused();
        }
        if (name.startsWith("%23")) {
            exceptOn(Engine.LIBERTY, "refuses %23 in a path by itself (400)");
        }

        assertError(get("/channels/" + name), 400, "invalid_input");
        assertError(get("/channels/" + name + "/users"), 400, "invalid_input");
    }

    @Test
    void aNameThatIsTooLongIsRefused() {
        assertError(get("/channels/" + "c".repeat(201)), 400, "invalid_input");
        assertOk(get("/channels/" + "c".repeat(200)), "{\"occupied\":false}");
    }

    /** Some containers refuse such paths by themselves, in words of their own (protocol 8.2). */
    @ParameterizedTest
    @ValueSource(strings = {"a%25b", "a%2Fb", "a%00b", "a%zz", "a%", "a%c3", "a%5Cb", "a%0Ab"})
    void aMalformedPathIsTheClientsFault(String name) {
        if (name.matches(".*%(?![0-9a-fA-F]{2}).*")) {
            exceptOn(Engine.TYRUS, "answers 200 with nothing to an escape that is none");
        }

        for (var path : new String[] {"/channels/" + name, "/channels/" + name + "/users"}) {
            var answer = get(path);

            assertThat(answer.status()).as(path).isIn(400, 404);
            assertTellsNothing(answer);
        }
    }

    @Test
    void aNameIsDecodedOnce() {
        var channel = unique("..a=b,c;d@e.f");
        client().subscribe(channel);

        assertOk(
                get("/channels/"
                        + channel.replace("=", "%3D")
                                .replace(",", "%2c")
                                .replace(";", "%3B")
                                .replace("@", "%40")),
                "{\"occupied\":true}");
    }

    @Test
    void connectionsAreCounted() {
        await().untilAsserted(() -> assertOk(get("/connections"), "{\"connections\":0}"));
        client();
        var leaving = client();
        connect("other-key");
        assertOk(get("/connections"), "{\"connections\":2}");

        leaving.vanish();

        await().untilAsserted(() -> assertOk(get("/connections"), "{\"connections\":1}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/channels", "/channels/orders", "/channels/presence-x/users", "/connections"})
    void whatIsAskedForIsOnlyGot(String path) {
        for (var method : new String[] {"POST", "PUT", "DELETE", "PATCH"}) {
            var answer = Http.once(base(), method, "/apps/query-id" + path, NO_BODY);

            assertError(answer, 405, "method_not_allowed");
            assertThat(answer.header("Allow")).isEqualTo("GET");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/channels", "/channels/orders", "/channels/presence-x/users", "/connections"})
    void aQueryMustBeSigned(String path) {
        assertError(Http.get(base(), "/apps/query-id" + path), 401, "auth_failed");
        assertError(
                new SignedRequests("query-id", "query-key", "other-secret").get(base(), path, Parameters.none()),
                401,
                "auth_failed");
        assertError(
                new SignedRequests("nobody", "query-key", "query-secret").get(base(), path, Parameters.none()),
                404,
                "app_not_found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/channels/", "/channels//users", "/channels/a/b", "/channels/presence-a/users/", "/connection"})
    void thereAreNoOtherPaths(String path) {
        assertThat(Http.get(base(), "/apps/query-id" + path).status()).isIn(400, 404);
    }

    private RawWebSocket client() {
        return connect("query-key");
    }

    private RawWebSocket present(String user, String channel) {
        var client = client();
        var data = "{\"user_id\":\"" + user + "\"}";
        var auth = new SignedSocket(QUERY, client.socketId()).channel(channel, data);
        client.text(SignedTest.subscription(channel, auth, data)).awaitText();
        return client;
    }

    private RawWebSocket signedIn(String user) {
        var client = client();
        var data = "{\"id\":\"" + user + "\"}";
        client.text(SignedTest.signIn(new SignedSocket(QUERY, client.socketId()).user(data), data))
                .awaitText();
        return client;
    }

    private Response list(String... parameters) {
        return get("/channels", parameters);
    }

    private Response get(String path, String... parameters) {
        var more = Parameters.none();
        for (int i = 0; i < parameters.length; i += 2) {
            more = more.plus(parameters[i], parameters[i + 1]);
        }
        return QUERY.get(base(), path, more);
    }
}
