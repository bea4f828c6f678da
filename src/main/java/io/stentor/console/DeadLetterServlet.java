package io.stentor.console;

import io.stentor.answer.WholeAnswer;
import io.stentor.protocol.Json;
import io.stentor.protocol.Json.DefectException;
import io.stentor.protocol.Json.Kind;
import io.stentor.protocol.Utf8;
import io.stentor.webhook.DeadLetter;
import io.stentor.webhook.Webhooks;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What webhooks could not deliver, for operators (protocol 11): {@code GET /webhooks/dead-letters} lists it, newest
 * first, and {@code POST /webhooks/dead-letters/resend} gives it back to the endpoints, all of it or {@code {"ids":[…]}}.
 */
public class DeadLetterServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final String RESEND = "/webhooks/dead-letters/resend";
    private static final int MOST_BYTES = 1024 * 1024;
    private static final int MOST_IDS = 100_000;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        var method = request.getMethod();
        if (request.getServletPath().equals(RESEND)) {
            if (!method.equals("POST")) {
                notAllowed(response, "POST");
            } else if (guard().mayChange(request)) {
                resend(request, response);
            } else {
                text(response, 403, "403 FORBIDDEN");
            }
        } else if (!method.equals("GET") && !method.equals("HEAD")) {
            notAllowed(response, "GET, HEAD");
        } else if (guard().mayRead(request)) {
            list(response);
        } else {
            text(response, 403, "403 FORBIDDEN");
        }
    }

    /** Letter by letter, since all of them may be large. */
    private void list(HttpServletResponse response) {
        response.setContentType("application/json");
        WholeAnswer.unlessGone(() -> list(response.getOutputStream()));
    }

    private void list(OutputStream out) throws IOException {
        var separator = "{\"dead_letters\":[";
        for (var letter : webhooks().deadLetters()) {
            out.write((separator + json(letter)).getBytes(StandardCharsets.UTF_8));
            separator = ",";
        }
        var end = separator.equals(",") ? "]}" : separator + "]}";
        out.write(end.getBytes(StandardCharsets.UTF_8));
    }

    private static String json(DeadLetter letter) {
        return "{\"id\":" + Json.quote(letter.id())
                + ",\"app_id\":" + Json.quote(letter.appId())
                + ",\"url\":" + Json.quote(letter.address())
                + ",\"failed_at_ms\":" + letter.failedAtMillis()
                + ",\"attempts\":" + letter.attempts()
                + ",\"last_error\":" + Json.quote(letter.lastError())
                + ",\"body\":" + Json.quote(letter.body()) + "}";
    }

    /** Answers {@code {"resent":n}}; ids that are not in the list are not counted. */
    private void resend(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var bytes = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            refuse(response, 413, "payload_too_large", "Request body is larger than " + MOST_BYTES + " bytes");
            return;
        }
        try {
            var text = Utf8.decode(bytes);
            var ids = text == null ? List.<String>of() : ids(text);
            if (text == null) {
                refuse(response, 400, "invalid_json", "Request body is not UTF-8");
            } else {
                json(response, 200, Map.of("resent", webhooks().resend(ids)));
            }
        } catch (DefectException noObject) {
            refuse(response, 400, "invalid_json", "Request body must be empty or a JSON object");
        } catch (IllegalArgumentException noIds) {
            refuse(response, 400, "invalid_input", "ids must be an array of strings");
        }
    }

    /** Null for all. */
    private static @Nullable List<String> ids(String body) {
        var given = body.isBlank() ? null : Json.object(body).get("ids");
        if (given == null) {
            return null;
        }
        if (given.kind() != Kind.ARRAY) {
            throw new IllegalArgumentException();
        }
        var ids = new ArrayList<String>();
        for (var element : Json.elements(given, MOST_IDS)) {
            if (element.string() == null) {
                throw new IllegalArgumentException();
            }
            ids.add(element.string());
        }
        return ids;
    }

    private static void notAllowed(HttpServletResponse response, String allowed) {
        response.setHeader("Allow", allowed);
        text(response, 405, "405 METHOD NOT ALLOWED");
    }

    private static void refuse(HttpServletResponse response, int status, String code, String error) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("error", error);
        answer.put("code", code);
        answer.put("status", status);
        json(response, status, answer);
    }

    private static void json(HttpServletResponse response, int status, Map<String, ?> answer) {
        send(response, status, "application/json", Json.write(answer));
    }

    private static void text(HttpServletResponse response, int status, String text) {
        send(response, status, "text/plain;charset=UTF-8", text);
    }

    private static void send(HttpServletResponse response, int status, String type, String text) {
        WholeAnswer.send(response, status, type, text.getBytes(StandardCharsets.UTF_8));
    }

    private Webhooks webhooks() {
        return (Webhooks) getServletContext().getAttribute(Webhooks.class.getName());
    }

    private OpsGuard guard() {
        return (OpsGuard) getServletContext().getAttribute(OpsGuard.class.getName());
    }
}
