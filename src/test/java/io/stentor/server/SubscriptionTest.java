package io.stentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscribing and unsubscribing (protocol 3.2 to 3.5). */
class SubscriptionTest {
    private static final String ACK = """
            {"event":"pusher_internal:subscription_succeeded","channel":"orders","data":"{}"}""";

    private final TestServer server = TestServer.withApp("\"max_channels_per_connection\":3");
    private final TestClient client = server.client();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aSubscriptionIsAcknowledged() {
        assertThat(client.subscribe("orders").heard()).containsExactly(ACK);
        assertThat(server.holdings().channels()).isOne();
    }

    @Test
    void theAuthOfAPublicChannelIsIgnored() {
        client.say("{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\"\",\"channel\":\"orders\"}}");
        assertThat(client.heard()).containsExactly(ACK);

        client.say("{\"event\":\"pusher:subscribe\",\"data\":\"{\\\"auth\\\":7,\\\"channel\\\":\\\"orders\\\"}\"}");
        assertThat(client.heard()).containsExactly(ACK);
    }

    @Test
    void aRepeatedSubscriptionIsAcknowledgedAgainAndChangesNothing() {
        client.subscribe("orders").subscribe("orders").subscribe("orders");
        assertThat(client.heard()).containsExactly(ACK, ACK, ACK);

        server.publish("orders", "e", "1");

        assertThat(client.heard()).containsExactly("{\"event\":\"e\",\"channel\":\"orders\",\"data\":\"1\"}");
        assertThat(client.unsubscribe("orders").heard()).isEmpty();
        assertThat(server.holdings().channels()).isZero();
    }

    @Test
    void unsubscribingHasNoReply() {
        client.subscribe("orders")
                .unsubscribe("orders")
                .unsubscribe("orders")
                .unsubscribe("a b")
                .unsubscribe("");

        assertThat(client.heard()).containsExactly(ACK);
        server.publish("orders", "e", "1");
        assertThat(client.heard()).isEmpty();
    }

    @Test
    void aChannelCanBeJoinedAgainAfterLeaving() {
        client.subscribe("orders").unsubscribe("orders").subscribe("orders");
        assertThat(client.heard()).containsExactly(ACK, ACK);

        server.publish("orders", "e", "1");

        assertThat(client.heard()).containsExactly("{\"event\":\"e\",\"channel\":\"orders\",\"data\":\"1\"}");
    }

    @Test
    void anInvalidNameIsRefusedTwiceOver() {
        assertThat(client.subscribe("a b").heard()).containsExactly("""
                        {"event":"pusher:subscription_error","channel":"a b","data":{"type":"InvalidChannel","error":"Invalid channel name","status":400}}""", """
                        {"event":"pusher:error","data":{"code":4000,"message":"Invalid channel name"},"channel":"a b"}""");
    }

    @Test
    void aNameThatIsTooLongIsRefusedTwiceOver() {
        var name = "x".repeat(201);

        assertThat(client.subscribe(name).heard())
                .containsExactly(
                        "{\"event\":\"pusher:subscription_error\",\"channel\":\"" + name
                                + "\",\"data\":{\"type\":\"InvalidChannel\",\"error\":\"Channel name too long\",\"status\":400}}",
                        "{\"event\":\"pusher:error\",\"data\":{\"code\":4000,\"message\":\"Channel name too long\"},\"channel\":\""
                                + name + "\"}");
    }

    @Test
    void aNameThatIsUnusableIsNotRepeated() {
        var refusal = """
                {"event":"pusher:error","data":{"code":4000,"message":"Channel name too long"},"channel":null}""";

        assertThat(client.subscribe("x".repeat(513)).heard()).containsExactly(refusal);
        assertThat(client.subscribe("x".repeat(512)).heard()).hasSize(2);
    }

    @Test
    void aMissingNameIsRefusedWithoutAChannel() {
        var refusal = """
                {"event":"pusher:error","data":{"code":4000,"message":"Missing channel"},"channel":null}""";

        assertThat(client.say("{\"event\":\"pusher:subscribe\",\"data\":{}}").heard())
                .containsExactly(refusal);
        assertThat(client.say("{\"event\":\"pusher:unsubscribe\",\"data\":{}}").heard())
                .containsExactly(refusal);
    }

    @Test
    void aConnectionMayBeInSoManyChannels() {
        client.subscribe("a").subscribe("b").subscribe("c");
        assertThat(client.heard()).hasSize(3);

        assertThat(client.subscribe("d").heard()).containsExactly("""
                        {"event":"pusher:subscription_error","channel":"d","data":{"type":"LimitReached","error":"Too many subscriptions","status":4100}}""", """
                        {"event":"pusher:error","data":{"code":4000,"message":"Too many subscriptions"},"channel":"d"}""");
        assertThat(client.subscribe("a").heard())
                .hasSize(1)
                .element(0)
                .asString()
                .contains("subscription_succeeded");
        assertThat(client.unsubscribe("b").subscribe("d").heard()).hasSize(1);
    }

    @Test
    void theNameIsCheckedBeforeTheNumberOfChannels() {
        client.subscribe("a").subscribe("b").subscribe("c").heard();

        assertThat(client.subscribe("d d").heard()).element(0).asString().contains("Invalid channel name");
    }

    @Test
    void theNumberOfChannelsIsCheckedBeforeTheAuth() {
        client.subscribe("a").subscribe("b").subscribe("c").heard();

        assertThat(client.subscribe("private-d").heard()).element(0).asString().contains("Too many subscriptions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-a", "presence-a", "private-encrypted-a", "private-cache-a", "presence-cache-a"})
    void aChannelThatNeedsASignatureIsClosedToWhoHasNone(String channel) {
        assertThat(client.subscribe(channel).heard())
                .containsExactly(
                        "{\"event\":\"pusher:subscription_error\",\"channel\":\"" + channel
                                + "\",\"data\":{\"type\":\"AuthError\",\"error\":\"Authentication signature required\",\"status\":401}}",
                        "{\"event\":\"pusher:error\",\"data\":{\"code\":4000,\"message\":\"Authentication signature required\"},\"channel\":\""
                                + channel + "\"}");
        assertThat(server.holdings().channels()).isZero();
    }

    @Test
    void aForgedSignatureIsRefused() {
        var forged = "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"private-a\",\"auth\":\"%s:%s\"}}";

        assertThat(client.say(forged.formatted("app-key", "0".repeat(64)))
                        .heard()
                        .get(0))
                .contains("\"Invalid signature\"");
        assertThat(client.say(forged.formatted("other-key", "0".repeat(64)))
                        .heard()
                        .get(0))
                .contains("\"Invalid key in subscription auth data\"");
        assertThat(client.say(forged.formatted("app-key", "0")).heard().get(0))
                .contains("\"Authentication signature required\"");
        assertThat(client.say(forged.formatted("app-key", "A".repeat(64)))
                        .heard()
                        .get(0))
                .contains("\"Authentication signature required\"");
    }

    @Test
    void anotherUsersChannelIsClosed() {
        assertThat(client.subscribe("#server-to-user-42").heard()).element(0).isEqualTo("""
                        {"event":"pusher:subscription_error","channel":"#server-to-user-42","data":{"type":"AuthError","error":"Not authorized for this user channel","status":401}}""");
    }

    @Test
    void aRefusedSubscriptionIsNoBadMessage() {
        for (int i = 0; i < 30; i++) {
            client.subscribe("private-a");
        }

        assertThat(client.heard()).hasSize(60);
    }
}
