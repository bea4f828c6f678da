package io.stentor.clients;

import static io.stentor.clients.Sockets.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.pusher.rest.Pusher;
import com.pusher.rest.data.Event;
import com.pusher.rest.data.Result;
import com.pusher.rest.data.Validity;
import io.stentor.conformance.client.SignedRequests;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pusher's Java server SDK drives Stentor, at the root and below a context path. */
class JavaSdkIT {
    private static final SignedRequests APP = SignedRequests.of("app");

    /** A test for both servers. */
    @ParameterizedTest
    @ValueSource(strings = {"", "/stentor"})
    @Retention(RetentionPolicy.RUNTIME)
    private @interface BothPlaces {}

    private static final Map<String, ExecutableWar> SERVERS = new HashMap<>();

    private Sockets sockets;
    private Pusher sdk;

    @BeforeAll
    static void start() throws IOException {
        SERVERS.put("", ExecutableWar.start());
        SERVERS.put("/stentor", ExecutableWar.start("--context-path", "/stentor"));
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(ExecutableWar::close);
    }

    /** The SDK has no option for a context path, but takes host, port and path together as the host. */
    private void at(String contextPath) {
        var server = SERVERS.get(contextPath);
        sockets = new Sockets(server.base(), APP);
        sdk = new Pusher("app-id", "app-key", "app-secret");
        sdk.setHost(server.authority() + contextPath);
        sdk.setEncrypted(false);
    }

    @AfterEach
    void hangUp() throws Exception {
        if (sdk != null) {
            sdk.close();
            sockets.close();
        }
    }

    @BothPlaces
    void anEventReachesAChannel(String contextPath) {
        at(contextPath);
        var orders = sockets.in("java-orders");

        assertOk(sdk.trigger("java-orders", "order.created", Map.of("text", "hello, 世界 / <b>")), "{}");

        orders.awaitExactly(event("order.created", "java-orders", "{\"text\":\"hello, 世界 / <b>\"}"));
    }

    @BothPlaces
    void anEventReachesManyChannelsButNotTheSocketThatItNames(String contextPath) {
        at(contextPath);
        var sender = sockets.in("java-one");
        var one = sockets.in("java-one");
        var two = sockets.in("java-two");

        assertOk(sdk.trigger(List.of("java-one", "java-two"), "news", 7, sender.socketId()), "{}");
        assertOk(sdk.trigger("java-one", "end", 8), "{}");

        one.awaitExactly(event("news", "java-one", "7"), event("end", "java-one", "8"));
        two.awaitExactly(event("news", "java-two", "7"));
        sender.awaitExactly(event("end", "java-one", "8"));
    }

    @BothPlaces
    void aBatchReachesItsChannels(String contextPath) {
        at(contextPath);
        var sender = sockets.in("java-batch");
        var other = sockets.in("java-batch");

        var batch = List.of(
                new Event("java-batch", "first", List.of(1, "a"), sender.socketId()),
                new Event("java-batch", "second", "text"));
        assertOk(sdk.trigger(batch), "{}");

        other.awaitExactly(event("first", "java-batch", "[1,\"a\"]"), event("second", "java-batch", "\"text\""));
        sender.awaitExactly(event("second", "java-batch", "\"text\""));
    }

    @BothPlaces
    void channelsAreListedByPrefixWithTheirUsers(String contextPath) {
        at(contextPath);
        sockets.in("presence-java-list", "ada");

        assertOk(
                sdk.get("/channels", Map.of("filter_by_prefix", "presence-java-l", "info", "user_count")),
                "{\"channels\":{\"presence-java-list\":{\"user_count\":1}}}");
        // The SDK percent-encodes what it has signed plain.
        assertOk(
                sdk.get("/channels", Map.of("filter_by_prefix", "presence-é &=+%,", "info", "user_count")),
                "{\"channels\":{}}");
    }

    @BothPlaces
    void aChannelTellsItsCounts(String contextPath) {
        at(contextPath);
        sockets.in("presence-java=one,@two;", "ada");

        assertOk(
                sdk.get("/channels/presence-java=one,@two;", Map.of("info", "user_count,subscription_count")),
                "{\"occupied\":true,\"user_count\":1,\"subscription_count\":1}");
        assertOk(sdk.get("/channels/java-nobody"), "{\"occupied\":false}");
    }

    @BothPlaces
    void aPresenceChannelTellsItsUsers(String contextPath) {
        at(contextPath);
        sockets.in("presence-java-users", "ada");

        assertOk(sdk.get("/channels/presence-java-users/users"), "{\"users\":[{\"id\":\"ada\"}]}");
    }

    /** The SDK has no method for it but its {@code post}, which signs the path before it escapes it. */
    @BothPlaces
    void aUserIsLetGo(String contextPath) {
        at(contextPath);
        var ada = sockets.signedIn("ada");
        var eve = sockets.signedIn("eve é%");
        var bob = sockets.signedIn("bob");

        assertOk(sdk.post("/users/ada/terminate_connections", "{}"), "{}");
        assertOk(sdk.post("/users/eve é%/terminate_connections", ""), "{}");

        for (var gone : List.of(ada, eve)) {
            gone.awaitExactly("{\"event\":\"pusher:error\",\"data\":{\"code\":4009,"
                            + "\"message\":\"You got disconnected by the app.\"},\"channel\":null}")
                    .awaitClosed(4009);
        }
        bob.assertNothingElse();
    }

    @BothPlaces
    void aUserIsMadeToReconnect(String contextPath) {
        at(contextPath);
        var ada = sockets.signedIn("ada");

        assertOk(sdk.post("/users/ada/force_reconnect", "{}"), "{}");

        ada.awaitExactly("{\"event\":\"pusher:error\",\"data\":{\"code\":4200,"
                        + "\"message\":\"Force reconnect requested by the app.\"},\"channel\":null}")
                .awaitClosed(4200);
    }

    @BothPlaces
    void aRefusalSaysWhy(String contextPath) {
        at(contextPath);
        var result = sdk.get("/channels", Map.of("info", "user_count"));

        assertThat(result.getHttpStatus()).isEqualTo(400);
        assertThat(result.getStatus()).isEqualTo(Result.Status.CLIENT_ERROR);
        assertThat(result.getMessage()).contains("\"code\":\"invalid_input\"");
    }

    private static void assertOk(Result result, String answer) {
        assertThat(result.getMessage()).isEqualTo(answer);
        assertThat(result.getHttpStatus()).isEqualTo(200);
        assertThat(result.getStatus()).isEqualTo(Result.Status.SUCCESS);
    }

    /** With the vector of protocol 9.1. */
    @Test
    @SuppressWarnings("try") // the SDK's close() may throw anything
    void aWebhookIsValid() throws Exception {
        var body = "{\"time_ms\":1700000000000,\"events\":[{\"name\":\"channel_occupied\",\"channel\":\"orders\"}]}";
        var signature = "c1b112fcc5fc333a8453bb4b62c1a43094f2126d3c3f4ed442a92f5cda54f8e4";
        try (var sdk = new Pusher("app-id", "app-key", "app-secret")) {
            assertThat(sdk.validateWebhookSignature("app-key", signature, body)).isEqualTo(Validity.VALID);
            assertThat(sdk.validateWebhookSignature("app-key", signature, body + " "))
                    .isEqualTo(Validity.INVALID);
            assertThat(sdk.validateWebhookSignature("other-key", signature, body))
                    .isEqualTo(Validity.SIGNED_WITH_WRONG_KEY);
        }
    }
}
