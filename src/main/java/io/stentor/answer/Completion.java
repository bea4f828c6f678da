package io.stentor.answer;

import jakarta.servlet.AsyncContext;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Completes asynchronous requests, as early as their server can bear it. GlassFish and Payara take a completion while the
 * thread that began the request is on its way out, give the request's objects to the next, and then write to them what
 * was meant for the first: others lose their bodies, or are taken for one another. So there the completion waits until
 * that thread has returned, as Servlet 6.0 (9.6, AsyncContext.complete) says that it takes effect.
 */
public final class Completion {
    /** Of GlassFish and Payara; Tomcat's has another name. */
    private static final String HASTY = "org.apache.catalina.connector.AsyncContextImpl";

    private static final long MOST_NANOS = Duration.ofMillis(50).toNanos();
    private static final long STEP_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private final Executor blocking;

    /** @param blocking where there is time to wait */
    public Completion(Executor blocking) {
        this.blocking = blocking;
    }

    /** Completes it, now or in a moment; does nothing when that is done. */
    public void of(AsyncContext request) {
        if (isHasty(request)) {
            blocking.execute(() -> {
                awaitReturn(request);
                now(request);
            });
        } else {
            now(request);
        }
    }

    /** Completes one that is broken, which the container may be about to end by itself: as soon as that can be borne. */
    public void ofBroken(AsyncContext request) {
        if (isHasty(request) && mayBeConfigured(request)) {
            of(request);
        } else {
            now(request);
        }
    }

    /** Completes one that the container itself is about to end, long after that thread has returned. */
    public static void now(AsyncContext request) {
        try {
            request.complete();
        } catch (IllegalStateException alreadyComplete) {
            return;
        }
    }

    /** Whether it is one of GlassFish or Payara. */
    public static boolean isHasty(AsyncContext request) {
        return request.getClass().getName().equals(HASTY);
    }

    /** Waits until the thread that began it has returned, and a moment for its last steps. */
    private static void awaitReturn(AsyncContext request) {
        long start = System.nanoTime();
        while (mayBeConfigured(request) && System.nanoTime() - start < MOST_NANOS) {
            LockSupport.parkNanos(STEP_NANOS);
        }
        LockSupport.parkNanos(STEP_NANOS);
    }

    /** Its timeout may be set until that thread has returned to the container, and not afterwards. */
    private static boolean mayBeConfigured(AsyncContext request) {
        try {
            request.setTimeout(request.getTimeout());
            return true;
        } catch (IllegalStateException returned) {
            return false;
        }
    }
}
