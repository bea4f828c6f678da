package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.stentor.conformance.client.Http;
import io.stentor.conformance.client.Http.Response;
import io.stentor.conformance.client.SignedRequests;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Requests as Pusher's PHP SDK makes them: names sorted as they are, values signed as they are meant, arrays signed as one
 * value with commas. Version 7 escapes the query after it has signed it; version 4, and the requests that version 7
 * prepares for others to send, do not escape it at all. JSON is written as PHP writes it, with {@code \/} and
 * {@code \u4e16}. A configured base path is never signed.
 */
class PhpSigningIT extends ApiTest {

    @Test
    void anEventReachesAChannel() {
        var channel = unique("php");
        var client = subscriber(channel);

        var body = """
                {"name":"order.created","data":"{\\"text\\":\\"hello, \\\\u4e16\\\\u754c \\\\\\/ <b>\\"}","channel":"%s"}""".formatted(channel);
        assertOk(post("/events", body));

        client.awaitExactly("""
                {"event":"order.created","channel":"%s","data":"{\\"text\\":\\"hello, \\\\u4e16\\\\u754c \\\\/ <b>\\"}"}""".formatted(channel));
    }

    @Test
    void anEventReachesManyChannelsButNotTheSocketThatItNames() {
        var one = unique("php");
        var two = unique("php");
        var sender = subscriber(one);
        var other = subscriber(two);

        assertOk(post("/events", """
                {"name":"news","data":"7","channels":["%s","%s"],"socket_id":"%s"}""".formatted(one, two, sender.socketId())));
        assertOk(post("/events", "{\"name\":\"end\",\"data\":\"8\",\"channel\":\"" + one + "\"}"));

        other.awaitExactly(event("news", two, "7"));
        sender.awaitExactly(event("end", one, "8"));
    }

    @Test
    void aBatchReachesItsChannels() {
        var channel = unique("php");
        var client = subscriber(channel);

        assertOk(post("/batch_events", """
                        {"batch":[{"name":"first","data":"1","channel":"%s"},{"name":"second","data":"2","channel":"%s","info":"subscription_count"}]}""".formatted(channel, channel)), "{\"batch\":[{},{\"subscription_count\":1}]}");

        client.awaitExactly(event("first", channel, "1"), event("second", channel, "2"));
    }

    @Test
    void aPreparedRequestIsNotEscaped() {
        var body = "{\"name\":\"n\",\"data\":\"1\",\"channels\":[\"" + unique("php") + "\"]}";

        assertOk(send("POST", "/events", sign("POST", "/events", digest(body)), true, body));
    }

    @Test
    void channelsAreListed() {
        var channel = unique("php-list,=@;");
        subscriber(channel);

        assertOk(
                get("/channels", Map.of("filter_by_prefix", channel, "info", "subscription_count")),
                "{\"channels\":{\"" + channel + "\":{\"subscription_count\":1}}}");
        assertOk(
                get(
                        "/channels",
                        Map.of("filter_by_prefix", "presence-é &=+%", "info", "user_count,subscription_count")),
                "{\"channels\":{}}");
    }

    /** The SDK does not escape the name, and need not. */
    @Test
    void aChannelTellsItsCounts() {
        var channel = unique("php=one,@two;three.");
        subscriber(channel);

        assertOk(
                get("/channels/" + channel, Map.of("info", "subscription_count")),
                "{\"occupied\":true,\"subscription_count\":1}");
    }

    @Test
    void aPresenceChannelTellsItsUsers() {
        assertOk(get("/channels/" + unique("presence-php") + "/users", Map.of()), "{\"users\":[]}");
    }

    /** What is no letter of a path is escaped after it was signed. */
    @Test
    void aUserIsLetGo() {
        assertOk(post("/users/ada/terminate_connections", "{}"));
        var path = "/users/ada lovelace, é/terminate_connections";
        var escaped = "/users/ada%20lovelace,%20%C3%A9/terminate_connections";
        assertOk(send("POST", escaped, sign("POST", path, digest("{}")), false, "{}"));
    }

    @Test
    void arraysAreOneValueInTheOldVersions() {
        var parameters = sign(
                "GET",
                "/channels",
                Map.of("filter_by_prefix", "presence-php-", "info", "user_count,subscription_count"));

        assertOk(send("GET", "/channels", parameters, true, ""), "{\"channels\":{}}");
    }

    /**
     * Version 7 signs {@code info=user_count,subscription_count} and sends {@code info[0]=user_count&info[1]=…}: another
     * text, which nobody could tell from a forged one.
     */
    @Test
    void arraysAreSignedWronglyInTheNewVersion() {
        var parameters = new TreeMap<>(sign("GET", "/channels/php", Map.of("info", "user_count,subscription_count")));
        parameters.remove("info");
        parameters.put("info[0]", "user_count");
        parameters.put("info[1]", "subscription_count");

        assertError(send("GET", "/channels/php", parameters, false, ""), 401, "auth_failed");
    }

    private Response post(String path, String body) {
        return send("POST", path, sign("POST", path, digest(body)), false, body);
    }

    private Response get(String path, Map<String, String> parameters) {
        return send("GET", path, sign("GET", path, parameters), false, "");
    }

    private static Map<String, String> digest(String body) {
        return Map.of("body_md5", SignedRequests.md5(body.getBytes(UTF_8)));
    }

    private static Map<String, String> sign(String method, String path, Map<String, String> more) {
        var parameters = new TreeMap<>(more);
        parameters.put("auth_key", "app-key");
        parameters.put("auth_timestamp", Long.toString(Instant.now().getEpochSecond()));
        parameters.put("auth_version", "1.0");
        var text = method + "\n/apps/app-id" + path + "\n" + query(parameters, true);
        parameters.put("auth_signature", SignedRequests.hmac("app-secret", text));
        return parameters;
    }

    private static String query(Map<String, String> parameters, boolean plain) {
        return parameters.entrySet().stream()
                .map(parameter -> plain
                        ? parameter.getKey() + '=' + parameter.getValue()
                        : escaped(parameter.getKey()) + '=' + escaped(parameter.getValue()))
                .collect(joining("&"));
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private Response send(String method, String path, Map<String, String> parameters, boolean plain, String body) {
        return Http.once(
                base(),
                method,
                "/apps/app-id" + path + '?' + query(parameters, plain),
                body.getBytes(UTF_8),
                "Content-Type: application/json",
                "X-Pusher-Library: pusher-http-php 7.2.6");
    }
}
