package io.stentor.webhook.http;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of an answer to its end, so that the connection can be used again, but not more of it than 64 KB: then
 * it is cancelled, which closes the connection. Nothing of it is kept, and if it breaks off, the status has decided.
 */
final class AnswerReader implements BodySubscriber<@Nullable Void> {
    static final long MOST_BYTES = 64 * 1024;

    private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
    private @Nullable Subscription subscription;
    private long bytes;

    @Override
    public CompletionStage<@Nullable Void> getBody() {
        return end;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        bytes += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
        var source = subscription;
        if (source == null) {
            return;
        }
        if (bytes >= MOST_BYTES) {
            source.cancel();
            end.complete(null);
        } else {
            source.request(1);
        }
    }

    @Override
    public void onError(Throwable brokenOff) {
        end.complete(null);
    }

    @Override
    public void onComplete() {
        end.complete(null);
    }
}
