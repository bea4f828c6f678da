package io.stentor.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.pusher.client.PusherOptions;
import com.pusher.client.channel.ChannelEventListener;
import com.pusher.client.channel.PusherEvent;
import com.pusher.client.connection.ConnectionEventListener;
import com.pusher.client.connection.ConnectionState;
import com.pusher.client.connection.ConnectionStateChange;
import com.pusher.rest.Pusher;
import com.pusher.rest.data.Result;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pusher's own Java client hears what Pusher's own Java server SDK publishes. */
class JavaClientIT {
    private static ExecutableWar server;
    private static Pusher sdk;

    @BeforeAll
    static void start() throws IOException {
        server = ExecutableWar.start();
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
    void aClientConnectsSubscribesAndHearsAnEvent() {
        try (var client = new Client("app-key")) {
            System.out.println("java-client: connecting to ws://" + server.authority() + "/app/app-key");
            client.connected();
            System.out.println("java-client: connected, socket_id " + client.socketId());
            client.subscribed("orders");
            System.out.println("java-client: subscribed to orders");

            var result = sdk.trigger("orders", "order.created", "hello, 世界");
            System.out.println("java-sdk: trigger order.created on orders, data \"hello, 世界\": "
                    + result.getHttpStatus() + " " + result.getMessage());
            client.hears("order.created");
            System.out.println("java-client: " + client.heard.get(0));

            assertThat(client.socketId()).matches("[1-9][0-9]{0,9}\\.[1-9][0-9]{0,9}");
            assertThat(result.getMessage()).isEqualTo("{}");
            // The SDK sends data as JSON: its text of a string has quotation marks.
            assertThat(client.heard).containsExactly("orders order.created \"hello, 世界\"");
            assertThat(client.errors).isEmpty();
        }
    }

    @Test
    void onePublishReachesSeveralChannelsEachOnce() {
        try (var client = new Client("app-key")) {
            client.connected();
            client.subscribed("java-one");
            client.subscribed("java-two");

            published(sdk.trigger(List.of("java-one", "java-two", "java-unheard"), "news", List.of(1, 2)));
            published(sdk.trigger("java-one", "end", 1));
            published(sdk.trigger("java-two", "end", 2));
            await().until(() -> client.heard.size() >= 4);

            assertThat(client.heard)
                    .containsExactlyInAnyOrder(
                            "java-one news [1,2]", "java-two news [1,2]", "java-one end 1", "java-two end 2");
        }
    }

    @Test
    void theSocketThatAPublishNamesDoesNotHearItAnotherDoes() {
        try (var sender = new Client("app-key");
                var receiver = new Client("app-key")) {
            sender.connected();
            sender.subscribed("java-chat");
            receiver.connected();
            receiver.subscribed("java-chat");

            published(sdk.trigger("java-chat", "said", "hello", sender.socketId()));
            published(sdk.trigger("java-chat", "end", 1));
            sender.hears("end");
            receiver.hears("end");

            assertThat(sender.heard).containsExactly("java-chat end 1");
            assertThat(receiver.heard).containsExactly("java-chat said \"hello\"", "java-chat end 1");
        }
    }

    @Test
    @SuppressWarnings("try") // the SDK's close() may throw anything
    void aPublishWithTheWrongSecretIsRefused() throws Exception {
        try (var forger = sdk("not-the-secret")) {
            var result = forger.trigger("orders", "forged", "hello");

            assertThat(result.getHttpStatus()).isEqualTo(401);
            assertThat(result.getStatus()).isEqualTo(Result.Status.AUTHENTICATION_ERROR);
        }
    }

    /** The client also logs an exception of its own here: it cannot read {@code "channel":null}. */
    @Test
    void aWrongKeyIsError4001() {
        try (var client = new Client("no-such-key")) {
            client.connect();

            // Without this, Awaitility would take that exception for one of the test.
            var patience = await().dontCatchUncaughtExceptions();
            patience.until(() -> client.errors.contains("4001 Application does not exist"));
            patience.until(() -> client.state() == ConnectionState.DISCONNECTED);
            assertThat(client.states).doesNotContain(ConnectionState.CONNECTED, ConnectionState.RECONNECTING);
        }
    }

    private static Pusher sdk(String secret) {
        var sdk = new Pusher("app-id", "app-key", secret);
        sdk.setHost(server.authority());
        sdk.setEncrypted(false);
        return sdk;
    }

    private static void published(Result result) {
        assertThat(result.getStatus()).as(result.getMessage()).isEqualTo(Result.Status.SUCCESS);
    }

    /** A stock client, and what it tells its listeners. */
    private static final class Client implements ConnectionEventListener, ChannelEventListener, AutoCloseable {
        /** Each event as channel, name and data. */
        final List<String> heard = new CopyOnWriteArrayList<>();

        /** Each error as code and message. */
        final List<String> errors = new CopyOnWriteArrayList<>();

        final List<ConnectionState> states = new CopyOnWriteArrayList<>();

        private final List<String> subscribed = new CopyOnWriteArrayList<>();
        private final com.pusher.client.Pusher pusher;

        Client(String key) {
            var options = new PusherOptions()
                    .setHost("127.0.0.1")
                    .setWsPort(server.port())
                    .setUseTLS(false);
            pusher = new com.pusher.client.Pusher(key, options);
        }

        void connect() {
            pusher.connect(this, ConnectionState.ALL);
        }

        void connected() {
            connect();
            await().until(() -> state() == ConnectionState.CONNECTED);
        }

        void subscribed(String channel) {
            pusher.subscribe(channel, this).bindGlobal(this);
            await().until(() -> subscribed.contains(channel));
        }

        void hears(String event) {
            await().until(() -> heard.stream().anyMatch(one -> one.split(" ")[1].equals(event)));
        }

        ConnectionState state() {
            return pusher.getConnection().getState();
        }

        String socketId() {
            return pusher.getConnection().getSocketId();
        }

        @Override
        public void onConnectionStateChange(ConnectionStateChange change) {
            states.add(change.getCurrentState());
        }

        @Override
        public void onSubscriptionSucceeded(String channel) {
            subscribed.add(channel);
        }

        @Override
        public void onEvent(PusherEvent event) {
            if (!event.getEventName().startsWith("pusher")) {
                heard.add(event.getChannelName() + " " + event.getEventName() + " " + event.getData());
            }
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
