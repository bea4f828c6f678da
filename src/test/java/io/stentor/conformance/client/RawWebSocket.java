package io.stentor.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * A WebSocket client that does what a test says and nothing else: it answers no ping and no close, sends broken frames
 * when asked to, and stops reading when nobody reads. Frames of the server that break RFC 6455 fail the test.
 *
 * <p>One thread may read while another one sends.
 */
public final class RawWebSocket implements AutoCloseable {
    /** How long an awaited frame may take; long, as the machine may be busy. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String PING = "{\"event\":\"pusher:ping\",\"data\":{}}";
    private static final String PONG = "{\"event\":\"pusher:pong\",\"data\":null}";
    private static final Pattern ESTABLISHED =
            Pattern.compile("\\{\"event\":\"pusher:connection_established\",\"data\":\"\\{\\\\\"socket_id\\\\\":"
                    + "\\\\\"([1-9][0-9]{0,9}\\.[1-9][0-9]{0,9})\\\\\",\\\\\"activity_timeout\\\\\":([1-9][0-9]*)}\"}");

    private final Socket socket;
    private final HttpHead upgrade;
    private final Transcript transcript = new Transcript();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private int messageOpcode = -1;
    private byte[] buffer = new byte[4096];
    private int from;
    private int to;
    private boolean ended;
    private volatile long lastSentNanos;
    private String socketId;

    private RawWebSocket(Socket socket, HttpHead upgrade) {
        this.socket = socket;
        this.upgrade = upgrade;
        this.lastSentNanos = System.nanoTime();
    }

    /**
     * Opens a connection and reads the answer to the upgrade, no frame.
     *
     * @param path what follows the base in the request line, as it is
     * @param headers more header lines, as they are
     * @throws AssertionError when the answer is no 101
     */
    public static RawWebSocket open(URI base, String path, String... headers) {
        return open(new Socket(), base, path, headers);
    }

    /** As {@link #open}, with a receive buffer of this size, so that the server notices soon when nobody reads. */
    public static RawWebSocket openSlow(URI base, int receiveBufferBytes, String path, String... headers) {
        try {
            var socket = new Socket();
            socket.setReceiveBufferSize(receiveBufferBytes);
            return open(socket, base, path, headers);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** As {@link #open}, from this address of the client's, such as {@code 127.0.0.2}. */
    public static RawWebSocket openFrom(String address, URI base, String path, String... headers) {
        try {
            var socket = new Socket();
            socket.bind(new InetSocketAddress(address, 0));
            return open(socket, base, path, headers);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static RawWebSocket open(Socket socket, URI base, String path, String... headers) {
        try {
            socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), (int) PATIENCE.toMillis());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            var nonce = new byte[16];
            ThreadLocalRandom.current().nextBytes(nonce);
            var key = Base64.getEncoder().encodeToString(nonce);
            socket.getOutputStream().write(HttpHead.bytes(upgradeRequest(base, path, key, headers)));
            var answer = HttpHead.read(socket.getInputStream());
            assertThat(answer.status()).as("answer to the upgrade of %s", path).isEqualTo(101);
            assertThat(answer.header("Sec-WebSocket-Accept")).isEqualTo(acceptance(key));
            return new RawWebSocket(socket, answer);
        } catch (IOException failed) {
            closeQuietly(socket);
            throw new UncheckedIOException("No upgrade of " + path, failed);
        } catch (AssertionError refused) {
            closeQuietly(socket);
            throw refused;
        }
    }

    /** The head of an upgrade, for those who want to spoil it. */
    static String upgradeRequest(URI base, String path, String key, String... headers) {
        var head =
                new StringBuilder("GET ").append(base.getRawPath()).append(path).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(base.getRawAuthority()).append("\r\n");
        head.append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n");
        head.append("Sec-WebSocket-Key: ").append(key).append("\r\n");
        for (var header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    private static String acceptance(String key) {
        try {
            var sha1 = MessageDigest.getInstance("SHA-1");
            var text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
            return Base64.getEncoder().encodeToString(sha1.digest(HttpHead.bytes(text)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** A header field of the answer to the upgrade, null when it has none. */
    public String header(String name) {
        return upgrade.header(name);
    }

    /** When a byte was last sent, by {@link System#nanoTime()}; the upgrade counts. */
    public long lastSentNanos() {
        return lastSentNanos;
    }

    /** The id that {@link #awaitEstablished} read. */
    public String socketId() {
        return socketId;
    }

    // ---- sending

    public RawWebSocket text(String text) {
        return frame(true, 0, Frame.TEXT, text.getBytes(UTF_8));
    }

    public RawWebSocket binary(byte[] bytes) {
        return frame(true, 0, Frame.BINARY, bytes);
    }

    public RawWebSocket ping(byte[] payload) {
        return frame(true, 0, Frame.PING, payload);
    }

    public RawWebSocket pong(byte[] payload) {
        return frame(true, 0, Frame.PONG, payload);
    }

    public RawWebSocket sendClose(int code, String reason) {
        return frame(true, 0, Frame.CLOSE, closePayload(code, reason));
    }

    /** One message in as many frames as there are parts. */
    public RawWebSocket fragments(int opcode, byte[]... parts) {
        for (int i = 0; i < parts.length; i++) {
            frame(i == parts.length - 1, 0, i == 0 ? opcode : Frame.CONTINUATION, parts[i]);
        }
        return this;
    }

    /**
     * Any frame, masked as RFC 6455 demands.
     *
     * @param rsv the three reserved bits, 0–7
     */
    public RawWebSocket frame(boolean fin, int rsv, int opcode, byte[] payload) {
        send(head(fin, rsv, opcode, true, payload.length), payload, true);
        transcript.add("→", new Frame(opcode, payload, 0) + (fin ? "" : " (to be continued)"));
        return this;
    }

    /** A frame without a mask, which no client may send. */
    public RawWebSocket unmasked(int opcode, byte[] payload) {
        send(head(true, 0, opcode, false, payload.length), payload, false);
        transcript.add("→", "unmasked " + new Frame(opcode, payload, 0));
        return this;
    }

    /** A final frame whose head announces another length than what follows. */
    public RawWebSocket announced(int opcode, long length, byte[] payload) {
        send(head(true, 0, opcode, true, length), payload, true);
        transcript.add("→", "opcode " + opcode + ", " + length + " bytes announced, " + payload.length + " sent");
        return this;
    }

    /** Bytes as they are. */
    public RawWebSocket raw(byte[] bytes) {
        send(bytes, new byte[0], false);
        transcript.add("→", bytes.length + " raw bytes");
        return this;
    }

    /** Sends while the server may already have hung up, which is then no failure. */
    public RawWebSocket quietly(Runnable sending) {
        try {
            sending.run();
        } catch (UncheckedIOException gone) {
            transcript.add("→", "failed: " + gone.getCause().getMessage());
        }
        return this;
    }

    private void send(byte[] head, byte[] payload, boolean masked) {
        var bytes = Arrays.copyOf(head, head.length + payload.length);
        for (int i = 0; i < payload.length; i++) {
            int mask = masked ? head[head.length - 4 + (i & 3)] : 0;
            bytes[head.length + i] = (byte) (payload[i] ^ mask);
        }
        try {
            lastSentNanos = System.nanoTime();
            socket.getOutputStream().write(bytes);
        } catch (IOException failed) {
            throw new UncheckedIOException(transcript.toString(), failed);
        }
    }

    /** With a mask at the end, when there is to be one. */
    private static byte[] head(boolean fin, int rsv, int opcode, boolean masked, long length) {
        var head = ByteBuffer.allocate(14);
        int mask = masked ? 0x80 : 0;
        head.put((byte) ((fin ? 0x80 : 0) | rsv << 4 | opcode));
        if (length >= 0 && length < 126) {
            head.put((byte) (mask | length));
        } else if (length >= 0 && length < 0x10000) {
            head.put((byte) (mask | 126)).putShort((short) length);
        } else {
            head.put((byte) (mask | 127)).putLong(length);
        }
        if (masked) {
            head.putInt(ThreadLocalRandom.current().nextInt());
        }
        return Arrays.copyOf(head.array(), head.position());
    }

    private static byte[] closePayload(int code, String reason) {
        var text = reason.getBytes(UTF_8);
        return ByteBuffer.allocate(2 + text.length)
                .putShort((short) code)
                .put(text)
                .array();
    }

    // ---- reading

    /** The next frame, or none when none came in time or the connection ended; {@link #ended} tells which. */
    public Optional<Frame> next(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            var frame = parse();
            if (frame != null) {
                transcript.add("←", frame.toString());
                return Optional.of(frame);
            }
            long left = deadline - System.nanoTime();
            if (ended || left <= 0) {
                return Optional.empty();
            }
            fill(Duration.ofNanos(left));
        }
    }

    /** Takes one byte from the socket, if there is one, and no more. */
    public void readByte() {
        fill(Duration.ofMillis(1), 1);
    }

    /** Whether the server has hung up and everything it sent was read. */
    public boolean ended() {
        return ended;
    }

    /** The next frame, whatever it is. */
    public Frame await() {
        return next(PATIENCE).orElseThrow(() -> failure("A frame was expected, but nothing came"));
    }

    /** The next frame, which must be a text. */
    public String awaitText() {
        var frame = await();
        if (frame.opcode() != Frame.TEXT) {
            throw failure("A text was expected, not " + frame);
        }
        return frame.text();
    }

    /** The next frames, which must be texts. */
    public List<String> awaitTexts(int count) {
        var texts = new ArrayList<String>(count);
        while (texts.size() < count) {
            texts.add(awaitText());
        }
        return texts;
    }

    /** Fails unless the next frames are exactly these texts. */
    public RawWebSocket awaitExactly(String... texts) {
        for (var text : texts) {
            var next = awaitText();
            if (!next.equals(text)) {
                throw failure("Expected: " + text + "\nbut came: " + next);
            }
        }
        return this;
    }

    /** The next frame, which must be a close. */
    public Frame awaitClose() {
        var frame = await();
        if (frame.opcode() != Frame.CLOSE) {
            throw failure("A close was expected, not " + frame);
        }
        return frame;
    }

    /** Fails unless the next frame is a close with this code, and nothing comes after it. */
    public void awaitClosed(int code) {
        var close = awaitClose();
        if (close.closeCode() != code) {
            throw failure("Close " + code + " was expected, not " + close);
        }
        quietly(() -> frame(true, 0, Frame.CLOSE, close.payload()));
        awaitEnd();
    }

    /** Fails unless the next frame is a close with this code and reason, and nothing comes after it. */
    public void awaitClosed(int code, String reason) {
        var close = awaitClose();
        if (close.closeCode() != code || !close.closeReason().equals(reason)) {
            throw failure("Close " + code + " \"" + reason + "\" was expected, not " + close);
        }
        quietly(() -> frame(true, 0, Frame.CLOSE, close.payload()));
        awaitEnd();
    }

    /** Fails unless the server hangs up without another frame. */
    public void awaitEnd() {
        var frame = next(PATIENCE);
        if (frame.isPresent()) {
            throw failure("Nothing more was expected, but came: " + frame.get());
        }
        if (!ended) {
            throw failure("The server did not hang up");
        }
    }

    /** Reads {@code connection_established} (protocol 1.3), which must come first. */
    public RawWebSocket awaitEstablished() {
        var text = awaitText();
        var matcher = ESTABLISHED.matcher(text);
        if (!matcher.matches()) {
            throw failure("connection_established was expected, not " + text);
        }
        socketId = matcher.group(1);
        return this;
    }

    /** Subscribes to a public channel and reads the acknowledgement (protocol 3.3). */
    public RawWebSocket subscribe(String channel) {
        text("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
        return awaitExactly("{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":\"" + channel
                + "\",\"data\":\"{}\"}");
    }

    /** Unsubscribes, which has no answer (protocol 3.5). */
    public RawWebSocket unsubscribe(String channel) {
        return text("{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
    }

    /**
     * Fails when anything is on its way: what the server sent before it answered this {@code pusher:ping} (protocol
     * 1.4) comes before the answer.
     */
    public RawWebSocket assertNothingElse() {
        return text(PING).awaitExactly(PONG);
    }

    /** Waits a moment, in which nothing may come. */
    public RawWebSocket settle() {
        next(Duration.ofMillis(20)).ifPresent(frame -> {
            throw failure("Nothing was expected, but came: " + frame);
        });
        return this;
    }

    /** An error that shows all that went over this connection. */
    public AssertionError failure(String what) {
        return new AssertionError(what + "\n" + this);
    }

    /** Goes away without a word, as a machine that loses its network: the server gets a TCP reset. */
    public void vanish() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException alreadyClosed) {
            // Then it is gone already.
        }
        closeQuietly(socket);
    }

    @Override
    public void close() {
        closeQuietly(socket);
    }

    @Override
    public String toString() {
        return transcript + (ended ? "the server has hung up" : "the connection is open");
    }

    private void fill(Duration timeout) {
        fill(timeout, Integer.MAX_VALUE);
    }

    private void fill(Duration timeout, int most) {
        makeRoom();
        try {
            socket.setSoTimeout((int) Math.max(1, timeout.toMillis()));
            int count = socket.getInputStream().read(buffer, to, Math.min(most, buffer.length - to));
            ended = count < 0;
            to += Math.max(0, count);
        } catch (SocketTimeoutException nothingCame) {
            // The caller looks at its clock.
        } catch (IOException reset) {
            transcript.add("←", reset.getMessage());
            ended = true;
        }
    }

    private void makeRoom() {
        if (to < buffer.length) {
            return;
        }
        buffer = Arrays.copyOfRange(buffer, from, Math.max(buffer.length, 2 * (to - from)) + from);
        to -= from;
        from = 0;
    }

    /** Takes one whole message or control frame from the buffer; null when there is none yet. */
    private Frame parse() {
        while (true) {
            var in = ByteBuffer.wrap(buffer, from, to - from);
            if (in.remaining() < 2) {
                return null;
            }
            int first = in.get() & 0xff;
            int second = in.get() & 0xff;
            int extra = (second & 127) == 126 ? 2 : (second & 127) == 127 ? 8 : 0;
            if (in.remaining() < extra) {
                return null;
            }
            long length = extra == 0 ? second & 127 : extra == 2 ? in.getShort() & 0xffff : in.getLong();
            check(first, second, length);
            if (in.remaining() < length) {
                return null;
            }
            var payload = new byte[(int) length];
            in.get(payload);
            from = in.position();
            var frame = join((first & 0x80) != 0, first & 15, payload);
            if (frame != null) {
                return frame;
            }
        }
    }

    private void check(int first, int second, long length) {
        int opcode = first & 15;
        boolean control = opcode >= Frame.CLOSE;
        boolean known = opcode <= Frame.BINARY || control && opcode <= Frame.PONG;
        boolean rightTurn = control || (opcode == Frame.CONTINUATION) == (messageOpcode >= 0);
        boolean smallControl = !control || first >= 0x80 && length <= 125;
        if ((first & 0x70) != 0 || second >= 0x80 || !known || !rightTurn || !smallControl) {
            throw failure("The server sent an illegal frame, head %02x %02x".formatted(first, second));
        }
        if (opcode == Frame.CLOSE && length == 1 || length < 0 || length > Integer.MAX_VALUE) {
            throw failure("The server sent a frame of illegal length " + length);
        }
    }

    private Frame join(boolean fin, int opcode, byte[] payload) {
        if (opcode >= Frame.CLOSE) {
            return new Frame(opcode, payload, System.nanoTime());
        }
        messageOpcode = opcode == Frame.CONTINUATION ? messageOpcode : opcode;
        message.writeBytes(payload);
        if (!fin) {
            return null;
        }
        var whole = new Frame(messageOpcode, message.toByteArray(), System.nanoTime());
        message.reset();
        messageOpcode = -1;
        return whole;
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyClosed) {
            // Nobody waits for it.
        }
    }
}
