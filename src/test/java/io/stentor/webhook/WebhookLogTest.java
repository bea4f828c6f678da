package io.stentor.webhook;

import static io.stentor.webhook.TestWebhooks.queue;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.app.TestApps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator reads one line when something changes, never one for each event, and no secret. */
class WebhookLogTest {
    private static final String SUBJECT = "The webhook of app app-id to https://a.example ";

    private final Logger logger = TestWebhooks.LOGGER;
    private final List<String> lines = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            lines.add(entry.getLevel() + " " + entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
    }

    @Test
    void anEndpointThatFailsAndComesBackIsTwoLines() {
        var hooks = TestWebhooks.of();
        hooks.receiver.isDown();
        hooks.occupied("a").after(10_000).occupied("b").after(10_000);
        assertThat(lines).containsExactly("WARNING " + SUBJECT + "fails: nothing listens there; it is tried again");

        hooks.receiver.answers(200);
        hooks.after(60_000);

        assertThat(lines).hasSize(2).last().isEqualTo("INFO " + SUBJECT + "is up again, at attempt 6");
    }

    @Test
    void whatIsGivenUpIsOneLineUntilTheEndpointIsUpAgain() {
        var hooks = TestWebhooks.with(TestWebhooks.unbatched(), "\"retry\":{\"max_attempts\":2}");
        hooks.receiver.answers(500);
        hooks.occupied("a", "b", "c").after(60_000);
        assertThat(lines)
                .containsExactly(
                        "WARNING " + SUBJECT + "fails: status 500; it is tried again",
                        "WARNING " + SUBJECT + "fails: status 500; what is given up goes to the dead letters");

        hooks.receiver.answers(200);
        hooks.occupied("d").after(1_000);
        assertThat(lines).last().isEqualTo("INFO " + SUBJECT + "is up again, at attempt 1");

        hooks.receiver.answers(500);
        hooks.occupied("e").after(60_000);
        assertThat(lines).hasSize(5);
    }

    @Test
    void aFullQueueIsOneLineUntilItIsHalfEmpty() {
        var hooks = TestWebhooks.with(queue(4, 1 << 20), "");
        hooks.receiver.holds();
        hooks.occupied("sent")
                .after(50)
                .occupied("a", "b", "c", "d", "e", "f", "g")
                .after(50);
        assertThat(lines)
                .containsExactly("WARNING " + SUBJECT
                        + "has more events waiting than it may; the oldest go to the dead letters");

        hooks.receiver.release(200);
        hooks.receiver.release(200);
        hooks.occupied("sent").after(50).occupied("a", "b", "c", "d", "e", "f").after(50);

        assertThat(lines).hasSize(2);
    }

    @Test
    void aQueueThatStaysNearlyFullIsNotWorthAnotherLine() {
        var settings = new WebhookSettings(Duration.ZERO, 1, 4, 1 << 20, 1_000, 1 << 20, false, Duration.ZERO);
        var hooks = TestWebhooks.with(settings, "");
        hooks.receiver.holds();
        hooks.occupied("sent").after(0).occupied("a", "b", "c", "d", "e").after(0);

        hooks.receiver.release(200);
        hooks.occupied("f", "g", "h").after(0);

        assertThat(hooks.stats().overflow()).isEqualTo(3);
        assertThat(lines).hasSize(1);
    }

    @Test
    void aQueueThatStaysNearlyFullOfBytesIsNotEither() {
        var settings = new WebhookSettings(Duration.ZERO, 1, 10_000, 100_000, 1_000, 1 << 20, false, Duration.ZERO);
        var hooks = TestWebhooks.with(settings, "");
        hooks.receiver.holds();
        hooks.occupied("sent").after(0);
        var data = "\"" + "x".repeat(30_000) + "\"";
        hooks.clientEvent("private-a", data)
                .clientEvent("private-b", data)
                .clientEvent("private-c", data)
                .clientEvent("private-d", data);

        hooks.receiver.release(200);
        hooks.after(0);
        hooks.clientEvent("private-e", data).clientEvent("private-f", data).after(0);

        assertThat(hooks.stats().overflow()).isEqualTo(2);
        assertThat(lines).hasSize(1);
    }

    @Test
    void aPatternThatTakesTooLongIsOneLine() {
        var hooks = TestWebhooks.of("\"filter\":{\"channel_pattern\":\"(.*a){20}b|ok\"}");

        hooks.occupied("a".repeat(150), "a".repeat(151), "ok").after(50);

        assertThat(lines)
                .containsExactly("WARNING " + SUBJECT
                        + "has a channel_pattern that takes too long for some names; they do not match");
        assertThat(hooks.receiver.bodies()).containsExactly(TestWebhooks.body(0, "ok"));
    }

    @Test
    void aServerThatStopsSaysWhatItDidNotDeliver() {
        var hooks = TestWebhooks.of();
        hooks.receiver.holds();
        hooks.occupied("a", "b").after(50).occupied("c");

        hooks.webhooks.close();

        assertThat(lines).containsExactly("WARNING " + SUBJECT + "has not got 3 events when the server stopped");
    }

    @Test
    void noSecretIsEverInALine() {
        var hooks = TestWebhooks.of(TestApps.app("""
                "webhooks":[{"url":"https://a.example/hooks?token=hush","event_types":["channel_occupied"],
                             "headers":{"Authorization":"Bearer hush"},"retry":{"max_attempts":2}}]"""));
        hooks.receiver.answers(500);

        hooks.occupied("a").after(60_000);
        hooks.webhooks.close();

        assertThat(lines).isNotEmpty().noneMatch(line -> line.contains("hush") || line.contains("app-secret"));
        assertThat(hooks.receiver.requests().get(0).toString()).doesNotContain("hush");
    }

    @Test
    void anEndpointThatWorksIsNotWorthALine() {
        var hooks = TestWebhooks.of();

        hooks.occupied("a", "b").after(50);
        hooks.webhooks.close();

        assertThat(lines).isEmpty();
    }
}
