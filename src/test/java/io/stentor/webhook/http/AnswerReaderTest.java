package io.stentor.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow.Subscription;
import org.junit.jupiter.api.Test;

/** Of an answer's body no more than 64 KB are read (protocol 9.2). */
class AnswerReaderTest {
    private final AnswerReader reader = new AnswerReader();
    private int asked;
    private boolean cancelled;
    private final Subscription source = new Subscription() {
        @Override
        public void request(long n) {
            asked += (int) n;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    };

    @Test
    void aSmallBodyIsReadToItsEnd() {
        reader.onSubscribe(source);
        reader.onNext(List.of(ByteBuffer.allocate(40_000), ByteBuffer.allocate(25_535)));
        assertThat(asked).isEqualTo(2);
        assertThat(reader.getBody().toCompletableFuture()).isNotDone();

        reader.onComplete();

        assertThat(reader.getBody().toCompletableFuture()).isCompletedWithValue(null);
        assertThat(cancelled).isFalse();
    }

    @Test
    void at64KilobytesItIsCancelledAndNothingMoreIsAskedFor() {
        reader.onSubscribe(source);
        reader.onNext(List.of(ByteBuffer.allocate(65_535)));
        assertThat(cancelled).isFalse();

        reader.onNext(List.of(ByteBuffer.allocate(1)));

        assertThat(cancelled).isTrue();
        assertThat(asked).isEqualTo(2);
        assertThat(reader.getBody().toCompletableFuture()).isCompletedWithValue(null);
    }

    @Test
    void aBodyThatBreaksOffIsNoFailure() {
        reader.onSubscribe(source);

        reader.onError(new IOException("reset"));

        assertThat(reader.getBody().toCompletableFuture()).isCompletedWithValue(null);
    }
}
