package io.stentor.conformance;

import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import io.stentor.conformance.client.SignedSocket;

/** What tests of signed channels and of users share: the frames and the signatures (protocol 3.2–3.6, 5.1). */
abstract class SignedTest extends ConformanceTest {

    /** The app whose clients these helpers make and sign for. */
    SignedRequests app() {
        return APP;
    }

    /** An accepted connection to the app. */
    final RawWebSocket connect() {
        return connect(app().key());
    }

    /** Signs for this connection. */
    final SignedSocket signed(RawWebSocket client) {
        return new SignedSocket(app(), client.socketId());
    }

    /** A text without control characters as a JSON string (protocol 0). */
    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Asks for a signed channel. */
    static String subscription(String channel, String auth) {
        var frame = """
                {"event":"pusher:subscribe","data":{"auth":%s,"channel":"%s"}}""";
        return frame.formatted(quoted(auth), channel);
    }

    /** Asks for a signed channel to which data belongs. */
    static String subscription(String channel, String auth, String channelData) {
        var frame = """
                {"event":"pusher:subscribe","data":{"auth":%s,"channel_data":%s,"channel":"%s"}}""";
        return frame.formatted(quoted(auth), quoted(channelData), channel);
    }

    /** Asks for a signed channel with the right signature; no answer is read. */
    final RawWebSocket ask(RawWebSocket client, String channel) {
        return client.text(subscription(channel, signed(client).channel(channel)));
    }

    /** The same with {@code channel_data}. */
    final RawWebSocket ask(RawWebSocket client, String channel, String channelData) {
        return client.text(subscription(channel, signed(client).channel(channel, channelData), channelData));
    }

    /** Joins a private channel and reads the acknowledgement (protocol 3.3). */
    final RawWebSocket join(RawWebSocket client, String channel) {
        return ask(client, channel).awaitExactly(subscribed(channel));
    }

    /** Joins a presence channel and reads the acknowledgement, which must carry these members. */
    final RawWebSocket join(RawWebSocket client, String channel, String channelData, String presence) {
        return ask(client, channel, channelData).awaitExactly(present(channel, presence));
    }

    /** A further connection of the app in a presence channel. */
    final RawWebSocket member(String channel, String channelData, String presence) {
        return join(connect(), channel, channelData, presence);
    }

    /** Acknowledges a subscription to a presence channel (protocol 3.3). */
    static String present(String channel, String presence) {
        return internal("subscription_succeeded", channel, "{\"presence\":" + presence + "}");
    }

    /** Tells of the first connection of a user (protocol 3.6). */
    static String added(String channel, String member) {
        return internal("member_added", channel, member);
    }

    /** Tells that the last connection of a user is gone (protocol 3.6). */
    static String removed(String channel, String userId) {
        return internal("member_removed", channel, "{\"user_id\":" + quoted(userId) + "}");
    }

    /** Tells that nothing is cached (protocol 3.8). */
    static String cacheMiss(String channel) {
        var frame = """
                {"event":"pusher:cache_miss","channel":"%s","data":"{}"}""";
        return frame.formatted(channel);
    }

    static String internal(String event, String channel, String data) {
        var frame = """
                {"event":"pusher_internal:%s","channel":"%s","data":%s}""";
        return frame.formatted(event, channel, quoted(data));
    }

    /** A sign-in (protocol 5.1). */
    static String signIn(String auth, String userData) {
        var frame = """
                {"event":"pusher:signin","data":{"auth":%s,"user_data":%s}}""";
        return frame.formatted(quoted(auth), quoted(userData));
    }

    /** Signs in with the right signature; no answer is read. */
    final RawWebSocket askToSignIn(RawWebSocket client, String userData) {
        return client.text(signIn(signed(client).user(userData), userData));
    }

    /** Signs in and reads the confirmation. */
    final RawWebSocket signIn(RawWebSocket client, String userData) {
        return askToSignIn(client, userData).awaitExactly(signedIn(userData));
    }

    /** Confirms a sign-in (protocol 5.1). */
    static String signedIn(String userData) {
        var frame = """
                {"event":"pusher:signin_success","data":{"user_data":%s}}""";
        return frame.formatted(quoted(userData));
    }
}
