package io.stentor.webhook;

import io.stentor.app.App;
import io.stentor.app.ConfiguredApps;
import io.stentor.app.TestApps;
import io.stentor.event.ServerEvent;
import io.stentor.event.ServerEvent.ChannelOccupied;
import io.stentor.event.ServerEvent.ClientEventReceived;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.SocketId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;

/** The webhooks of {@code app-id}, a receiver that answers as told, and time that passes when told. */
final class TestWebhooks {
    static final WebhookSettings SETTINGS =
            new WebhookSettings(Duration.ofMillis(50), 100, 10_000, 16 << 20, 1_000, 16 << 20, false, Duration.ZERO);

    /** What they say; the log of the tests is better off without it. */
    static final Logger LOGGER = Logger.getLogger(Webhooks.class.getName());

    static {
        LOGGER.setUseParentHandlers(false);
    }

    final SteppedTime time = new SteppedTime();
    final FakeReceiver receiver = new FakeReceiver(time);
    final Webhooks webhooks;
    private final ConfiguredApps apps;
    private double draw = 0.5;

    private TestWebhooks(WebhookSettings settings, App... apps) {
        this.apps = new ConfiguredApps(List.of(apps));
        webhooks = new Webhooks(settings, this.apps, receiver, time, () -> draw);
    }

    /** Of an app that has every event reported to {@code https://a.example/hooks}. */
    static TestWebhooks of() {
        return of("");
    }

    /** The same with more members of the webhook, such as {@code "retry":{"enabled":false}}. */
    static TestWebhooks of(String members) {
        return with(SETTINGS, members);
    }

    static TestWebhooks with(WebhookSettings settings, String members) {
        return new TestWebhooks(settings, TestApps.app("\"webhooks\":[" + webhook(members) + "]"));
    }

    static TestWebhooks of(App... apps) {
        return new TestWebhooks(SETTINGS, apps);
    }

    static String webhook(String members) {
        return """
                {"url":"https://a.example/hooks","event_types":["channel_occupied","channel_vacated","member_added",
                 "member_removed","client_event","cache_miss","subscription_count"]%s}""".formatted(members.isEmpty() ? "" : "," + members);
    }

    static WebhookSettings queue(int events, long bytes) {
        return new WebhookSettings(Duration.ofMillis(50), 100, events, bytes, 1_000, 16 << 20, false, Duration.ZERO);
    }

    static WebhookSettings deadLetters(int most, long bytes) {
        return new WebhookSettings(Duration.ZERO, 1, 10_000, 16 << 20, most, bytes, false, Duration.ZERO);
    }

    static WebhookSettings unbatched() {
        return deadLetters(1_000, 16 << 20);
    }

    /** What the jitter draws from now on, from 0 to 1; a half in the beginning, which changes nothing. */
    TestWebhooks draws(double value) {
        draw = value;
        return this;
    }

    /** Says that somebody came into these channels. */
    TestWebhooks occupied(String... channels) {
        for (var channel : channels) {
            happens(new ChannelOccupied("app-id", ChannelName.parse(channel, 200)));
        }
        return this;
    }

    TestWebhooks clientEvent(String channel, String data) {
        return happens(new ClientEventReceived(
                "app-id", ChannelName.parse(channel, 200), "client-x", data, SocketId.parse("1.2"), null));
    }

    TestWebhooks happens(ServerEvent event) {
        if (webhooks.wants(event)) {
            webhooks.accept(event);
        }
        return this;
    }

    /** Lets time pass. */
    TestWebhooks after(long millis) {
        time.advance(millis);
        return this;
    }

    /** Configures the apps anew. */
    void change(App... now) {
        apps.replace(List.of(now));
        webhooks.appsChanged();
    }

    WebhookStats stats() {
        return webhooks.stats().getOrDefault("app-id", WebhookStats.NONE);
    }

    /** A body with the first events of these channels, as it looks when the first of them arose then. */
    static String body(long millis, String... channels) {
        var events = new ArrayList<String>();
        for (var channel : channels) {
            events.add("{\"name\":\"channel_occupied\",\"channel\":\"" + channel + "\"}");
        }
        return "{\"time_ms\":" + (SteppedTime.START + millis) + ",\"events\":[" + String.join(",", events) + "]}";
    }
}
