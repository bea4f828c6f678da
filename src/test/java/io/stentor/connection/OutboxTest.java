package io.stentor.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.protocol.Frame;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What waits for one client: bounded, one write at a time, gathered (protocol 7). */
class OutboxTest {
    private final ByHand hand = new ByHand();
    private final FakeTransport client = FakeTransport.slow();
    private int broken;

    @Test
    void aFrameLeavesWithinTheTurnThatBroughtIt() {
        var outbox = outbox(10, 0);

        outbox.add(new Frame("a"));

        assertThat(client.frames()).isEmpty();
        turn(outbox);
        assertThat(client.frames()).containsExactly("a");
    }

    @Test
    void theFramesOfOneTurnLeaveInOneWrite() {
        var outbox = outbox(10, 0);

        hand.lane().run(() -> outbox.add(new Frame("a")));
        hand.lane().run(() -> outbox.add(new Frame("b")));
        hand.lane().run(() -> outbox.add(new Frame("c")));
        hand.run();

        assertThat(client.writes()).hasSize(1);
        assertThat(client.frames()).containsExactly("a", "b", "c");
    }

    @Test
    void oneWriteIsInFlightAndTheRestLeavesWhenItIsDone() {
        var outbox = outbox(10, 0);
        add(outbox, "a");
        add(outbox, "b");
        add(outbox, "c");
        assertThat(client.frames()).containsExactly("a");

        client.complete();
        hand.run();

        assertThat(client.writes()).hasSize(2);
        assertThat(client.frames()).containsExactly("a", "b", "c");
    }

    @Test
    void oneWriteTakesSixtyFourKilobytesAtMost() {
        var outbox = outbox(0, 1 << 30);
        var large = "x".repeat(20 * 1024);
        IntStream.range(0, 4).forEach(i -> outbox.add(new Frame(large)));
        outbox.add(new Frame("y".repeat(100 * 1024)));
        outbox.add(new Frame("z"));
        turn(outbox);

        complete();
        complete();
        complete();

        assertThat(client.writes().stream().map(List::size)).containsExactly(3, 1, 1, 1);
    }

    @Test
    void manyFramesFitIntoOneWrite() {
        var outbox = outbox(0, 1 << 20);
        IntStream.range(0, 1000).forEach(i -> outbox.add(new Frame("0123456789")));
        turn(outbox);

        assertThat(client.writes()).hasSize(1);
        assertThat(client.frames()).hasSize(1000);
    }

    @Test
    void theLimitOfFramesCountsWhatWaitsAndNotWhatIsWritten() {
        var outbox = outbox(3, 0);
        add(outbox, "in flight");

        assertThat(outbox.add(new Frame("1"))).isTrue();
        assertThat(outbox.add(new Frame("2"))).isTrue();
        assertThat(outbox.add(new Frame("3"))).isTrue();
        assertThat(outbox.add(new Frame("4"))).isFalse();

        complete();
        assertThat(client.frames()).containsExactly("in flight", "1", "2", "3");
        assertThat(outbox.add(new Frame("5"))).isTrue();
    }

    @Test
    void theLimitOfBytesCountsUtf8() {
        var outbox = outbox(0, 10);
        add(outbox, "in flight");

        assertThat(outbox.add(new Frame("ééé"))).isTrue();
        assertThat(outbox.add(new Frame("1234"))).isTrue();
        assertThat(outbox.add(new Frame("x"))).isFalse();
    }

    @Test
    void theFirstLimitReachedCounts() {
        var outbox = outbox(2, 10);
        add(outbox, "in flight");

        assertThat(outbox.add(new Frame("12345678"))).isTrue();
        assertThat(outbox.add(new Frame("123"))).isFalse();
        assertThat(outbox.add(new Frame("1"))).isTrue();
        assertThat(outbox.add(new Frame("1"))).isFalse();
    }

    @Test
    void aFrameLargerThanTheByteLimitIsDeliveredWhenNothingWaits() {
        var outbox = outbox(0, 10);
        add(outbox, "in flight");

        assertThat(outbox.add(new Frame("x".repeat(1000)))).isTrue();
        assertThat(outbox.add(new Frame("y"))).isFalse();
        complete();

        assertThat(client.frames()).contains("x".repeat(1000));
    }

    @Test
    void whatCanBeWrittenAtOnceMakesRoomAtOnce() {
        var outbox = outbox(2, 0);

        IntStream.rangeClosed(1, 4)
                .forEach(i -> assertThat(outbox.add(new Frame(i + ""))).isTrue());
        assertThat(outbox.add(new Frame("5"))).isFalse();
    }

    @Test
    void aClientThatTakesEverythingAtOnceIsNeverFull() {
        var prompt = FakeTransport.prompt();
        var outbox = new Outbox(hand.lane(), prompt, new OutboxLimits(2, 0, true), () -> broken++);

        for (int i = 0; i < 1000; i++) {
            int number = i;
            hand.lane().run(() -> assertThat(outbox.add(new Frame(number + ""))).isTrue());
            hand.run();
        }

        assertThat(prompt.frames()).hasSize(1000);
    }

    @Test
    void whatMayNotBeDroppedHasTwiceTheRoom() {
        var outbox = outbox(2, 0);
        add(outbox, "in flight");
        add(outbox, "1");
        add(outbox, "2");

        assertThat(outbox.add(new Frame("event"))).isFalse();
        assertThat(outbox.addBeyond(new Frame("ack 1"))).isTrue();
        assertThat(outbox.addBeyond(new Frame("ack 2"))).isTrue();
        assertThat(outbox.addBeyond(new Frame("ack 3"))).isFalse();
    }

    private Outbox outbox(int frames, int bytes) {
        return new Outbox(hand.lane(), client, new OutboxLimits(frames, bytes, true), () -> broken++);
    }

    private void add(Outbox outbox, String text) {
        hand.lane().run(() -> outbox.add(new Frame(text)));
        hand.run();
    }

    /** What was added from outside of the lane leaves with its next turn. */
    private void turn(Outbox outbox) {
        hand.lane().run(() -> {});
        hand.run();
    }

    private void complete() {
        client.complete();
        hand.run();
    }
}
