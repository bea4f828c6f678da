package io.stentor.webhook;

import static io.stentor.webhook.TestWebhooks.body;
import static io.stentor.webhook.TestWebhooks.queue;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.event.ServerEvent.MemberAdded;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Member;
import org.junit.jupiter.api.Test;

/** A queue is bounded in events and in bytes; the oldest makes room (protocol 9.2). */
class WebhookOverflowTest {

    @Test
    void theOldestEventGoesToTheDeadLettersAndIsCounted() {
        var hooks = TestWebhooks.with(queue(3, 1 << 20), "");
        hooks.receiver.holds();
        hooks.occupied("sent").after(50);

        hooks.occupied("a", "b", "c", "d", "e");

        assertThat(hooks.stats()).isEqualTo(new WebhookStats(0, 0, 0, 2, 4));
        assertThat(hooks.webhooks.deadLetters())
                .extracting(DeadLetter::body)
                .containsExactly(body(50, "b"), body(50, "a"));
        assertThat(hooks.webhooks.deadLetters().get(0).attempts()).isZero();
        assertThat(hooks.webhooks.deadLetters().get(0).lastError()).isEqualTo("no room in the queue");
    }

    @Test
    void whatIsUnderWayIsNotInTheQueueAnyMore() {
        var hooks = TestWebhooks.with(queue(3, 1 << 20), "");
        hooks.receiver.holds();
        hooks.occupied("a", "b", "c").after(50).occupied("d", "e", "f");
        hooks.occupied("g");

        hooks.receiver.release(200);
        hooks.after(50);
        hooks.receiver.release(200);

        assertThat(hooks.receiver.bodies()).containsExactly(body(0, "a", "b", "c"), body(50, "e", "f", "g"));
        assertThat(hooks.stats()).isEqualTo(new WebhookStats(6, 0, 0, 1, 0));
    }

    @Test
    void eventsThatCarryMuchCountByTheirBytes() {
        var hooks = TestWebhooks.with(queue(10_000, 100_000), "");
        hooks.receiver.isDown();
        hooks.occupied("first").after(50);
        var data = "\"" + "x".repeat(30_000) + "\"";

        for (int i = 0; i < 10; i++) {
            hooks.clientEvent("private-" + i, data);
        }

        assertThat(hooks.stats().overflow()).isEqualTo(7);
        assertThat(hooks.stats().depth()).isEqualTo(4);
    }

    @Test
    void membersWhoTellMuchOfThemselvesCountByTheirBytesToo() {
        var hooks = TestWebhooks.with(queue(10_000, 100_000), "");
        hooks.receiver.isDown();
        hooks.occupied("first").after(50);
        var channel = ChannelName.parse("presence-c", 200);
        var info = "\"" + "x".repeat(30_000) + "\"";

        for (int i = 0; i < 10; i++) {
            hooks.happens(new MemberAdded("app-id", channel, new Member("user-" + i, info)));
        }

        assertThat(hooks.stats().overflow()).isEqualTo(7);
    }

    @Test
    void anEventThatIsTooLargeByItselfFindsNoRoom() {
        var hooks = TestWebhooks.with(queue(10_000, 70_000), "");

        hooks.clientEvent("private-c", "\"" + "x".repeat(80_000) + "\"").after(1_000);

        assertThat(hooks.receiver.requests()).isEmpty();
        assertThat(hooks.stats()).isEqualTo(new WebhookStats(0, 0, 0, 1, 0));
    }

    @Test
    void aQueueThatIsOverHalfFullIsAWarning() {
        var hooks = TestWebhooks.with(queue(4, 1 << 20), "");
        hooks.receiver.holds();
        hooks.occupied("sent").after(50);

        hooks.occupied("a", "b");
        assertThat(hooks.webhooks.overHalfFull()).isFalse();
        hooks.occupied("c");
        assertThat(hooks.webhooks.overHalfFull()).isTrue();

        hooks.after(50);
        hooks.receiver.release(200);
        assertThat(hooks.webhooks.overHalfFull()).isFalse();
    }

    @Test
    void aQueueThatIsOverHalfFullOfBytesIsOneToo() {
        var hooks = TestWebhooks.with(queue(10_000, 100_000), "");
        hooks.receiver.holds();
        hooks.occupied("sent").after(50);

        hooks.clientEvent("private-c", "\"" + "x".repeat(50_000) + "\"");

        assertThat(hooks.webhooks.overHalfFull()).isTrue();
    }
}
