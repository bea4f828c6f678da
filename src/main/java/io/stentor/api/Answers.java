package io.stentor.api;

import io.stentor.answer.WholeAnswer;
import jakarta.json.bind.Jsonb;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;

/** Writes the one answer to a request (protocol 8, 8.2, 8.6). */
record Answers(HttpServletResponse response, Jsonb jsonb) {
    void send(Answer answer) {
        send(answer.status(), "application/json", answer.body());
    }

    void send(ApiError error) {
        error.headers().forEach(response::setHeader);
        var answer = new LinkedHashMap<String, Object>();
        answer.put("error", error.message());
        answer.put("code", error.code());
        answer.put("status", error.status());
        send(error.status(), "application/json", jsonb.toJson(answer));
    }

    void notFound() {
        send(404, "text/plain", "404 NOT FOUND");
    }

    /** All is in the headers. */
    void nothing() {
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        response.setHeader("Cache-Control", "no-store");
    }

    private void send(int status, String type, String text) {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        WholeAnswer.send(response, status, type, text.getBytes(StandardCharsets.UTF_8));
    }
}
