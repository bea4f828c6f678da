package io.stentor.answer;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.IOException;

/** Listens to an asynchronous request, and completes it when the container would end it, after its time or an error. */
public abstract class EndedRequest implements AsyncListener {
    private final AsyncContext asynchronous;

    /** @param asynchronous to which this is to be added */
    protected EndedRequest(AsyncContext asynchronous) {
        this.asynchronous = asynchronous;
    }

    /** To say something before it is completed, override this and call it last. */
    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
        Completion.now(asynchronous);
    }

    @Override
    public final void onError(AsyncEvent event) {
        Completion.now(asynchronous);
    }

    @Override
    public final void onComplete(AsyncEvent event) {}

    @Override
    public final void onStartAsync(AsyncEvent event) {}
}
