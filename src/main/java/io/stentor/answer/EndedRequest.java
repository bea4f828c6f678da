package io.stentor.answer;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An asynchronous request that is completed once, by us or when the container would end it, after its time or an error.
 * Once, because on GlassFish and Payara the same objects may serve another request by then, which would be completed in
 * its place.
 */
public abstract class EndedRequest implements AsyncListener {
    private final AsyncContext asynchronous;
    private final Completion completion;
    private final AtomicBoolean completed = new AtomicBoolean();

    /** @param asynchronous to which this is to be added */
    protected EndedRequest(AsyncContext asynchronous, Completion completion) {
        this.asynchronous = asynchronous;
        this.completion = completion;
    }

    /** Completes it, now or in a moment, unless that is done. */
    protected final void complete() {
        if (completed.compareAndSet(false, true)) {
            completion.of(asynchronous);
        }
    }

    /** Completes one that is broken, which the container may be about to end by itself, unless that is done. */
    protected final void completeBroken() {
        if (completed.compareAndSet(false, true)) {
            completion.ofBroken(asynchronous);
        }
    }

    /** To say something before it is completed, override this and call it last. */
    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
        completeNow();
    }

    @Override
    public final void onError(AsyncEvent event) {
        completeNow();
    }

    @Override
    public final void onComplete(AsyncEvent event) {}

    @Override
    public final void onStartAsync(AsyncEvent event) {}

    private void completeNow() {
        if (completed.compareAndSet(false, true)) {
            Completion.now(asynchronous);
        }
    }
}
