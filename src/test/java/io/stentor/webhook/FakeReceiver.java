package io.stentor.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Remembers what it is sent, and answers as told; in the beginning 200 at once. */
final class FakeReceiver implements WebhookClient {
    private final SteppedTime time;
    private final List<WebhookRequest> requests = new ArrayList<>();
    private final List<Long> millis = new ArrayList<>();
    private final List<CompletableFuture<Integer>> held = new ArrayList<>();
    private Function<WebhookRequest, CompletionStage<Integer>> answer =
            request -> CompletableFuture.completedFuture(200);
    private boolean closed;

    FakeReceiver(SteppedTime time) {
        this.time = time;
    }

    FakeReceiver answers(int status) {
        return answers(request -> CompletableFuture.completedFuture(status));
    }

    FakeReceiver isDown() {
        return answers(request -> CompletableFuture.failedFuture(new IOException("nothing listens there")));
    }

    FakeReceiver answers(Function<WebhookRequest, CompletionStage<Integer>> how) {
        answer = how;
        return this;
    }

    /** Answers nothing until {@link #release}. */
    FakeReceiver holds() {
        return answers(request -> {
            var later = new CompletableFuture<Integer>();
            held.add(later);
            return later;
        });
    }

    /** Answers the oldest request that is held. */
    void release(int status) {
        held.remove(0).complete(status);
        time.settle();
    }

    @Override
    public CompletionStage<Integer> send(WebhookRequest request) {
        requests.add(request);
        millis.add(time.elapsed().toMillis());
        return answer.apply(request);
    }

    List<WebhookRequest> requests() {
        return requests;
    }

    /** The bodies that were sent, in order. */
    List<String> bodies() {
        return requests.stream()
                .map(request -> new String(request.body(), UTF_8))
                .toList();
    }

    /** When they were sent, in milliseconds since the beginning. */
    List<Long> times() {
        return millis;
    }

    void forget() {
        requests.clear();
        millis.clear();
    }

    int held() {
        return held.size();
    }

    boolean closed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        held.forEach(answer -> answer.completeExceptionally(new IOException("the server stops")));
    }
}
