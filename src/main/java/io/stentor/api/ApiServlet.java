package io.stentor.api;

import io.stentor.app.App;
import io.stentor.app.RequestSignature;
import io.stentor.protocol.ChannelName;
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
import java.util.Map;
import java.util.Set;
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
        Map<String, ?> answer(StentorServer server, App app, Matcher path, byte[] body);
    }

    private record Route(String method, Pattern path, Action action) {}

    private static final List<Route> ROUTES = List.of(
            new Route("POST", Pattern.compile("/apps/([^/]+)/events"), ApiServlet::publish),
            new Route(
                    "POST",
                    Pattern.compile("/apps/([^/]+)/users/([^/]+)/terminate_connections"),
                    (server, app, path, body) -> {
                        server.terminate(app, userId(path));
                        return Map.of();
                    }),
            new Route(
                    "POST",
                    Pattern.compile("/apps/([^/]+)/users/([^/]+)/force_reconnect"),
                    (server, app, path, body) -> {
                        server.forceReconnect(app, userId(path));
                        return Map.of();
                    }));

    private static final byte[] NO_BODY = {};

    /** Bytes of a body that anybody may send. */
    private static final int SMALL = 64 * 1024;

    private final transient Clock clock = Clock.systemUTC();

    private static Map<String, ?> publish(StentorServer server, App app, Matcher path, byte[] body) {
        var event = EventRequest.read(body, app);
        server.publisher().publish(app, event.channels(), event.name(), event.data(), event.except());
        if (event.info().isEmpty()) {
            return Map.of();
        }
        var channels = new LinkedHashMap<String, Object>();
        event.channels()
                .forEach(channel -> channels.put(channel.text(), attributes(server, app, channel, event.info())));
        return Map.of("channels", channels);
    }

    private static String userId(Matcher path) {
        return Query.decode(path.group(2), false);
    }

    private static Map<String, Integer> attributes(
            StentorServer server, App app, ChannelName channel, Set<String> asked) {
        var attributes = new LinkedHashMap<String, Integer>();
        if (asked.contains("user_count") && channel.kind().presence()) {
            attributes.put("user_count", server.members(app, channel).size());
        }
        if (asked.contains("subscription_count")) {
            attributes.put("subscription_count", server.subscriptions(app, channel));
        }
        return attributes;
    }

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
            send(response, 200, "application/json", jsonb().toJson(answer));
        } catch (ApiError refused) {
            send(response, refused);
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "a request to the HTTP API failed", bug);
            send(response, ApiError.internal());
        }
    }

    private Map<String, ?> perform(Route route, Matcher path, HttpServletRequest request) throws IOException {
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
        return route.action().answer(server, app, path, body);
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
