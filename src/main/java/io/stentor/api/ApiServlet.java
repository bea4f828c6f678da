package io.stentor.api;

import io.stentor.app.RequestSignature;
import io.stentor.protocol.Query;
import io.stentor.server.ServerHolder;
import io.stentor.server.StentorServer;
import jakarta.json.bind.Jsonb;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The signed HTTP API below {@code /apps} (protocol 8): every route in one list, every check in the order of 8.2. */
public class ApiServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final System.Logger LOG = System.getLogger(ApiServlet.class.getName());

    /** What is done for an app once the request is known to be its own. */
    @FunctionalInterface
    private interface Action {
        Answer answer(ApiRequest request);
    }

    /** @param path its groups are the app's id and, where there is one, the name of a channel or user */
    private record Route(String method, Pattern path, Action action) {
        private static Route of(String method, String path, Action action) {
            return new Route(method, Pattern.compile("/apps/([^/]+)" + path.replace("{name}", "([^/]+)")), action);
        }
    }

    private static final List<Route> ROUTES = List.of(
            Route.of("POST", "/events", Events::publish),
            Route.of("POST", "/batch_events", Events::publishBatch),
            Route.of("POST", "/channels/{name}/events", Events::publishToOne),
            Route.of("GET", "/channels", ChannelQueries::list),
            Route.of("GET", "/channels/{name}", ChannelQueries::one),
            Route.of("GET", "/channels/{name}/users", ChannelQueries::users),
            Route.of("GET", "/connections", Users::connections),
            Route.of("POST", "/users/{name}/terminate_connections", Users::terminate),
            Route.of("POST", "/users/{name}/force_reconnect", Users::forceReconnect));

    private static final byte[] NO_BODY = {};

    /** Bytes of a body that anybody may send. */
    private static final int SMALL = 64 * 1024;

    private final transient Clock clock = Clock.systemUTC();

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var path = request.getRequestURI().substring(request.getContextPath().length());
        for (var route : ROUTES) {
            var matcher = route.path().matcher(path);
            if (matcher.matches()) {
                answer(route, matcher, request, response);
                return;
            }
        }
        send(response, 404, "text/plain", "404 NOT FOUND");
    }

    private void answer(Route route, Matcher path, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try {
            var answer = perform(route, path, request);
            send(response, answer.status(), "application/json", jsonb().toJson(answer.json()));
        } catch (ApiError refused) {
            send(response, refused);
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "a request to the HTTP API failed", bug);
            send(response, ApiError.internal());
        }
    }

    private Answer perform(Route route, Matcher path, HttpServletRequest request) throws IOException {
        if (!route.method().equals(request.getMethod())) {
            throw ApiError.methodNotAllowed(route.method());
        }
        var server = server();
        long limit = server.settings().requestBytes();
        if (request.getContentLengthLong() > limit) {
            throw ApiError.bodyTooLarge(limit);
        }
        var app = server.apps().byId(Query.decode(path.group(1), false)).orElseThrow(ApiError::appNotFound);
        long now = clock.instant().getEpochSecond();
        if (request.getContentLengthLong() < 0 || request.getContentLengthLong() > SMALL) {
            // Before the body is read: a stranger's would take memory and time. A small one keeps the connection
            // usable.
            authenticate(signature(path, request, NO_BODY).complaintOfStranger(app, now));
        }
        var body = body(request, limit);
        authenticate(signature(path, request, body).complaint(app, now));
        if (!app.enabled()) {
            throw ApiError.appDisabled();
        }
        var name = path.groupCount() > 1 ? Query.decode(path.group(2), false) : "";
        return route.action().answer(new ApiRequest(server, app, name, Query.parse(request.getQueryString()), body));
    }

    private static RequestSignature signature(Matcher path, HttpServletRequest request, byte[] body) {
        return new RequestSignature(
                request.getMethod(),
                path.group(),
                request.getRequestURI(),
                Query.parse(request.getQueryString()),
                body);
    }

    private static void authenticate(@Nullable String complaint) {
        if (complaint != null) {
            throw ApiError.authFailed(complaint);
        }
    }

    /** Reads the body raw, for its digest, and not a byte more than allowed. */
    private static byte[] body(HttpServletRequest request, long limit) throws IOException {
        var body = request.getInputStream().readNBytes((int) limit + 1);
        if (body.length > limit) {
            throw ApiError.bodyTooLarge(limit);
        }
        return body;
    }

    private void send(HttpServletResponse response, ApiError error) throws IOException {
        error.headers().forEach(response::setHeader);
        var answer = new LinkedHashMap<String, Object>();
        answer.put("error", error.message());
        answer.put("code", error.code());
        answer.put("status", error.status());
        send(response, error.status(), "application/json", jsonb().toJson(answer));
    }

    private static void send(HttpServletResponse response, int status, String type, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private StentorServer server() {
        return ((ServerHolder) getServletContext().getAttribute(ServerHolder.class.getName())).server();
    }

    private Jsonb jsonb() {
        return (Jsonb) getServletContext().getAttribute(Jsonb.class.getName());
    }
}
