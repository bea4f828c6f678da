package io.stentor.launch;

import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Sorts requests by who may handle them: the thread that read them, which looks after many other sockets and must not
 * wait, or one of the pool. A publish and a WebSocket that opens never wait, unless the server has more than enough to
 * do: all they touch is in memory, and their answers are small and leave by a {@link PromptResponse}. A publish with an
 * idempotency key may wait for another one with the same key; where the head says that there is one, it goes to the pool.
 */
final class PromptRequests extends Handler.Wrapper {
    /** Tells the HTTP API that there is room, and that nobody may wait for more. */
    private static final String PROMPT = "io.stentor.prompt";

    private static final int SMALL_BODY = 32 * 1024;

    private final Executor pool;
    private final String sockets;
    private final String api;
    private volatile @Nullable BooleanSupplier room;

    /** @param contextPath of the application, {@code /} or {@code /path} */
    PromptRequests(Executor pool, String contextPath, Handler handler) {
        super(handler);
        this.pool = pool;
        var root = contextPath.equals("/") ? "" : contextPath;
        this.sockets = root + "/app/";
        this.api = root + "/apps/";
    }

    /**
     * From here on requests come by a {@link PromptConnector}.
     *
     * @param room whether the server can take more without making anybody wait
     */
    void prompt(BooleanSupplier room) {
        this.room = room;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        var known = room;
        if (known == null) {
            return super.handle(request, response, callback);
        }
        if ((isUpgrade(request) || isPublish(request)) && known.getAsBoolean()) {
            request.setAttribute(PROMPT, true);
            var prompt = new PromptResponse(request, response, callback);
            return super.handle(request, prompt, prompt.completion());
        }
        pool.execute(() -> handleLater(request, response, callback));
        return true;
    }

    private void handleLater(Request request, Response response, Callback callback) {
        try {
            if (!super.handle(request, response, callback)) {
                Response.writeError(request, response, callback, 404);
            }
        } catch (Throwable failed) {
            Response.writeError(request, response, callback, failed);
        }
    }

    private boolean isUpgrade(Request request) {
        return request.getHttpURI().getPath().startsWith(sockets)
                && HttpMethod.GET.is(request.getMethod())
                && "websocket".equalsIgnoreCase(request.getHeaders().get(HttpHeader.UPGRADE));
    }

    private boolean isPublish(Request request) {
        var path = request.getHttpURI().getPath();
        long length = request.getLength();
        return path.startsWith(api)
                && path.endsWith("events")
                && HttpMethod.POST.is(request.getMethod())
                && length >= 0
                && length <= SMALL_BODY
                && !request.getHeaders().contains(HttpHeader.EXPECT)
                && !request.getHeaders().contains("X-Idempotency-Key");
    }
}
