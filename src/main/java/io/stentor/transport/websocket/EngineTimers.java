package io.stentor.transport.websocket;

import jakarta.servlet.ServletContext;
import jakarta.websocket.server.ServerContainer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * The timers that Tyrus takes from the server's default scheduled executor (Jakarta Concurrency 3.0, section 3.2), one
 * with each session. Their thread outlives the application, and keeps the protection domains, so the class loaders,
 * of all code beneath which it was made: within a handshake, that would be ours.
 */
final class EngineTimers {
    private static final String SCHEDULED = "java:comp/DefaultManagedScheduledExecutorService";
    private static final String TYRUS = "org.glassfish.tyrus.";

    /** In which a busy machine has made a thread; that a class loader stays behind is not worth a longer start. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private EngineTimers() {}

    /** Has the thread made before the first handshake, and beneath code of the JDK alone. */
    @SuppressWarnings("BanJNDI")
    static void prepare(ServletContext context) {
        var engine = context.getAttribute(ServerContainer.class.getName());
        if (engine == null || !engine.getClass().getName().startsWith(TYRUS)) {
            return;
        }
        try {
            if (new InitialContext().lookup(SCHEDULED) instanceof Executor timers) {
                var start = new CompletableFuture<Void>();
                var made = start.thenRunAsync(() -> {}, timers);
                // A thread of this pool hands the task over, since here we would be above it on the stack.
                start.completeAsync(() -> null, ForkJoinPool.commonPool());
                made.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } catch (NamingException | ExecutionException | TimeoutException none) {
            // Where there is no such executor Tyrus makes its own, and ends it with the application.
        }
    }
}
