package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stentor.conformance.client.Frame;
import io.stentor.conformance.client.Publisher;
import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.container.Container.Engine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A client that does not read is let go, and nobody else notices (protocol 7; appendix B, probe 9). */
class SlowConsumerIT extends ApiTest {
    private static final String FILLER = "x".repeat(8000);
    private static final int SMALL_BUFFER = 4096;
    /** After this time the server may cut the TCP connection of one who does not take the close. */
    private static final Duration CUT = Duration.ofSeconds(5);

    @Test
    void othersGetEveryEventWhileOneDoesNotRead() throws Exception {
        exceptOn(Engine.UNDERTOW, "writes its close into the text that is under way");
        exceptOn(Engine.LIBERTY, "writes its close into the text that is under way");

        var channel = unique("slow");
        var slow = slowSubscriber(channel);
        var one = subscriber(channel);
        var two = subscriber(channel);
        var readers = List.of(
                inBackground(() -> one.awaitExactly(events(channel, FLOOD))),
                inBackground(() -> two.awaitExactly(events(channel, FLOOD))));

        publish(channel, FLOOD);

        for (var reader : readers) {
            reader.get().assertNothingElse();
        }
        assertLetGo(slow, channel, false);
    }

    @Test
    void oneWhoReadsAgainIsToldWhyItIsClosed() {
        exceptOn(Engine.UNDERTOW, "writes its close into the text that is under way");

        var channel = unique("resuming");
        var slow = slowSubscriber(channel);
        long start = System.nanoTime();

        publish(channel, FLOOD / 2);

        boolean inTime = Duration.ofNanos(System.nanoTime() - start).compareTo(CUT) < 0;
        assertLetGo(slow, channel, inTime);
    }

    @Test
    void oneWhoReadsWhenItIsCutOffHearsNoOtherReason() {
        exceptOn(Engine.UNDERTOW, "writes its close into the text that is under way");
        exceptOn(Engine.LIBERTY, "writes its close into the text that is under way");

        var channel = unique("late");
        var slow = slowSubscriber(channel);

        publish(channel, FLOOD / 2);
        await().pollDelay(CUT.plusSeconds(2)).until(() -> true);

        assertLetGo(slow, channel, false);
    }

    @Test
    void whoDoesNotReadDoesNotHoldUpOtherConnections() {
        var channel = unique("blocking");
        slowSubscriber(channel);
        slowSubscriber(channel);
        publish(channel, FLOOD / 4);

        for (int i = 0; i < 20; i++) {
            subscriber(channel).assertNothingElse();
        }
    }

    @Test
    void whatAReaderCanTakeIsNotLostByABurst() {
        var channel = unique("burst");
        var client = subscriber(channel);

        // Less than the queue of a connection holds, in number and in bytes.
        try (var publisher = new Publisher(base(), APP)) {
            for (int i = 0; i < 900; i++) {
                publisher.publish(publication("n", channel, Integer.toString(i)));
            }
        }

        var expected = IntStream.range(0, 900).mapToObj(i -> event("n", channel, Integer.toString(i)));
        assertThat(client.awaitTexts(900)).containsExactlyElementsOf(expected.toList());
        client.assertNothingElse();
    }

    private RawWebSocket slowSubscriber(String channel) {
        var slow = RawWebSocket.openSlow(base(), SMALL_BUFFER, "/app/app-key?protocol=7");
        return closedAfterwards(slow).awaitEstablished().subscribe(channel);
    }

    /**
     * What it reads at last: the events from the first on, and the reason, of which the code alone is left when it reads
     * too late; or its TCP connection was cut.
     */
    private static void assertLetGo(RawWebSocket slow, String channel, boolean mustBeTold) {
        var heard = new ArrayList<String>();
        var frame = slow.next(RawWebSocket.PATIENCE);
        while (frame.isPresent() && frame.get().opcode() == Frame.TEXT && isEvent(frame.get())) {
            heard.add(frame.get().text());
            frame = slow.next(RawWebSocket.PATIENCE);
        }
        assertThat(heard).hasSizeLessThan(FLOOD / 2);
        assertThat(heard).containsExactly(events(channel, heard.size()));
        if (frame.isPresent() && frame.get().opcode() == Frame.CLOSE && !mustBeTold) {
            assertThat(frame.get().closeCode()).isEqualTo(4100);
        } else if (frame.isPresent()) {
            assertThat(frame.get().text()).isEqualTo(error(4100, "Buffer full - slow consumer disconnected"));
            slow.awaitClosed(4100, "Buffer full");
        } else if (mustBeTold || !slow.ended()) {
            throw slow.failure("An error 4100 was expected");
        }
    }

    private static boolean isEvent(Frame frame) {
        return frame.text().startsWith("{\"event\":\"n\",");
    }

    private void publish(String channel, int count) {
        try (var publisher = new Publisher(base(), APP)) {
            for (int i = 0; i < count; i++) {
                publisher.publish(publication("n", channel, i + FILLER));
            }
        }
    }

    private static String[] events(String channel, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> event("n", channel, i + FILLER))
                .toArray(String[]::new);
    }
}
