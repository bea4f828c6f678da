package io.stentor.webhook;

import static io.stentor.webhook.TestWebhooks.body;
import static io.stentor.webhook.TestWebhooks.webhook;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.app.Signature;
import io.stentor.app.TestApps;
import io.stentor.event.ServerEvent;
import io.stentor.event.ServerEvent.CacheMissed;
import io.stentor.event.ServerEvent.ChannelOccupied;
import io.stentor.event.ServerEvent.ChannelVacated;
import io.stentor.event.ServerEvent.ClientEventReceived;
import io.stentor.event.ServerEvent.Connected;
import io.stentor.event.ServerEvent.Disconnected;
import io.stentor.event.ServerEvent.MemberAdded;
import io.stentor.event.ServerEvent.MemberRemoved;
import io.stentor.event.ServerEvent.SubscriptionCountChanged;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Member;
import io.stentor.protocol.SocketId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a webhook's request looks like (protocol 9.1). */
class WebhookRequestTest {
    private static final SocketId SOCKET = SocketId.parse("123.456");

    @Test
    void theVectorOfTheProtocolIsSigned() {
        var hooks = TestWebhooks.of();

        hooks.occupied("orders").after(50);

        assertThat(hooks.receiver.bodies())
                .containsExactly(
                        "{\"time_ms\":1700000000000,\"events\":[{\"name\":\"channel_occupied\",\"channel\":\"orders\"}]}");
        assertThat(hooks.receiver.requests().get(0).headers())
                .containsEntry("X-Pusher-Key", "app-key")
                .containsEntry("X-Pusher-Signature", "c1b112fcc5fc333a8453bb4b62c1a43094f2126d3c3f4ed442a92f5cda54f8e4")
                .containsEntry("Content-Type", "application/json")
                .containsEntry("User-Agent", "Stentor-Webhooks/1")
                .hasSize(4);
        assertThat(hooks.receiver.requests().get(0).url()).isEqualTo(URI.create("https://a.example/hooks"));
        assertThat(hooks.receiver.requests().get(0).timeout()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void everyEventHasItsObject() {
        assertThat(object(new ChannelOccupied("app-id", channel("c"))))
                .isEqualTo("{\"name\":\"channel_occupied\",\"channel\":\"c\"}");
        assertThat(object(new ChannelVacated("app-id", channel("c"))))
                .isEqualTo("{\"name\":\"channel_vacated\",\"channel\":\"c\"}");
        assertThat(object(new MemberAdded("app-id", channel("presence-c"), new Member("42", "{\"name\":\"Ada\"}"))))
                .isEqualTo("{\"name\":\"member_added\",\"channel\":\"presence-c\",\"user_id\":\"42\"}");
        assertThat(object(new MemberRemoved("app-id", channel("presence-c"), "a \"quoted\" ü")))
                .isEqualTo(
                        "{\"name\":\"member_removed\",\"channel\":\"presence-c\",\"user_id\":\"a \\\"quoted\\\" ü\"}");
        assertThat(object(new CacheMissed("app-id", channel("cache-c"))))
                .isEqualTo("{\"name\":\"cache_miss\",\"channel\":\"cache-c\"}");
        assertThat(object(new SubscriptionCountChanged("app-id", channel("c"), 12)))
                .isEqualTo("{\"name\":\"subscription_count\",\"channel\":\"c\",\"subscription_count\":12}");
    }

    @Test
    void aClientEventNamesTheUserInPresenceChannelsAlone() {
        assertThat(object(new ClientEventReceived("app-id", channel("presence-c"), "client-x", "\"hi\"", SOCKET, "42")))
                .isEqualTo("{\"name\":\"client_event\",\"channel\":\"presence-c\",\"event\":\"client-x\","
                        + "\"data\":\"hi\",\"socket_id\":\"123.456\",\"user_id\":\"42\"}");
        assertThat(object(new ClientEventReceived("app-id", channel("private-c"), "client-x", "\"hi\"", SOCKET, null)))
                .isEqualTo("{\"name\":\"client_event\",\"channel\":\"private-c\",\"event\":\"client-x\","
                        + "\"data\":\"hi\",\"socket_id\":\"123.456\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "text"               | "text"
                    "{\\"a\\":1.0}"      | "{\\"a\\":1.0}"
                    "a\\/b\\u00e9\\ud800"| "a\\/b\\u00e9\\ud800"
                    {"a":1.0,"b":"x"}    | "{\\"a\\":1.0,\\"b\\":\\"x\\"}"
                    [1, 2]               | "[1, 2]"
                    1.0                  | "1.0"
                    null                 | "null"
                    """)
    void theDataOfAClientEventIsAlwaysAString(String sent, String told) {
        assertThat(object(new ClientEventReceived("app-id", channel("private-c"), "client-x", sent, SOCKET, null)))
                .isEqualTo("{\"name\":\"client_event\",\"channel\":\"private-c\",\"event\":\"client-x\"," + "\"data\":"
                        + told + ",\"socket_id\":\"123.456\"}");
    }

    @Test
    void theSignatureIsThatOfTheBytes() {
        var hooks = TestWebhooks.of();

        hooks.clientEvent("private-c", "\"ü😀\"").after(50);

        var request = hooks.receiver.requests().get(0);
        var text = new String(request.body(), StandardCharsets.UTF_8);
        assertThat(text).contains("ü😀");
        assertThat(request.headers().get("X-Pusher-Signature")).isEqualTo(new Signature("app-secret").of(text));
    }

    @Test
    void configuredHeadersAreAdded() {
        var hooks = TestWebhooks.of("\"headers\":{\"X-Env\":\"prod\",\"user-agent\":\"mine\"}");

        hooks.occupied("c").after(50);

        assertThat(hooks.receiver.requests().get(0).headers())
                .containsEntry("X-Env", "prod")
                .containsEntry("user-agent", "mine")
                .doesNotContainKey("User-Agent")
                .hasSize(5);
    }

    @Test
    void connectionsThatComeAndGoAreNoBusinessOfWebhooks() {
        var hooks = TestWebhooks.of();

        for (var event : List.of(new Connected("app-id", SOCKET), new Disconnected("app-id", SOCKET))) {
            assertThat(hooks.webhooks.wants(event)).isFalse();
            hooks.webhooks.accept(event);
        }

        hooks.after(1_000);
        assertThat(hooks.receiver.requests()).isEmpty();
    }

    @Test
    void anEndpointIsToldOfItsTypesAndChannelsAlone() {
        var hooks = TestWebhooks.of(TestApps.app("""
                "webhooks":[{"url":"https://a.example/","event_types":["channel_occupied"],
                             "filter":{"channel_prefix":"orders-"}},
                            {"url":"https://b.example/","event_types":["channel_vacated"]}]"""));

        assertThat(hooks.webhooks.wants(new ChannelOccupied("app-id", channel("orders-1"))))
                .isTrue();
        assertThat(hooks.webhooks.wants(new ChannelOccupied("app-id", channel("news"))))
                .isFalse();
        assertThat(hooks.webhooks.wants(new ChannelVacated("app-id", channel("news"))))
                .isTrue();
        assertThat(hooks.webhooks.wants(new CacheMissed("app-id", channel("cache-orders-1"))))
                .isFalse();
        // Who asks for others too gives it what only they wanted.
        hooks.webhooks.accept(new ChannelOccupied("app-id", channel("news")));
        hooks.webhooks.accept(new ChannelVacated("app-id", channel("news")));
        hooks.after(1_000);
        assertThat(hooks.receiver.requests())
                .extracting(request -> request.url().getHost())
                .containsExactly("b.example");
    }

    @Test
    void anAppHearsOfItsOwnChannelsAlone() {
        var apps = TestApps.read("""
                [{"id":"1","key":"a","secret":"s","webhooks":[%s]},{"id":"2","key":"b","secret":"s"}]""".formatted(webhook("")));
        var hooks = TestWebhooks.of(apps.get(0), apps.get(1));

        assertThat(hooks.webhooks.wants(new ChannelOccupied("1", channel("c")))).isTrue();
        assertThat(hooks.webhooks.wants(new ChannelOccupied("2", channel("c")))).isFalse();
        assertThat(hooks.webhooks.wants(new ChannelOccupied("3", channel("c")))).isFalse();
    }

    @Test
    void everyEndpointIsToldByItself() {
        var hooks = TestWebhooks.of(TestApps.app(
                "\"webhooks\":[" + webhook("") + "," + webhook("").replace("a.example", "b.example") + "]"));
        hooks.receiver.holds();

        hooks.occupied("c").after(50);

        assertThat(hooks.receiver.requests())
                .extracting(request -> request.url().getHost())
                .containsExactly("a.example", "b.example");
        assertThat(hooks.stats().depth()).isEqualTo(2);
    }

    @Test
    void aChangedAppIsSignedWithItsNewSecretAndAnEndpointThatWasRemovedStillGetsWhatWaits() {
        var hooks = TestWebhooks.of();
        hooks.receiver.holds();
        hooks.occupied("first").after(50);
        hooks.occupied("second");
        var anew = TestApps.read("[{\"id\":\"app-id\",\"key\":\"new-key\",\"secret\":\"new\",\"webhooks\":["
                        + webhook("").replace("a.example", "b.example") + "]}]")
                .get(0);

        hooks.change(anew);
        hooks.occupied("third");
        hooks.receiver.release(200);
        hooks.after(50);

        assertThat(hooks.receiver.requests())
                .extracting(request -> request.url().getHost())
                .containsExactlyInAnyOrder("a.example", "a.example", "b.example");
        var third = hooks.receiver.requests().stream()
                .filter(request -> request.url().getHost().equals("b.example"))
                .findFirst()
                .orElseThrow();
        assertThat(third.headers())
                .containsEntry("X-Pusher-Key", "new-key")
                .containsEntry("X-Pusher-Signature", new Signature("new").of(body(50, "third")));
        assertThat(hooks.stats().depth()).isEqualTo(2);
    }

    @Test
    void whatWaitsWhenAnAppIsChangedIsSignedWithItsNewSecret() {
        var hooks = TestWebhooks.of().occupied("c");

        hooks.change(TestApps.read("[{\"id\":\"app-id\",\"key\":\"new-key\",\"secret\":\"new\",\"webhooks\":["
                        + webhook("") + "]}]")
                .get(0));
        hooks.after(50);

        assertThat(hooks.receiver.requests().get(0).headers())
                .containsEntry("X-Pusher-Signature", new Signature("new").of(body(0, "c")));
    }

    @Test
    void ofAnAppThatIsRemovedOnlyWhatWaitsIsDeliveredAndThenNothingIsLeft() {
        var hooks = TestWebhooks.of().occupied("c");

        hooks.change();
        hooks.occupied("d").after(50);
        assertThat(hooks.receiver.bodies()).containsExactly(body(0, "c"));

        hooks.change();
        assertThat(hooks.webhooks.stats()).isEmpty();
    }

    private static String object(ServerEvent event) {
        var hooks = TestWebhooks.of();
        hooks.happens(event).after(50);
        var body = hooks.receiver.bodies().get(0);
        assertThat(body).startsWith("{\"time_ms\":1700000000000,\"events\":[").endsWith("]}");
        return body.substring("{\"time_ms\":1700000000000,\"events\":[".length(), body.length() - 2);
    }

    private static ChannelName channel(String name) {
        return ChannelName.parse(name, 200);
    }
}
