package io.stentor.webhook;

import static io.stentor.webhook.TestWebhooks.body;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which events share a request, and when it goes (protocol 9.2). */
class WebhookBatchTest {
    private final TestWebhooks hooks = TestWebhooks.of();

    @Test
    void whatHappensWithin50MillisecondsIsOneRequest() {
        hooks.occupied("a").after(20).occupied("b").after(29).occupied("c");
        assertThat(hooks.receiver.requests()).isEmpty();

        hooks.after(1).occupied("d").after(1_000);

        assertThat(hooks.receiver.bodies()).containsExactly(body(0, "a", "b", "c"), body(50, "d"));
        assertThat(hooks.receiver.times()).containsExactly(50L, 100L);
    }

    @Test
    void theTimeOfABodyIsThatOfItsOldestEvent() {
        hooks.after(7).occupied("a").after(13).occupied("b").after(50);

        assertThat(hooks.receiver.bodies()).containsExactly(body(7, "a", "b"));
    }

    @Test
    void aHundredEventsGoAtOnce() {
        hooks.occupied(names(0, 99)).after(0);
        assertThat(hooks.receiver.requests()).isEmpty();

        hooks.occupied(names(99, 250)).after(0);

        assertThat(hooks.receiver.bodies()).containsExactly(body(0, names(0, 100)), body(0, names(100, 200)));
        hooks.after(50);
        assertThat(hooks.receiver.bodies()).hasSize(3).last().isEqualTo(body(0, names(200, 250)));
    }

    @Test
    void aFullBatchDoesNotShortenTheTimeOfTheNext() {
        hooks.occupied("a")
                .after(40)
                .occupied(names(0, 99))
                .after(0)
                .occupied("late")
                .after(49);
        assertThat(hooks.receiver.requests()).hasSize(1);

        hooks.after(1);

        assertThat(hooks.receiver.bodies()).last().isEqualTo(body(40, "late"));
    }

    @Test
    void withoutBatchingEveryEventIsARequest() {
        var single = TestWebhooks.with(TestWebhooks.unbatched(), "");

        single.occupied("a", "b", "c").after(0);

        assertThat(single.receiver.bodies()).containsExactly(body(0, "a"), body(0, "b"), body(0, "c"));
    }

    @Test
    void aBodyEndsAt256KilobytesWhateverTheNumber() {
        var data = "\"" + "x".repeat(60_000) + "\"";

        for (int i = 0; i < 9; i++) {
            hooks.clientEvent("private-" + i, data);
        }
        hooks.after(50);

        assertThat(hooks.receiver.requests()).hasSize(3);
        assertThat(hooks.receiver.requests()).allMatch(request -> request.body().length <= 256 * 1024);
        assertThat(hooks.stats().delivered()).isEqualTo(9);
    }

    @Test
    void thereIsOneRequestAtATimeAndTheNextTakesAllThatCameMeanwhile() {
        hooks.receiver.holds();
        hooks.occupied("a").after(50).occupied("b").after(500).occupied("c").after(500);
        assertThat(hooks.receiver.bodies()).containsExactly(body(0, "a"));
        assertThat(hooks.stats().depth()).isEqualTo(3);

        hooks.receiver.release(200);

        assertThat(hooks.receiver.bodies()).containsExactly(body(0, "a"), body(50, "b", "c"));
    }

    @Test
    void whatCameJustNowIsStillCollected() {
        hooks.receiver.holds();
        hooks.occupied("a").after(60).occupied("b");

        hooks.receiver.release(200);
        assertThat(hooks.receiver.requests()).hasSize(1);
        hooks.after(50);

        assertThat(hooks.receiver.requests()).hasSize(2);
    }

    @Test
    void whenAllIsDeliveredNothingIsLeft() {
        hooks.occupied(names(0, 250)).after(1_000);

        assertThat(hooks.stats()).isEqualTo(new WebhookStats(250, 0, 0, 0, 0));
        assertThat(hooks.time.waiting()).isZero();
    }

    private static String[] names(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "c" + i).toArray(String[]::new);
    }
}
