package io.stentor.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.pusher.client.PusherOptions;
import com.pusher.client.channel.PresenceChannel;
import com.pusher.client.channel.PresenceChannelEventListener;
import com.pusher.client.channel.PrivateChannel;
import com.pusher.client.channel.PrivateEncryptedChannelEventListener;
import com.pusher.client.channel.PusherEvent;
import com.pusher.client.channel.User;
import com.pusher.client.connection.ConnectionEventListener;
import com.pusher.client.connection.ConnectionState;
import com.pusher.client.connection.ConnectionStateChange;
import com.pusher.rest.Pusher;
import com.pusher.rest.crypto.CryptoUtil;
import com.pusher.rest.data.PresenceUser;
import com.pusher.rest.data.Result;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pusher's own Java client on private, presence, encrypted and cache channels, authorised by Pusher's own Java SDK. */
class JavaChannelsIT {
    private static final String MASTER_KEY =
            Base64.getEncoder().encodeToString("thirty-two bytes that nobody has".getBytes(StandardCharsets.US_ASCII));

    private static ExecutableWar server;
    private static Pusher sdk;

    @BeforeAll
    static void start() throws IOException {
        server = ExecutableWar.startWithEverythingOn();
        sdk = sdk("app-secret");
    }

    @AfterAll
    static void stop() throws Exception {
        if (sdk != null) {
            sdk.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void onAPrivateChannelWhomTheApplicationAuthorisesHearsEvents() {
        try (var ada = new Client("ada")) {
            ada.onPrivate("private-orders");

            published(sdk.trigger("private-orders", "order.created", Map.of("text", "hello, 世界")));
            ada.hears("order.created");

            assertThat(ada.heard).containsExactly("private-orders order.created {\"text\":\"hello, 世界\"}");
            assertThat(ada.errors).isEmpty();
        }
    }

    @Test
    @SuppressWarnings("try") // the SDK's close() may throw anything
    void aSignatureWithTheWrongSecretIsRefusedAndTheConnectionGoesOn() throws Exception {
        try (var forger = sdk("not-the-secret");
                var mallory = new Client("mallory", forger)) {
            mallory.pusher.subscribePrivate("private-forged", mallory).bindGlobal(mallory);
            mallory.hears("pusher:subscription_error");
            await().until(() -> mallory.errors.contains("4000 Invalid signature"));
            published(sdk.trigger("private-forged", "order.created", 1));
            mallory.pusher.subscribe("java-end", mallory).bindGlobal(mallory);
            await().until(() -> mallory.subscribed.contains("java-end"));

            assertThat(mallory.subscribed).containsExactly("java-end");
            assertThat(mallory.heard)
                    .containsExactly(
                            "private-forged pusher:subscription_error "
                                    + "{\"type\":\"AuthError\",\"error\":\"Invalid signature\",\"status\":401}",
                            "private-forged pusher:error {\"code\":4000,\"message\":\"Invalid signature\"}");
            assertThat(mallory.pusher.getConnection().getState()).isEqualTo(ConnectionState.CONNECTED);
        }
    }

    @Test
    void aPresenceChannelKnowsWhoIsThereComesAndGoes() {
        try (var ada = new Client("ada");
                var bob = new Client("bob");
                var otherTab = new Client("bob")) {
            var room = ada.onPresence("presence-java");
            var bobs = bob.onPresence("presence-java");
            ada.tells("joined bob {\"name\":\"bob\"}");
            otherTab.onPresence("presence-java");

            assertThat(bobs.getMe()).isEqualTo(new User("bob", "{\"name\":\"bob\"}"));
            assertThat(room.getUsers()).extracting(User::getId).containsExactlyInAnyOrder("ada", "bob");
            assertThat(bob.told).containsExactly("there [ada, bob]");

            bob.pusher.unsubscribe("presence-java");
            bob.onPrivate("private-java-end");
            published(sdk.trigger("presence-java", "one is closed", 1));
            ada.hears("one is closed");
            assertThat(ada.told).containsExactly("there [ada]", "joined bob {\"name\":\"bob\"}");

            otherTab.close();
            ada.tells("left bob");
            assertThat(room.getUsers()).extracting(User::getId).containsExactly("ada");
            assertThat(ada.errors).isEmpty();
        }
    }

    /** The client also logs an exception of its own here: it tries to decrypt the subscription count. */
    @Test
    void anEncryptedChannelIsReadByTheClient() {
        try (var ada = new Client("ada")) {
            ada.pusher.subscribePrivateEncrypted("private-encrypted-java", ada).bindGlobal(ada);
            // Without this, Awaitility would take that exception for one of the test.
            var patience = await().dontCatchUncaughtExceptions();
            patience.until(() -> ada.subscribed.contains("private-encrypted-java"));

            published(sdk.trigger("private-encrypted-java", "order.created", Map.of("text", "hello, 世界")));
            patience.until(() -> !ada.heard.isEmpty());

            assertThat(ada.heard).containsExactly("private-encrypted-java order.created {\"text\":\"hello, 世界\"}");
            assertThat(ada.errors).isEmpty();
        }
    }

    @Test
    void whoComesLateToACacheChannelHearsTheLastEvent() {
        try (var early = new Client("ada");
                var late = new Client("bob")) {
            early.onPrivate("private-cache-java");
            early.hears("pusher:cache_miss");

            published(sdk.trigger("private-cache-java", "weather", Map.of("sky", "clear")));
            early.hears("weather");
            late.onPrivate("private-cache-java");
            late.hears("weather");

            assertThat(early.heard)
                    .containsExactly(
                            "private-cache-java pusher:cache_miss {}",
                            "private-cache-java weather {\"sky\":\"clear\"}");
            assertThat(late.heard).containsExactly("private-cache-java weather {\"sky\":\"clear\"}");
        }
    }

    @Test
    void aClientEventReachesTheOthersWithTheUserWhoSentIt() {
        try (var ada = new Client("ada");
                var bob = new Client("bob")) {
            var adas = ada.onPresence("presence-java-talk");
            var bobs = bob.onPresence("presence-java-talk");

            adas.trigger("client-said", "{\"text\":\"hello, 世界\"}");
            bob.hears("client-said");
            bobs.trigger("client-said", "{\"text\":\"yourself\"}");
            ada.hears("client-said");

            assertThat(bob.heard).containsExactly("presence-java-talk client-said {\"text\":\"hello, 世界\"} by ada");
            assertThat(ada.heard).containsExactly("presence-java-talk client-said {\"text\":\"yourself\"} by bob");
            assertThat(ada.errors).isEmpty();
            assertThat(bob.errors).isEmpty();
        }
    }

    @Test
    void onAPrivateChannelAClientEventHasNoUser() {
        try (var ada = new Client("ada");
                var bob = new Client("bob")) {
            var adas = ada.onPrivate("private-java-talk");
            bob.onPrivate("private-java-talk");

            adas.trigger("client-said", "{\"n\":1.50}");
            bob.hears("client-said");

            assertThat(bob.heard).hasSize(1).first().asString().startsWith("private-java-talk client-said {\"n\":1.5");
            assertThat(bob.heard.get(0)).doesNotContain(" by ");
        }
    }

    @Test
    void aUserSignsInAndHearsWhatIsSentToThem() {
        try (var ada = new Client("ada")) {
            ada.pusher.user().bindGlobal(ada);
            ada.pusher.signin();
            await().until(() -> "ada".equals(ada.pusher.user().userId()));

            await().until(() -> sent("#server-to-user-ada", "note", "for you") == 200 && !ada.heard.isEmpty());

            assertThat(ada.heard.get(0)).isEqualTo("#server-to-user-ada note for you");
            assertThat(ada.errors).isEmpty();
        }
    }

    /** A publish to a channel whose name the Java SDK takes for invalid, signed by it all the same. */
    private static int sent(String channel, String event, String data) throws IOException, InterruptedException {
        var body = "{\"name\":\"" + event + "\",\"channel\":\"" + channel + "\",\"data\":\"" + data + "\"}";
        var request = HttpRequest.newBuilder(sdk.signedUri("POST", "/apps/app-id/events", body))
                .POST(BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    private static Pusher sdk(String secret) {
        var sdk = new Pusher("app-id", "app-key", secret, MASTER_KEY);
        sdk.setHost(server.authority());
        sdk.setEncrypted(false);
        return sdk;
    }

    private static void published(Result result) {
        assertThat(result.getStatus()).as(result.getMessage()).isEqualTo(Result.Status.SUCCESS);
    }

    /** A stock client of a user, connected, and what it tells its listeners. */
    private static final class Client
            implements ConnectionEventListener,
                    PresenceChannelEventListener,
                    PrivateEncryptedChannelEventListener,
                    AutoCloseable {
        /** Each event but counts and members, as channel, name and data, and the user, if there is one. */
        final List<String> heard = new CopyOnWriteArrayList<>();

        /** Who was there, joined, left. */
        final List<String> told = new CopyOnWriteArrayList<>();

        final List<String> errors = new CopyOnWriteArrayList<>();
        final List<String> subscribed = new CopyOnWriteArrayList<>();
        final com.pusher.client.Pusher pusher;

        private final String user;

        Client(String user) {
            this(user, sdk);
        }

        Client(String user, Pusher signer) {
            this.user = user;
            var options = new PusherOptions()
                    .setHost("127.0.0.1")
                    .setWsPort(server.port())
                    .setUseTLS(false)
                    .setChannelAuthorizer((channel, socketId) -> authorization(signer, channel, socketId))
                    .setUserAuthenticator(this::authentication);
            pusher = new com.pusher.client.Pusher("app-key", options);
            pusher.connect(this, ConnectionState.ALL);
            await().until(() -> pusher.getConnection().getState() == ConnectionState.CONNECTED);
        }

        PrivateChannel onPrivate(String name) {
            var channel = pusher.subscribePrivate(name, this);
            channel.bindGlobal(this);
            await().until(() -> subscribed.contains(name));
            return channel;
        }

        PresenceChannel onPresence(String name) {
            var channel = pusher.subscribePresence(name, this);
            channel.bindGlobal(this);
            await().until(() -> subscribed.contains(name) && !told.isEmpty());
            return channel;
        }

        void hears(String event) {
            await().until(() -> heard.stream().anyMatch(one -> one.contains(" " + event + " ")));
        }

        void tells(String what) {
            await().until(() -> told.contains(what));
        }

        private String authorization(Pusher signer, String channel, String socketId) {
            if (channel.startsWith("presence-")) {
                return signer.authenticate(socketId, channel, new PresenceUser(user, Map.of("name", user)));
            }
            var authorization = signer.authenticate(socketId, channel);
            if (!channel.startsWith("private-encrypted-")) {
                return authorization;
            }
            // The Java SDK encrypts, but leaves this to the application.
            var secret = new CryptoUtil(MASTER_KEY).generateBase64EncodedSharedSecret(channel);
            return authorization.replaceFirst("}$", ",\"shared_secret\":\"" + secret + "\"}");
        }

        /** The Java SDK does not sign users in. */
        private String authentication(String socketId) {
            var data = "{\"id\":\"" + user + "\"}";
            try {
                var mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec("app-secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
                var signed = mac.doFinal((socketId + "::user::" + data).getBytes(StandardCharsets.UTF_8));
                return "{\"auth\":\"app-key:" + HexFormat.of().formatHex(signed) + "\",\"user_data\":\""
                        + data.replace("\"", "\\\"") + "\"}";
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void onConnectionStateChange(ConnectionStateChange change) {}

        @Override
        public void onSubscriptionSucceeded(String channel) {
            subscribed.add(channel);
        }

        @Override
        public void onUsersInformationReceived(String channel, Set<User> users) {
            told.add("there " + users.stream().map(User::getId).sorted().toList());
        }

        @Override
        public void userSubscribed(String channel, User user) {
            told.add("joined " + user.getId() + " " + user.getInfo());
        }

        @Override
        public void userUnsubscribed(String channel, User user) {
            told.add("left " + user.getId());
        }

        @Override
        public void onEvent(PusherEvent event) {
            if (event.getEventName().endsWith(":subscription_count")
                    || event.getEventName().startsWith("pusher_internal:")) {
                return;
            }
            var by = event.getUserId() == null ? "" : " by " + event.getUserId();
            heard.add(event.getChannelName() + " " + event.getEventName() + " " + event.getData() + by);
        }

        @Override
        public void onAuthenticationFailure(String message, Exception cause) {
            errors.add(message);
        }

        @Override
        public void onDecryptionFailure(String event, String reason) {
            errors.add(event + " " + reason);
        }

        @Override
        public void onError(String message, String code, Exception cause) {
            errors.add(code + " " + message);
        }

        @Override
        public void close() {
            pusher.disconnect();
        }
    }
}
