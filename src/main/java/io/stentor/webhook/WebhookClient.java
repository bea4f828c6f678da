package io.stentor.webhook;

import java.util.concurrent.CompletionStage;

/** Makes the requests. Any thread. */
public interface WebhookClient extends AutoCloseable {
    /**
     * Posts a request and returns at once; not called again for the same endpoint before the last request is over.
     *
     * @return the status of the answer, or why there is none, in words fit for a log; in any case within the request's
     *     timeout
     */
    CompletionStage<Integer> send(WebhookRequest request);

    /** Ends what is under way; nothing is sent any more and no thread is left. */
    @Override
    void close();
}
