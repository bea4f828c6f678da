package io.stentor.api;

import io.stentor.answer.Completion;
import io.stentor.server.ServerHolder;
import jakarta.json.bind.Jsonb;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The signed HTTP API below {@code /apps} (protocol 8): {@link Routes} lists its paths, {@link Call} checks a request in
 * the order of 8.2.
 */
public class ApiServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private transient @Nullable Parts parts;

    @Override
    public void init() {
        var context = getServletContext();
        var server = ((ServerHolder) context.getAttribute(ServerHolder.class.getName())).server();
        var settings = server.settings().http();
        LongSupplier clock = System::nanoTime;
        var limits = new RateLimits(clock);
        var idempotency = new Idempotency(settings.idempotencyKeys(), settings.idempotencyBytes(), clock);
        server.onForgotten(gone -> {
            limits.forget(gone);
            idempotency.forget(gone);
        });
        parts = new Parts(
                server,
                new Routes(new Events(limits, idempotency)),
                limits,
                new RequestBody(settings.requestBytes(), settings.bodyTimeout(), new Completion(server.blocking())),
                new Cors(settings.cors()),
                (Jsonb) context.getAttribute(Jsonb.class.getName()),
                Clock.systemUTC());
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var running = parts;
        if (running == null) {
            throw new IllegalStateException("the servlet is not initialized");
        }
        var answers = new Answers(response, running.jsonb());
        var path = request.getRequestURI().substring(request.getContextPath().length());
        var match = running.routes().find(path);
        if (match.isEmpty()) {
            running.body().dismiss(request, response, answers::notFound);
        } else if (running.cors().answer(request, response)) {
            running.body().dismiss(request, response, answers::nothing);
        } else {
            new Call(running, match.get(), request, answers).begin();
        }
    }
}
