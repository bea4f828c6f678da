package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.stentor.conformance.client.Http;
import io.stentor.conformance.client.RawWebSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who takes all he can get, of input or of answers, keeps nobody else waiting. */
class FairnessIT extends ApiTest {
    /** More than a small server has threads that look after sockets. */
    private static final int GREEDY = 6;

    private static final int ROUNDS = 20;

    private final AtomicBoolean stop = new AtomicBoolean();
    private final List<Socket> sockets = new ArrayList<>();
    private final List<RawWebSocket> talkers = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        stop.set(true);
        // Reset, so that what nobody has read is dropped, and does not keep the server from the next test.
        talkers.forEach(RawWebSocket::vanish);
        for (var socket : sockets) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    @Test
    void clientsThatNeverStopTalkingKeepNobodyWaiting() {
        var talk = repeated(masked("{\"event\":\"pusher:pong\",\"data\":{}}"), 2_000);
        for (int i = 0; i < GREEDY; i++) {
            var talker = connect("app-key");
            talkers.add(talker);
            forEver(() -> talker.raw(talk));
        }

        assertServes();
    }

    @Test
    void requestsThatComeWithoutEndKeepNobodyWaiting() throws IOException {
        var request = "POST " + base().getRawPath()
                + "/apps/app-id/events HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
        var requests = repeated(request.getBytes(US_ASCII), 200);
        for (int i = 0; i < GREEDY; i++) {
            var socket = socket();
            forEver(() -> write(socket, requests));
            forEver(() -> skip(socket));
        }

        assertServes();
    }

    @Test
    void answersThatNobodyReadsKeepNobodyWaiting() throws IOException {
        var path = base().getRawPath();
        var large = "GET " + path + "/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n";
        var upgrade = "GET " + path + "/openapi.json HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n";
        for (int i = 0; i < GREEDY; i++) {
            var socket = socket();
            var requests = repeated((i % 2 == 0 ? large : upgrade).getBytes(US_ASCII), 200);
            forEver(() -> write(socket, requests));
        }

        assertServes();
    }

    /** So many small answers that the kernel takes no more of them. */
    @Test
    void smallAnswersThatNobodyReadsKeepNobodyWaiting() throws IOException {
        var request = ("POST " + base().getRawPath()
                + "/apps/app-id/events HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
        var requests = repeated(request.getBytes(US_ASCII), 500);
        var written = new AtomicInteger();
        for (int i = 0; i < GREEDY; i++) {
            var socket = socket();
            forEver(() -> {
                write(socket, requests);
                written.incrementAndGet();
            });
        }
        // Until none of them can write any more.
        var before = new AtomicInteger(-1);
        await().pollInterval(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(60))
                .until(() -> before.getAndSet(written.get()) == written.get());

        assertServes();
    }

    private void assertServes() {
        for (int i = 0; i < ROUNDS; i++) {
            var channel = unique("fair");
            var client = subscriber(channel);
            assertOk(post(publication("n", channel, "x")));
            client.awaitExactly(event("n", channel, "x"));
            client.close();
        }
        try (var http = Http.connect(base())) {
            http.send("GET", "/", NO_BODY);
        }
    }

    private Socket socket() throws IOException {
        var socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(base().getHost(), base().getPort()), 10_000);
        return socket;
    }

    private void forEver(Runnable step) {
        inBackground(() -> {
            try {
                while (!stop.get()) {
                    step.run();
                }
            } catch (UncheckedIOException over) {
                return null;
            }
            return null;
        });
    }

    private static void write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException over) {
            throw new UncheckedIOException(over);
        }
    }

    private static void skip(Socket socket) {
        try {
            if (socket.getInputStream().read(new byte[65_536]) < 0) {
                throw new IOException("the server has hung up");
            }
        } catch (IOException over) {
            throw new UncheckedIOException(over);
        }
    }

    /** A text of a client, masked with zeros (RFC 6455 5.3). */
    private static byte[] masked(String text) {
        var payload = text.getBytes(UTF_8);
        var frame = new ByteArrayOutputStream();
        frame.write(0x81);
        frame.write(0x80 | payload.length);
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    private static byte[] repeated(byte[] bytes, int times) {
        var all = new ByteArrayOutputStream(bytes.length * times);
        for (int i = 0; i < times; i++) {
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }
}
