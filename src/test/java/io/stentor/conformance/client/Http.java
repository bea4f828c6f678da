package io.stentor.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One HTTP/1.1 connection that sends what it is told to, malformed paths and repeated headers included, and keeps the
 * connection alive as long as the server does.
 */
public final class Http implements AutoCloseable {
    private static final byte[] NO_BODY = new byte[0];

    private final URI base;
    private final Socket socket;
    private final InputStream in;
    private boolean alive = true;

    private Http(URI base) throws IOException {
        this.base = base;
        this.socket = new Socket();
        socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), (int) RawWebSocket.PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(3 * (int) RawWebSocket.PATIENCE.toMillis());
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /**
     * An answer.
     *
     * @param headers by name, in any case; every line of a repeated one
     */
    public record Response(int status, Map<String, List<String>> headers, byte[] body) {

        /** The body, which must be UTF-8. */
        public String text() {
            try {
                return UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            } catch (CharacterCodingException malformed) {
                throw new AssertionError("The body is no UTF-8", malformed);
            }
        }

        /** All lines of one field as one, null when there is none. */
        public String header(String name) {
            var lines = headers.get(name);
            return lines == null ? null : String.join(", ", lines);
        }

        /** The content type without its parameters, in lower case; empty when there is none. */
        public String mediaType() {
            var type = header("Content-Type");
            return type == null ? "" : type.split(";")[0].strip().toLowerCase(Locale.ROOT);
        }
    }

    public static Http connect(URI base) {
        try {
            return new Http(base);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** One GET on a connection of its own; {@code path} follows the base in the request line, as it is. */
    public static Response get(URI base, String path, String... headers) {
        return once(base, "GET", path, NO_BODY, headers);
    }

    /** One request on a connection of its own. */
    public static Response once(URI base, String method, String path, byte[] body, String... headers) {
        try (var http = connect(base)) {
            return http.send(method, path, body, headers);
        }
    }

    /** Asks for an upgrade to WebSocket that is expected to be refused, and reads the answer. */
    public static Response upgrade(URI base, String path, String... headers) {
        try (var http = connect(base)) {
            var key = "dGhlIHNhbXBsZSBub25jZQ==";
            return http.exchange(RawWebSocket.upgradeRequest(base, path, key, headers), NO_BODY, "GET");
        }
    }

    /**
     * Sends a request, with a Content-Length unless a header line gives one or a Transfer-Encoding, and reads the
     * answer.
     */
    public Response send(String method, String path, byte[] body, String... headers) {
        var head =
                new StringBuilder(method).append(' ').append(base.getRawPath()).append(path);
        head.append(" HTTP/1.1\r\nHost: ").append(base.getRawAuthority()).append("\r\n");
        boolean framed = false;
        for (var header : headers) {
            head.append(header).append("\r\n");
            var name = header.toLowerCase(Locale.ROOT);
            framed |= name.startsWith("content-length:") || name.startsWith("transfer-encoding:");
        }
        boolean plain = method.equals("GET") || method.equals("HEAD");
        if (!framed && (body.length > 0 || !plain)) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        return exchange(head.append("\r\n").toString(), body, method);
    }

    /** Bytes as they are; reads the answer to them. */
    public Response exchange(String head, byte[] body, String method) {
        try {
            write(head, body);
            return read(method);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Sends the request line and header lines of a POST, whose body is to follow. */
    public Http head(String path, String... headers) {
        var head = "POST " + base.getRawPath() + path + " HTTP/1.1\r\nHost: " + base.getRawAuthority() + "\r\n"
                + String.join("\r\n", headers) + "\r\n\r\n";
        return raw(HttpHead.bytes(head));
    }

    /** Bytes as they are, without an answer. */
    public Http raw(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The next answer to what was sent; an interim one counts. */
    public Response answer() {
        try {
            return read("POST");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Whether the server hangs up, when the answer was read; waits for it. */
    public boolean ends() {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Whether the server lets this connection be used again. */
    public boolean alive() {
        return alive;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException alreadyClosed) {
            // Nobody waits for it.
        }
    }

    private void write(String head, byte[] body) throws IOException {
        var out = socket.getOutputStream();
        out.write(HttpHead.bytes(head));
        try {
            out.write(body);
        } catch (IOException refused) {
            // A server may answer and hang up before it has read a body that is too large (protocol 8.2).
        }
    }

    private Response read(String method) throws IOException {
        var head = HttpHead.read(in);
        alive = head.statusLine().startsWith("HTTP/1.1") && !"close".equalsIgnoreCase(head.header("Connection"));
        boolean empty = method.equals("HEAD") || head.status() < 200 || head.status() == 204 || head.status() == 304;
        return new Response(head.status(), head.headers(), empty ? NO_BODY : body(head));
    }

    private byte[] body(HttpHead head) throws IOException {
        if ("chunked".equalsIgnoreCase(head.header("Transfer-Encoding"))) {
            return chunks();
        }
        var length = head.header("Content-Length");
        if (length == null) {
            alive = false;
            return in.readAllBytes();
        }
        return exactly(Integer.parseInt(length));
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            int length = Integer.parseInt(HttpHead.line(in).split(";")[0].strip(), 16);
            if (length == 0) {
                while (!HttpHead.line(in).isEmpty()) {
                    // Trailers say nothing here.
                }
                return body.toByteArray();
            }
            body.write(exactly(length));
            HttpHead.line(in);
        }
    }

    private byte[] exactly(int length) throws IOException {
        var bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException(bytes.length + " of " + length + " bytes came");
        }
        return bytes;
    }
}
