package io.stentor.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An application's back end that hears webhooks (protocol 9): one for the whole run, since its port stands in the
 * configuration of the server. Each test has a path of its own, the name of its app; the first request to a path that
 * ends in {@code -flaky} is answered with 500, every other with 200.
 */
public final class WebhookReceiver {
    private static final String FLAKY = "-flaky";
    private static final WebhookReceiver INSTANCE = new WebhookReceiver();

    private final HttpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** One request as it came. */
    public record Request(String path, Headers headers, String body) {}

    private WebhookReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.createContext("/", this::receive);
        server.start();
    }

    public static WebhookReceiver get() {
        return INSTANCE;
    }

    /** Where it listens, with a scheme and without a slash at the end. */
    public String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void receive(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        boolean first = requests(path).isEmpty();
        requests.add(new Request(path, exchange.getRequestHeaders(), body));
        exchange.sendResponseHeaders(path.endsWith(FLAKY) && first ? 500 : 200, -1);
        exchange.close();
    }

    /** What has come to a path so far. */
    public List<Request> requests(String path) {
        return requests.stream().filter(request -> request.path().equals(path)).toList();
    }
}
