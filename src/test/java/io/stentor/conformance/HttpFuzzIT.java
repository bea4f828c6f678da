package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.stentor.conformance.client.Http;
import io.stentor.conformance.client.Http.Response;
import io.stentor.conformance.container.Container;
import io.stentor.conformance.container.Container.Engine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever comes through the door of the HTTP API, the server answers it, soon, and not with a fault of its own; and
 * serves the next one. A failure is repeated by its seed; other seeds are tried with
 * {@code -Dstentor.fuzz.seeds=7,8,9}.
 */
class HttpFuzzIT extends ApiTest {
    private static final int REQUESTS = 600;

    /** A second is what an answer may take (it takes milliseconds); five, since the machine may be busy with more. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final List<String> METHODS =
            List.of("GET", "POST", "GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "BREW");
    private static final List<String> SEGMENTS = List.of(
            "apps",
            "app-id",
            "apps/app-id",
            "nobody",
            "disabled-id",
            "events",
            "batch_events",
            "channels",
            "users",
            "connections",
            "terminate_connections",
            "force_reconnect",
            "orders",
            "presence-orders",
            ".",
            "",
            "%2F",
            "%5C",
            "%00",
            "%0d%0a",
            "%zz",
            "%",
            "%c3%28",
            "%e4%b8%96",
            "\u00c3\u00a9",
            "a b",
            "a+b",
            ";x=1",
            "WEB-INF",
            "live",
            "up",
            "openapi.json",
            "~",
            "*",
            "a".repeat(300),
            "\\",
            "|",
            "<script>",
            "\"");
    private static final List<String> ROUTES = List.of(
            "GET /channels",
            "GET /channels/%s",
            "GET /channels/%s/users",
            "GET /connections",
            "POST /events",
            "POST /events",
            "POST /batch_events",
            "POST /batch_events",
            "POST /channels/%s/events",
            "POST /users/%s/terminate_connections",
            "POST /users/%s/force_reconnect");
    private static final List<String> NAMES = List.of(
            "orders",
            "presence-orders",
            "cache-orders",
            "private-encrypted-orders",
            "%23server-to-user-1",
            "a%20b",
            "%e4%b8%96",
            "%00",
            "%ff",
            "a%25b",
            "presence-",
            "c".repeat(201),
            "=@,.;-_",
            "a:b",
            "%F0%9F%98%80");
    private static final List<String> PARAMETERS = List.of(
            "info", "filter_by_prefix", "name", "socket_id", "channels[]", "Info", "auth_key", "body_md5", "x", "");
    private static final List<String> TEXTS = List.of(
            "",
            "user_count",
            "subscription_count,user_count",
            "cache",
            "presence-",
            "1.1",
            "n",
            "pusher:n",
            ",,,",
            "\0",
            "世界",
            "\ud83d\ude00",
            "x".repeat(300),
            "%",
            "+ &=",
            "null",
            "-1",
            "99999999999999999999");
    private static final List<String> MEMBERS = List.of(
            "name", "data", "channel", "channels", "socket_id", "info", "idempotency_key", "batch", "tags", "", "Name");
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1.5e300",
            "1e999999999",
            "\"\"",
            "\"n\"",
            "\"orders\"",
            "\"presence-orders\"",
            "\"#server-to-user-1\"",
            "\"pusher:n\"",
            "\"1.1\"",
            "\"user_count,subscription_count\"",
            "\"\\u0000\\ud800\"",
            "[]",
            "[\"orders\",\"orders\"]",
            "[[]]",
            "{}",
            "{\"a\":{\"b\":[1]}}",
            "[".repeat(80) + "]".repeat(80));
    private static final List<String> HEADERS = List.of(
            "X-Idempotency-Key",
            "Content-Type",
            "Accept",
            "Accept-Encoding",
            "Authorization",
            "Cookie",
            "Origin",
            "Referer",
            "Range",
            "If-None-Match",
            "If-Modified-Since",
            "X-Forwarded-For",
            "X-Forwarded-Proto",
            "Forwarded",
            "Upgrade",
            "Connection",
            "User-Agent",
            "TE",
            "Via",
            "Max-Forwards",
            "X-" + "y".repeat(100));

    static LongStream seeds() {
        return Arrays.stream(System.getProperty("stentor.fuzz.seeds", "1,2,3").split(","))
                .mapToLong(Long::parseLong);
    }

    @AfterEach
    void theServerStillServes() {
        assertOk(post(anyPublication()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyPathIsAnswered(long seed) {
        exceptOn(Engine.UNDERTOW, "answers 500 by itself to a cookie that it cannot parse");

        answered(seed, random -> {
            var path = new StringBuilder();
            for (int i = random.nextInt(6); i >= 0; i--) {
                path.append('/').append(any(SEGMENTS, random).replace(' ', '+'));
            }
            if (random.nextBoolean()) {
                path.append('?').append(random.nextBoolean() ? query(random) : noise(random, 40));
            }
            return new Request(any(METHODS, random), path.toString(), bytes(random), headers(random));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/..", "/%2e%2e", "/../", "/../..", "/%2e%2e/%2E%2e", "/apps/../..", "/../apps", "/./.."})
    void aPathThatLeavesTheApplicationIsAnswered(String path) {
        exceptOn(Engine.LIBERTY, "answers 500 by itself to some of them");

        for (var method : METHODS) {
            var answer = Http.once(base(), method, path, NO_BODY);
            assertNoFault(answer.status(), new String(answer.body(), ISO_8859_1), method + ' ' + path);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anySignedRequestIsAnswered(long seed) {
        exceptOn(Engine.UNDERTOW, "answers 500 by itself to a cookie that it cannot parse");

        // See exceptWhereAColonIsRefused: there the names without one.
        var names = Container.chosen() == Container.GLASSFISH
                ? NAMES.stream().filter(name -> !name.contains(":")).toList()
                : NAMES;
        answered(seed, random -> {
            var route = any(ROUTES, random).split(" ");
            var method = random.nextInt(20) == 0 ? any(METHODS, random) : route[0];
            var path = "/apps/app-id" + route[1].replace("%s", any(names, random));
            var body = method.equals("GET") && random.nextInt(10) > 0 ? NO_BODY : body(random);
            var parameters = APP.parameters(body);
            for (int i = random.nextInt(4); i > 0; i--) {
                parameters = parameters.plus(any(PARAMETERS, random), any(TEXTS, random));
            }
            return new Request(method, APP.target(method, path, parameters), body, headers(random));
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aRequestWithADefectIsAnsweredOrCutOff(long seed) {
        exceptOn(Engine.UNDERTOW, "answers 500 by itself to a cookie that it cannot parse");

        System.out.println("HttpFuzzIT: defects by seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < REQUESTS; i++) {
            var body = body(random);
            var request =
                    new Request("POST", APP.target("POST", APP.events(), APP.parameters(body)), body, headers(random));
            var bytes = damaged(request.bytes(base().getRawPath(), base().getRawAuthority()), random);
            var answer = sent(bytes, 1, true);
            if (answer.startsWith("HTTP/1.")) {
                int status = Integer.parseInt(answer.substring(9, 12));
                // Another version of HTTP, or another way to frame a body, is something that the container cannot do.
                assertNoFault(status == 501 || status == 505 ? 400 : status, answer, shown(bytes));
            } else {
                // Nothing, or the words without a status that Tomcat has for a request line without a version.
                assertThat(answer).as(shown(bytes)).doesNotContain("Status 5");
            }
        }
    }

    /** In as many packets as there are pieces, more or less; the body in chunks, or of a length that is known. */
    @ParameterizedTest
    @MethodSource("seeds")
    void aRequestInPiecesIsAnswered(long seed) {
        System.out.println("HttpFuzzIT: pieces by seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < REQUESTS / 3; i++) {
            var body = body(random);
            var target = APP.target("POST", APP.events(), APP.parameters(body));
            var head = "POST " + base().getRawPath() + target + " HTTP/1.1\r\nHost: " + base().getRawAuthority()
                    + "\r\nConnection: close\r\n";
            var bytes = new ByteArrayOutputStream();
            if (random.nextBoolean()) {
                bytes.writeBytes((head + "Transfer-Encoding: chunked\r\n\r\n").getBytes(ISO_8859_1));
                for (int at = 0, length; at < body.length; at += length) {
                    length = random.nextInt(1, body.length - at + 1);
                    bytes.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(ISO_8859_1));
                    bytes.write(body, at, length);
                    bytes.writeBytes("\r\n".getBytes(ISO_8859_1));
                }
                bytes.writeBytes("0\r\n\r\n".getBytes(ISO_8859_1));
            } else {
                bytes.writeBytes((head + "Content-Length: " + body.length + "\r\n\r\n").getBytes(ISO_8859_1));
                bytes.writeBytes(body);
            }
            var request = bytes.toByteArray();
            var answer = sent(request, random.nextInt(1, 6), false);
            assertThat(answer).as(shown(request)).startsWith("HTTP/1.1 ");
            assertNoFault(Integer.parseInt(answer.substring(9, 12)), answer, shown(request));
        }
    }

    private interface Requests {
        Request next(Random random);
    }

    private record Request(String method, String target, byte[] body, String[] headers) {

        byte[] bytes(String contextPath, String authority) {
            var head = method + ' ' + contextPath + target + " HTTP/1.1\r\nHost: " + authority + "\r\n"
                    + Stream.of(headers).map(header -> header + "\r\n").collect(joining())
                    + "Content-Length: " + body.length + "\r\n\r\n";
            var bytes = new ByteArrayOutputStream();
            bytes.writeBytes(head.getBytes(ISO_8859_1));
            bytes.writeBytes(body);
            return bytes.toByteArray();
        }
    }

    private void answered(long seed, Requests requests) {
        System.out.println("HttpFuzzIT: requests by seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < REQUESTS; i++) {
            var request = requests.next(random);
            var shown = shown(request.bytes(base().getRawPath(), base().getRawAuthority()));
            long start = System.nanoTime();
            Response answer;
            try {
                answer = Http.once(base(), request.method(), request.target(), request.body(), request.headers());
            } catch (UncheckedIOException noAnswer) {
                throw new AssertionError("No answer to request " + i + ":\n" + shown, noAnswer);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).as(shown).isLessThan(SOON);
            assertNoFault(answer.status(), new String(answer.body(), ISO_8859_1), shown);
        }
    }

    private static void assertNoFault(int status, String answer, String request) {
        boolean backpressure = status == 503 && answer.contains("\"code\":\"backpressure\"");
        // The word of containers that know few methods, also for what is beside the application's context path.
        boolean unknownMethod = status == 501 && !embedded();
        if (!backpressure && !unknownMethod) {
            assertThat(status).as(answer + "\nto\n" + request).isLessThan(500);
        }
        if (embedded()) {
            assertThat(answer).as(request).doesNotContain("Exception", "\tat ", "io.stentor", "-secret");
        }
    }

    /** Sends bytes and, if so wanted, the end of them; what comes back, empty when the server hung up. */
    private String sent(byte[] bytes, int pieces, boolean ending) {
        long end = System.nanoTime() + SOON.toNanos();
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(base().getHost(), base().getPort()), (int) SOON.toMillis());
            socket.setSoTimeout((int) SOON.toMillis());
            var answer = new ByteArrayOutputStream();
            try {
                socket.setTcpNoDelay(true);
                for (int piece = 0; piece < pieces; piece++) {
                    int from = bytes.length * piece / pieces;
                    socket.getOutputStream().write(bytes, from, bytes.length * (piece + 1) / pieces - from);
                    Thread.yield();
                }
                if (ending) {
                    socket.shutdownOutput();
                }
                var buffer = new byte[8192];
                for (int read = 0; read >= 0; read = socket.getInputStream().read(buffer)) {
                    answer.write(buffer, 0, read);
                    assertThat(System.nanoTime()).as(shown(bytes)).isLessThan(end);
                }
            } catch (SocketTimeoutException silence) {
                fail("No answer and no end within " + SOON + " to\n" + shown(bytes));
            } catch (IOException reset) {
                // Hanging up is an answer to what is no request.
            }
            return answer.toString(ISO_8859_1);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String query(Random random) {
        return random.ints(random.nextInt(1, 5))
                .mapToObj(i ->
                        any(PARAMETERS, random) + '=' + any(SEGMENTS, random).replace(' ', '+'))
                .collect(joining("&"));
    }

    /** Nothing that ends a request line. */
    private static String noise(Random random, int most) {
        return random.ints(random.nextInt(most), 0x21, 0x100)
                .mapToObj(c -> String.valueOf((char) c))
                .collect(joining());
    }

    private static String[] headers(Random random) {
        return random.ints(random.nextInt(4))
                .mapToObj(i ->
                        any(HEADERS, random) + ": " + (random.nextBoolean() ? noise(random, 60) : any(VALUES, random)))
                .toArray(String[]::new);
    }

    private static byte[] bytes(Random random) {
        var bytes = new byte[random.nextInt(3) == 0 ? random.nextInt(200) : 0];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] body(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> bytes(random);
            case 1 -> damaged(object(random).getBytes(UTF_8), random);
            case 2, 3 ->
                ("{\"batch\":["
                                + random.ints(random.nextInt(12))
                                        .mapToObj(i -> object(random))
                                        .collect(joining(",")) + "]}")
                        .getBytes(UTF_8);
            case 4 -> any(TEXTS, random).getBytes(UTF_8);
            default -> object(random).getBytes(UTF_8);
        };
    }

    private static String object(Random random) {
        return random.ints(random.nextInt(7))
                .mapToObj(i -> '"' + any(MEMBERS, random) + "\":" + any(VALUES, random))
                .collect(joining(",", "{", "}"));
    }

    private static byte[] damaged(byte[] good, Random random) {
        var bytes = new ByteArrayOutputStream();
        int at = good.length == 0 ? 0 : random.nextInt(good.length);
        bytes.write(good, 0, at);
        switch (random.nextInt(4)) {
            case 0 -> {
                // The rest is missing.
            }
            case 1 -> bytes.write(good, Math.min(at + 1, good.length), Math.max(0, good.length - at - 1));
            case 2 -> {
                bytes.write(random.nextInt(0x100));
                bytes.write(good, at, good.length - at);
            }
            default -> {
                int from = good.length == 0 ? 0 : random.nextInt(good.length);
                bytes.write(good, from, good.length - from);
            }
        }
        return bytes.toByteArray();
    }

    private static <T> T any(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static String shown(byte[] request) {
        return new String(request, ISO_8859_1).replaceAll("[^\\x20-\\x7e\\n]", "·");
    }
}
