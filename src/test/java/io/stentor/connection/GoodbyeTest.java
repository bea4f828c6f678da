package io.stentor.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.protocol.ErrorCode;
import io.stentor.protocol.Frame;
import io.stentor.protocol.Frames;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How an outbox ends: with a goodbye that has its time, or at once with a client that is gone (protocol 1.5, 7). */
class GoodbyeTest {
    private final ByHand hand = new ByHand();
    private final FakeTransport client = FakeTransport.slow();
    private int broken;

    @Test
    void aFailedWriteEndsTheOutboxOnce() {
        var outbox = outbox();
        add(outbox, "a");
        add(outbox, "b");

        client.fail();
        hand.run();

        assertThat(broken).isOne();
        assertThat(client.aborts()).isOne();
        assertThat(client.frames()).containsExactly("a");
        assertThat(outbox.add(new Frame("c"))).isTrue();
        turn(outbox);
        assertThat(client.frames()).containsExactly("a");
        assertThat(outbox.size()).isZero();
    }

    @Test
    void aGoodbyeComesAfterWhatWaits() {
        var outbox = outbox();
        add(outbox, "a");
        add(outbox, "b");

        finish(outbox, false);
        assertThat(client.frames()).containsExactly("a");
        complete();
        assertThat(client.frames()).hasSize(3).element(2).asString().contains("4200");
        assertThat(client.closed()).isNull();
        complete();

        assertThat(client.closed()).isEqualTo("4200 Server closed. Please reconnect shortly.");
    }

    @Test
    void aGoodbyeMayTakeThePlaceOfWhatWaits() {
        var outbox = outbox();
        add(outbox, "a");
        add(outbox, "b");

        finish(outbox, true);
        complete();
        complete();

        assertThat(client.frames()).hasSize(2).element(1).asString().contains("4200");
        assertThat(client.closed()).startsWith("4200 ");
    }

    @Test
    void nothingComesAfterTheGoodbye() {
        var outbox = outbox();
        finish(outbox, false);

        assertThat(outbox.add(new Frame("late"))).isTrue();
        assertThat(outbox.addBeyond(new Frame("late"))).isTrue();
        hand.lane()
                .run(() -> outbox.finish(
                        ErrorCode.PONG_TIMEOUT,
                        Frames.error(ErrorCode.PONG_TIMEOUT),
                        true,
                        hand.lane().now()));
        complete();

        assertThat(client.frames()).hasSize(1);
        assertThat(client.closed()).startsWith("4200 ");
    }

    @Test
    void aGoodbyeThatTakesTooLongIsCutOff() {
        var outbox = outbox();
        add(outbox, "a");
        finish(outbox, false);

        hand.tickAfter(Duration.ofMillis(4999));
        assertThat(client.aborts()).isZero();
        assertThat(hand.held()).isOne();
        hand.tickAfter(Duration.ofMillis(1));

        assertThat(client.aborts()).isOne();
        assertThat(hand.held()).isZero();
        complete();
        assertThat(client.frames()).containsExactly("a");
        assertThat(broken).isZero();
    }

    @Test
    void anOutboxOfAClientThatIsGoneWritesNothing() {
        var outbox = outbox();
        outbox.add(new Frame("a"));

        outbox.discard();
        turn(outbox);

        assertThat(client.frames()).isEmpty();
        assertThat(client.closed()).isNull();
    }

    private Outbox outbox() {
        return new Outbox(hand.lane(), client, new OutboxLimits(10, 0, true), () -> broken++);
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

    private void finish(Outbox outbox, boolean discard) {
        long deadline = hand.lane().now() + Duration.ofSeconds(5).toNanos();
        hand.lane()
                .run(() -> outbox.finish(
                        ErrorCode.SERVER_CLOSED, Frames.error(ErrorCode.SERVER_CLOSED), discard, deadline));
        hand.run();
    }

    private void complete() {
        client.complete();
        hand.run();
    }
}
