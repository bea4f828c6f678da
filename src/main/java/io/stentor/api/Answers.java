package io.stentor.api;

import jakarta.json.bind.Jsonb;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;

/** Writes the one answer to a request (protocol 8, 8.2, 8.6). */
record Answers(HttpServletResponse response, Jsonb jsonb) {
    private static final System.Logger LOG = System.getLogger(Answers.class.getName());

    void send(Answer answer) throws IOException {
        send(answer.status(), "application/json", answer.body());
    }

    void send(ApiError error) throws IOException {
        error.headers().forEach(response::setHeader);
        var answer = new LinkedHashMap<String, Object>();
        answer.put("error", error.message());
        answer.put("code", error.code());
        answer.put("status", error.status());
        send(error.status(), "application/json", jsonb.toJson(answer));
    }

    void notFound() throws IOException {
        send(404, "text/plain", "404 NOT FOUND");
    }

    /** All is in the headers. */
    void nothing() {
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        response.setHeader("Cache-Control", "no-store");
    }

    private void send(int status, String type, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(bytes.length);
        try {
            response.getOutputStream().write(bytes);
        } catch (IOException gone) {
            // GlassFish and Payara would log each with a trace, and a client that pipelines may leave thousands.
            LOG.log(Level.DEBUG, "a client was gone before its answer", gone);
        }
    }
}
