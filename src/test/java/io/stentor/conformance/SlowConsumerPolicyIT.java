package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Publisher;
import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Apps that would rather have slow clients miss events than lose them (protocol 7, 12, {@code slow_consumer}). */
class SlowConsumerPolicyIT extends ApiTest {
    private static final SignedRequests PATIENT = SignedRequests.of("patient");

    /** Fewer than the queue of one connection holds. */
    private static final int QUEUED = 100;

    private static final String FILLER = "x".repeat(8_000);

    @Test
    void dropNewestKeepsTheBeginning() {
        var heard = heard(unique("newest"));

        assertThat(heard).hasSizeBetween(QUEUED, FLOOD - 1).isSorted().doesNotHaveDuplicates();
        // What comes when there is room again, because the kernel took some of it, is heard too; the last come to a
        // full queue.
        assertThat(heard)
                .startsWith(IntStream.range(0, QUEUED).boxed().toArray(Integer[]::new))
                .doesNotContain(FLOOD - 1);
    }

    @Test
    void dropOldestKeepsTheEnd() {
        var heard = heard(unique("oldest"));

        assertThat(heard).hasSizeBetween(1, FLOOD - 1).isSorted().doesNotHaveDuplicates();
        assertThat(heard).last().isEqualTo(FLOOD - 1);
        assertThat(heard).contains(FLOOD - 2);
    }

    @Test
    void latestOnlyKeepsTheLast() {
        var heard = heard(unique("latest"));

        assertThat(heard).hasSizeBetween(1, FLOOD - 1).isSorted().doesNotHaveDuplicates();
        assertThat(heard).last().isEqualTo(FLOOD - 1);
        assertThat(heard).doesNotContain(FLOOD - 2);
    }

    /** The numbers of the events that one gets who reads only after the last; it is still connected. */
    private List<Integer> heard(String channel) {
        var slow = closedAfterwards(RawWebSocket.openSlow(base(), 4_096, "/app/patient-key?protocol=7"))
                .awaitEstablished()
                .subscribe(channel);
        try (var publisher = new Publisher(base(), PATIENT)) {
            for (int i = 0; i < FLOOD; i++) {
                publisher.publish(publication("n", channel, i + FILLER));
            }
        }

        // Its answer comes after all that waits.
        slow.text("{\"event\":\"pusher:ping\",\"data\":{}}");
        var numbers = new ArrayList<Integer>();
        var start = event("n", channel, "").replace("\"}", "");
        for (var text = slow.awaitText(); !text.contains("pusher:pong"); text = slow.awaitText()) {
            assertThat(text).startsWith(start).endsWith(FILLER + "\"}");
            numbers.add(Integer.valueOf(text.substring(start.length(), text.indexOf('x', start.length()))));
        }
        slow.assertNothingElse();
        return numbers;
    }
}
