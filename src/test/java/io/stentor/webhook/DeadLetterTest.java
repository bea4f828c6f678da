package io.stentor.webhook;

import static io.stentor.webhook.TestWebhooks.body;
import static io.stentor.webhook.TestWebhooks.deadLetters;
import static io.stentor.webhook.TestWebhooks.queue;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.app.Signature;
import io.stentor.app.TestApps;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What nobody took is kept for a while, and can be sent again (protocol 9.2, 11). */
class DeadLetterTest {
    private static final String ONCE = "\"retry\":{\"enabled\":false}";

    @Test
    void aLetterTellsWhatItWasAndWhyItIsHere() {
        var hooks = TestWebhooks.of(TestApps.app("""
                "webhooks":[{"url":"https://a.example:8443/hooks?token=hush","event_types":["channel_occupied"],
                             "retry":{"max_attempts":2}}]"""));
        hooks.receiver.answers(503);

        hooks.occupied("a", "b").after(1_050);

        var letter = hooks.webhooks.deadLetters().get(0);
        assertThat(letter)
                .isEqualTo(new DeadLetter(
                        letter.id(),
                        "app-id",
                        "https://a.example:8443/hooks",
                        SteppedTime.START + 1_050,
                        2,
                        "status 503",
                        2,
                        body(0, "a", "b")));
    }

    @Test
    void theReasonIsOnePrintableLine() {
        var hooks = TestWebhooks.of(ONCE);
        hooks.receiver.answers(request -> {
            throw new IllegalStateException("a\nb\u001b[31m " + "x".repeat(1_000));
        });

        hooks.occupied("c").after(50);

        assertThat(hooks.webhooks.deadLetters().get(0).lastError())
                .startsWith("a?b?[31m xxx")
                .hasSizeLessThan(210);
    }

    @Test
    void theNewestIsFirstAndTheOldestMakesRoom() {
        var hooks = TestWebhooks.with(deadLetters(3, 1 << 20), ONCE);
        hooks.receiver.isDown();

        hooks.occupied("a", "b", "c", "d", "e").after(0);

        assertThat(hooks.webhooks.deadLetters())
                .extracting(DeadLetter::body)
                .containsExactly(body(0, "e"), body(0, "d"), body(0, "c"));
        assertThat(hooks.stats().dead()).isEqualTo(5);
    }

    @Test
    void bodiesCountByTheirBytesToo() {
        var hooks = TestWebhooks.with(deadLetters(1_000, 100_000), ONCE);
        hooks.receiver.isDown();

        for (int i = 0; i < 10; i++) {
            hooks.clientEvent("private-" + i, "\"" + "x".repeat(30_000) + "\"");
        }
        hooks.after(0);

        assertThat(hooks.webhooks.deadLetters()).hasSize(3);
        assertThat(hooks.webhooks.deadLetters().get(0).body()).contains("private-9");
        hooks.clientEvent("private-x", "\"" + "x".repeat(120_000) + "\"").after(0);
        assertThat(hooks.webhooks.deadLetters()).isEmpty();
    }

    @Test
    void theListCanBeTurnedOff() {
        var hooks = TestWebhooks.with(deadLetters(0, 1 << 20), ONCE);
        hooks.receiver.isDown();

        hooks.occupied("c").after(0);

        assertThat(hooks.webhooks.deadLetters()).isEmpty();
        assertThat(hooks.stats().dead()).isEqualTo(1);
    }

    @Test
    void idsAreNeverUsedTwice() {
        var hooks = TestWebhooks.with(deadLetters(5, 1 << 20), ONCE);
        hooks.receiver.isDown();
        var ids = new HashSet<String>();

        for (int i = 0; i < 100; i++) {
            hooks.occupied("c" + i).after(0);
            ids.add(hooks.webhooks.deadLetters().get(0).id());
        }

        assertThat(ids).hasSize(100);
    }

    @Test
    void aResentLetterIsARequestOfItsOwnWithTheSameBodyBehindAllThatWaits() {
        var hooks = TestWebhooks.of(ONCE);
        hooks.receiver.isDown();
        hooks.occupied("a", "b").after(50);
        hooks.receiver.forget();
        hooks.receiver.answers(200);
        hooks.occupied("c");

        assertThat(hooks.webhooks.resend(null)).isEqualTo(1);
        hooks.occupied("d").after(50);

        assertThat(hooks.receiver.bodies()).containsExactly(body(50, "c"), body(0, "a", "b"), body(50, "d"));
        assertThat(hooks.receiver.requests().get(1).headers())
                .containsEntry("X-Pusher-Signature", new Signature("app-secret").of(body(0, "a", "b")));
        assertThat(hooks.webhooks.deadLetters()).isEmpty();
        assertThat(hooks.stats()).isEqualTo(new WebhookStats(4, 0, 2, 0, 0));
    }

    @Test
    void lettersAreResentInTheOrderInWhichTheyCame() {
        var hooks = TestWebhooks.with(TestWebhooks.unbatched(), ONCE);
        hooks.receiver.isDown();
        hooks.occupied("a", "b", "c").after(0);
        hooks.receiver.forget();
        hooks.receiver.answers(200);

        assertThat(hooks.webhooks.resend(null)).isEqualTo(3);
        hooks.after(0);

        assertThat(hooks.receiver.bodies()).containsExactly(body(0, "a"), body(0, "b"), body(0, "c"));
    }

    @Test
    void someCanBeResentByTheirIds() {
        var hooks = TestWebhooks.with(TestWebhooks.unbatched(), ONCE);
        hooks.receiver.isDown();
        hooks.occupied("a", "b", "c").after(0);
        hooks.receiver.forget();
        hooks.receiver.answers(200);
        var letters = hooks.webhooks.deadLetters();

        int resent = hooks.webhooks.resend(
                List.of(letters.get(0).id(), letters.get(2).id(), "unknown"));
        hooks.after(0);

        assertThat(resent).isEqualTo(2);
        assertThat(hooks.receiver.bodies()).containsExactly(body(0, "a"), body(0, "c"));
        assertThat(hooks.webhooks.deadLetters()).containsExactly(letters.get(1));
    }

    @Test
    void aResentLetterThatFailsComesBackWithItsBody() {
        var hooks = TestWebhooks.of();
        hooks.receiver.isDown();
        hooks.occupied("a").after(300_050);
        var before = hooks.webhooks.deadLetters().get(0);

        hooks.webhooks.resend(List.of(before.id()));
        assertThat(hooks.webhooks.deadLetters()).isEmpty();
        assertThat(hooks.stats().depth()).isEqualTo(1);
        hooks.after(300_000);

        var after = hooks.webhooks.deadLetters().get(0);
        assertThat(after.body()).isEqualTo(before.body());
        assertThat(after.id()).isNotEqualTo(before.id());
        assertThat(after.attempts()).isEqualTo(before.attempts());
    }

    @Test
    void lettersForWhichThereIsNoRoomStay() {
        var hooks = TestWebhooks.with(queue(3, 1 << 20), ONCE);
        hooks.receiver.isDown();
        hooks.occupied("a", "b").after(50).occupied("c").after(50).occupied("d").after(50);
        hooks.receiver.holds();
        hooks.occupied("sent").after(50);

        assertThat(hooks.webhooks.resend(null)).isEqualTo(2);

        assertThat(hooks.webhooks.deadLetters()).extracting(DeadLetter::body).containsExactly(body(100, "d"));
        assertThat(hooks.stats().overflow()).isZero();
    }

    @Test
    void anEventThatFoundNoRoomCanBeResentToo() {
        var hooks = TestWebhooks.with(queue(1, 1 << 20), "");
        hooks.receiver.holds();
        hooks.occupied("sent").after(50).occupied("a", "b");
        hooks.receiver.answers(200);
        hooks.receiver.release(200);
        hooks.after(50);

        assertThat(hooks.webhooks.resend(null)).isEqualTo(1);
        hooks.after(0);

        assertThat(hooks.receiver.bodies()).containsExactly(body(0, "sent"), body(50, "b"), body(50, "a"));
        assertThat(hooks.stats()).isEqualTo(new WebhookStats(3, 0, 0, 1, 0));
    }

    @Test
    void aServerThatHasStoppedResendsNothing() {
        var hooks = TestWebhooks.of(ONCE);
        hooks.receiver.isDown();
        hooks.occupied("a").after(50);

        hooks.webhooks.close();

        assertThat(hooks.webhooks.resend(null)).isZero();
        assertThat(hooks.webhooks.deadLetters()).hasSize(1);
    }
}
