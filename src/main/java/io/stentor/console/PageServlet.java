package io.stentor.console;

import io.stentor.answer.PatientAnswer;
import io.stentor.answer.WholeAnswer;
import io.stentor.app.App;
import io.stentor.app.Apps.State;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.InvalidNameException;
import io.stentor.protocol.Json;
import io.stentor.protocol.Json.DefectException;
import io.stentor.protocol.Json.Value;
import io.stentor.protocol.Query;
import io.stentor.protocol.Utf8;
import io.stentor.server.ServerHolder;
import io.stentor.server.StentorServer;
import io.stentor.webhook.Webhooks;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The open paths of protocol 11, the description of the HTTP API, and the welcome page. It answers whatever no other
 * servlet does, so that no file of the WAR but the page's own is ever served.
 */
public class PageServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final String DIRECTORY = "/WEB-INF/page/";
    private static final int TRY_BYTES = 64 * 1024;

    /** No script, style or connection but this server's own; see the page itself. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> FILES = Map.of(
            "index.html", "text/html;charset=UTF-8",
            "stentor.css", "text/css;charset=UTF-8",
            "stentor.js", "text/javascript;charset=UTF-8",
            "pusher.min.js", "text/javascript;charset=UTF-8",
            "pusher.min.js.LICENSE.txt", "text/plain;charset=UTF-8",
            "favicon.svg", "image/svg+xml",
            "openapi.json", "application/json");

    private final transient Map<String, byte[]> files = new HashMap<>();

    @Override
    public void init() throws ServletException {
        for (var name : FILES.keySet()) {
            try (var in = getServletContext().getResourceAsStream(DIRECTORY + name)) {
                if (in != null) {
                    files.put(name, in.readAllBytes());
                }
            } catch (IOException unreadable) {
                throw new ServletException("the WAR's " + DIRECTORY + name + " cannot be read", unreadable);
            }
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (request.getDispatcherType() == DispatcherType.ERROR) {
            text(response, response.getStatus(), words(response.getStatus()));
            return;
        }
        var path = path(request);
        if (path.equals("/try") && demo().isPresent()) {
            tryOut(request, response, demo().get());
            return;
        }
        boolean get = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        if (path.startsWith("/up/")) {
            answer(get, response, () -> health(response, Query.decode(path.substring(4), false)));
            return;
        }
        switch (path) {
            case "", "/" -> answer(get, response, () -> root(request, response));
            case "/live" -> answer(get, response, () -> text(response, 200, ""));
            case "/ready" -> answer(get, response, () -> ready(response));
            case "/up" -> answer(get, response, () -> health(response));
            case "/page.json" -> answer(get, response, () -> facts(response));
            default -> file(get, path, request, response);
        }
    }

    /** Some containers tell what became of {@code /stentor/..}, which is not below the context path any more. */
    private static String path(HttpServletRequest request) {
        var path = request.getRequestURI();
        var context = request.getContextPath();
        return path.startsWith(context) ? path.substring(context.length()) : "/..";
    }

    private static String words(int status) {
        return status == 404 ? "404 NOT FOUND" : status < 500 ? status + " REFUSED" : status + " FAILED";
    }

    @FunctionalInterface
    private interface Answer {
        void give() throws IOException;
    }

    private static void answer(boolean get, HttpServletResponse response, Answer answer) throws IOException {
        if (get) {
            answer.give();
        } else {
            response.setHeader("Allow", "GET, HEAD");
            text(response, 405, "405 METHOD NOT ALLOWED");
        }
    }

    private void root(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Vary", "Accept");
        var accept = request.getHeader("Accept");
        if (accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html")) {
            file(true, "/index.html", request, response);
        } else {
            text(response, 200, "OK");
        }
    }

    private void file(boolean get, String path, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var name = path.substring(1);
        var content = files.get(name);
        if (content == null) {
            text(response, 404, "404 NOT FOUND");
            return;
        }
        answer(get, response, () -> {
            response.setHeader("Content-Security-Policy", POLICY);
            response.setHeader("Referrer-Policy", "no-referrer");
            new PatientAnswer(server().blocking())
                    .send(request, response, FILES.getOrDefault(name, "application/octet-stream"), content);
        });
    }

    private void ready(HttpServletResponse response) {
        boolean unknown = server().apps().state() == State.UNKNOWN;
        if (server().draining()) {
            text(response, 503, "DRAINING");
        } else {
            text(response, unknown ? 503 : 200, unknown ? "APPS UNKNOWN" : "OK");
        }
    }

    private void health(HttpServletResponse response) {
        boolean apps = !server().apps().all().isEmpty();
        if (server().draining()) {
            health(response, 503, "DRAINING");
        } else {
            boolean degraded = webhooks().overHalfFull() || server().apps().state() == State.STALE;
            health(response, apps ? 200 : 503, !apps ? "ERROR" : degraded ? "DEGRADED" : "OK");
        }
    }

    private void health(HttpServletResponse response, String appId) {
        var app = server().apps().byId(appId);
        if (app.isEmpty()) {
            health(response, 404, "NOT_FOUND");
        } else if (!app.get().enabled()) {
            health(response, 503, "ERROR");
        } else {
            health(response);
        }
    }

    private static void health(HttpServletResponse response, int status, String word) {
        response.setHeader("X-Health-Check", word);
        text(response, status, word);
    }

    /** What the page needs to know: {@code {"version":"…","mode":"demo|configured|empty","key":"…"}}. */
    private void facts(HttpServletResponse response) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("version", String.valueOf(getServletContext().getAttribute(VERSION)));
        if (demo().isPresent()) {
            facts.put("mode", "demo");
            facts.put("key", demo().get().key());
        } else {
            facts.put("mode", server().apps().all().isEmpty() ? "empty" : "configured");
        }
        json(response, 200, facts);
    }

    /** Publishes for the page's form, in demo mode alone: the demo app's secret is no secret. */
    private void tryOut(HttpServletRequest request, HttpServletResponse response, App app) throws IOException {
        var problem = "POST".equals(request.getMethod()) ? tryOut(request, app) : "POST is expected";
        if (problem == null) {
            json(response, 200, Map.of());
        } else {
            var answer = new LinkedHashMap<String, Object>();
            answer.put("error", problem);
            answer.put("code", "invalid_input");
            answer.put("status", 400);
            json(response, 400, answer);
        }
    }

    private @Nullable String tryOut(HttpServletRequest request, App app) throws IOException {
        var type = request.getContentType();
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            // Anything else another site's form could send.
            return "Content-Type must be application/json";
        }
        var text = Utf8.decode(request.getInputStream().readNBytes(TRY_BYTES));
        try {
            var members = Json.object(text == null ? "" : text);
            var name = text(members, "name");
            var data = text(members, "data");
            if (name.isEmpty() || name.startsWith("pusher:") || name.startsWith("pusher_internal:")) {
                return "name must be an event name outside of pusher:";
            }
            if (Utf8.length(name) > app.limits().eventName()
                    || Utf8.length(data) > app.limits().eventPayloadBytes()) {
                return "name or data is too long";
            }
            var channel =
                    ChannelName.parse(text(members, "channel"), app.limits().channelName());
            server().publisher().publish(app, List.of(channel), name, data, null);
            return null;
        } catch (DefectException noObject) {
            return "Body must be a JSON object of at most " + TRY_BYTES + " bytes";
        } catch (InvalidNameException wrong) {
            return wrong.getMessage();
        }
    }

    private static String text(Map<String, Value> members, String name) {
        var value = members.get(name);
        return value == null || value.string() == null ? "" : value.string();
    }

    private static void text(HttpServletResponse response, int status, String text) {
        WholeAnswer.send(response, status, "text/plain;charset=UTF-8", text.getBytes(StandardCharsets.UTF_8));
    }

    private static void json(HttpServletResponse response, int status, Map<String, ?> answer) {
        WholeAnswer.send(
                response, status, "application/json", Json.write(answer).getBytes(StandardCharsets.UTF_8));
    }

    /** Servlet context attribute: the version, a string. */
    public static final String VERSION = "io.stentor.version";

    /** Servlet context attribute: the demo {@link App}, where there is one. */
    public static final String DEMO = "io.stentor.demo";

    /** An app that came in its place later, whatever it is called, is none. */
    @SuppressWarnings("ReferenceEquality")
    private Optional<App> demo() {
        return getServletContext().getAttribute(DEMO) instanceof App demo
                ? server().apps().byId(demo.id()).filter(app -> app == demo)
                : Optional.empty();
    }

    private Webhooks webhooks() {
        return (Webhooks) getServletContext().getAttribute(Webhooks.class.getName());
    }

    private StentorServer server() {
        return ((ServerHolder) getServletContext().getAttribute(ServerHolder.class.getName())).server();
    }
}
