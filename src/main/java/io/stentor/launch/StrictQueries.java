package io.stentor.launch;

import java.net.URI;
import java.net.URISyntaxException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Refuses upgrades whose query is none (400, protocol 1.1); Jetty's WebSocket would answer them with a fault of its own. */
final class StrictQueries extends Handler.Wrapper {
    StrictQueries(Handler handler) {
        super(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (request.getHeaders().contains(HttpHeader.UPGRADE)
                && !legal(request.getHttpURI().getQuery())) {
            Response.writeError(request, response, callback, 400);
            return true;
        }
        return super.handle(request, response, callback);
    }

    private static boolean legal(@Nullable String query) {
        try {
            return new URI("/?" + query).getRawPath() != null;
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
