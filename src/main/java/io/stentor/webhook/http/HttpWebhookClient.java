package io.stentor.webhook.http;

import io.stentor.webhook.Timer;
import io.stentor.webhook.WebhookClient;
import io.stentor.webhook.WebhookRequest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks by {@code java.net.http}, HTTP/1.1 (protocol 9.2). Redirects are answers like any other; of a body 64 KB are
 * read. A request that is under way holds no thread: a few are there for looking up hosts, which blocks, and for the
 * client's own steps.
 *
 * <p>Where private addresses are refused, the host is looked up before each request, and none of its addresses may be
 * private. The client looks the host up once more when it connects, and can be given no address in its place; that
 * second look is answered from the JVM's cache, which keeps addresses for 30 seconds
 * ({@code networkaddress.cache.ttl}). What remains for a name that changes its mind (DNS rebinding) is the moment in
 * which a cached address expires between the two, and JVMs whose cache was turned off. A proxy of the JVM looks hosts up
 * by itself, so requests go past it then.
 */
public final class HttpWebhookClient implements WebhookClient {
    /** A host whose name server is silent holds one of them for some seconds. */
    private static final int THREADS = 8;

    private final Timer timer;
    private final boolean refusePrivate;
    private final ThreadPoolExecutor threads;
    private final Map<Object, CompletableFuture<Integer>> underWay = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable HttpClient http;
    private boolean closed;

    /**
     * @param timer for the requests' timeouts; closed by somebody else
     * @param refusePrivate whether requests to private addresses fail
     */
    public HttpWebhookClient(ThreadFactory factory, Timer timer, boolean refusePrivate) {
        this.timer = timer;
        this.refusePrivate = refusePrivate;
        threads = new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        threads.allowCoreThreadTimeOut(true);
    }

    /** Made for the first request: a server without webhooks does without its thread. Null when there is none any more. */
    private @Nullable HttpClient client() {
        lock.lock();
        try {
            if (http == null && !closed) {
                http = build();
            }
            return http;
        } finally {
            lock.unlock();
        }
    }

    private HttpClient build() {
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads);
        if (refusePrivate) {
            builder.proxy(HttpClient.Builder.NO_PROXY);
        }
        // The client's own thread would keep the class loader of a web application that is gone.
        var current = Thread.currentThread();
        var loader = current.getContextClassLoader();
        current.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            return builder.build();
        } finally {
            current.setContextClassLoader(loader);
        }
    }

    @Override
    public CompletionStage<Integer> send(WebhookRequest request) {
        var result = new CompletableFuture<Integer>();
        var call = new Object();
        underWay.put(call, result);
        var alarm = timer.after(
                request.timeout(),
                () -> fail(result, "no whole answer within " + request.timeout().toMillis() + " ms"));
        var unused = result.whenComplete((status, failure) -> {
            underWay.remove(call);
            alarm.run();
        });
        try {
            threads.execute(() -> exchange(request, result));
        } catch (RejectedExecutionException closed) {
            fail(result, "the server stops");
        }
        return result;
    }

    private void exchange(WebhookRequest request, CompletableFuture<Integer> result) {
        var client = result.isDone() ? null : client();
        if (client == null) {
            fail(result, "the server stops");
            return;
        }
        try {
            if (refusePrivate) {
                refusePrivate(request.url());
            }
            var status = new AtomicInteger();
            var answer = client.sendAsync(post(request), head -> {
                status.set(head.statusCode());
                return new AnswerReader();
            });
            var unused = result.whenComplete((done, failure) -> answer.cancel(true));
            var unusedToo = answer.whenComplete((response, failure) -> {
                if (status.get() != 0) {
                    // Also when the body broke off: some versions of Java call that a failure.
                    result.complete(status.get());
                } else {
                    fail(result, failure == null ? "no status" : words(failure));
                }
            });
        } catch (IOException | RuntimeException unsendable) {
            fail(result, words(unsendable));
        }
    }

    private static HttpRequest post(WebhookRequest request) {
        var post = HttpRequest.newBuilder(request.url()).POST(BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach(post::setHeader);
        return post.build();
    }

    private static void refusePrivate(URI url) throws IOException {
        for (var address : InetAddress.getAllByName(url.getHost())) {
            if (PrivateAddresses.contains(address)) {
                throw new IOException("the host has a private address (webhooks.refuse_private_addresses)");
            }
        }
    }

    private static void fail(CompletableFuture<Integer> result, String why) {
        result.completeExceptionally(new IOException(why));
    }

    /** The JDK's exceptions often have no message, or one that leads astray. */
    private static String words(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        for (Throwable deeper = cause; deeper != null; deeper = deeper.getCause()) {
            if (deeper instanceof UnresolvedAddressException || deeper instanceof UnknownHostException) {
                return "the host is unknown";
            }
        }
        if (cause instanceof ConnectException) {
            return "nothing listens there";
        }
        var message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    @Override
    public void close() {
        HttpClient client;
        lock.lock();
        try {
            closed = true;
            client = http;
            http = null;
        } finally {
            lock.unlock();
        }
        underWay.values().forEach(result -> fail(result, "the server stops"));
        if (client != null) {
            end(client);
        }
        threads.shutdown();
        try {
            if (!threads.awaitTermination(2, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException stop) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** From Java 21 on a client can be told to end; before, its thread ends when the collector has found it unused. */
    private static void end(HttpClient client) {
        try {
            HttpClient.class.getMethod("shutdownNow").invoke(client);
            HttpClient.class.getMethod("awaitTermination", Duration.class).invoke(client, Duration.ofSeconds(2));
        } catch (ReflectiveOperationException java17) {
            return;
        }
    }
}
