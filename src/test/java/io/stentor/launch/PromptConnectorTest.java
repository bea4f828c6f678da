package io.stentor.launch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.http.pathmap.ServletPathSpec;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One thread reads many sockets and goes on with what it read; each socket has its turn. */
class PromptConnectorTest {
    /** Some 100 KB, far more than a socket may have read in a row, and less than the kernel keeps for one. */
    private static final int FRAMES = 8_000;

    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final Server server = new Server();
    private final PromptConnector connector =
            new PromptConnector(server, 1, new HttpConnectionFactory(new HttpConfiguration()));

    @BeforeEach
    void start() throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Recorder());
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        go.countDown();
        server.stop();
    }

    @Test
    void whoHasMuchToSayLetsOthersSpeakInBetween() throws Exception {
        try (var greedy = webSocket();
                var patient = webSocket()) {
            greedy.getOutputStream().write(frame("hold"));
            assertThat(started.await(5, SECONDS)).isTrue();
            // Both wait in the kernel, for the only thread that reads is kept.
            var much = new ByteArrayOutputStream();
            for (int i = 0; i < FRAMES; i++) {
                much.writeBytes(frame("greedy"));
            }
            greedy.getOutputStream().write(much.toByteArray());
            patient.getOutputStream().write(frame("patient"));
            go.countDown();

            await().atMost(10, SECONDS).untilAsserted(() -> assertThat(handled).hasSize(FRAMES + 2));
        }
        assertThat(handled.indexOf("patient")).isLessThan(FRAMES);
    }

    @Test
    void theThreadThatReadsGoesOn() throws Exception {
        try (var one = socket();
                var other = socket()) {
            for (int i = 1; i <= 20; i++) {
                int expected = 2 * i;
                one.getOutputStream().write(request("/").getBytes(US_ASCII));
                other.getOutputStream().write(request("/").getBytes(US_ASCII));
                await().atMost(10, SECONDS).until(() -> handled.size() == expected);
            }
        }
        assertThat(List.copyOf(threads)).containsOnly(threads.get(0));
    }

    private Socket socket() throws IOException {
        return new Socket("127.0.0.1", connector.getLocalPort());
    }

    private static String request(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    private Socket webSocket() throws IOException {
        var socket = socket();
        socket.getOutputStream()
                .write(("GET /socket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                        .getBytes(US_ASCII));
        assertThat(new String(socket.getInputStream().readNBytes(12), US_ASCII)).isEqualTo("HTTP/1.1 101");
        return socket;
    }

    /** A text of a client, masked with zeros (RFC 6455 5.3). */
    private static byte[] frame(String text) {
        var frame = new ByteArrayOutputStream();
        frame.write(0x81);
        frame.write(0x80 | text.length());
        frame.writeBytes(new byte[4]);
        frame.writeBytes(text.getBytes(US_ASCII));
        return frame.toByteArray();
    }

    private void record(String what) {
        try {
            if (what.equals("hold")) {
                started.countDown();
                go.await();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        handled.add(what);
        threads.add(Thread.currentThread());
    }

    private final class Recorder extends Handler.Abstract {
        private final WebSocketMappings sockets = new WebSocketMappings();

        Recorder() {
            sockets.addMapping(new ServletPathSpec("/socket"), (request, response, callback) -> new Ear());
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            if (!sockets.upgrade(request, response, callback, null)) {
                record(request.getHttpURI().getPath());
                callback.succeeded();
            }
            return true;
        }
    }

    private final class Ear implements FrameHandler {
        private CoreSession session;

        @Override
        public void onOpen(CoreSession opened, Callback callback) {
            session = opened;
            callback.succeeded();
            opened.demand();
        }

        @Override
        public void onFrame(Frame frame, Callback callback) {
            // Jetty hands over in two what it read in two.
            if (frame.isFin()) {
                record(frame.getPayloadAsUTF8());
            }
            callback.succeeded();
            session.demand();
        }

        @Override
        public void onError(Throwable cause, Callback callback) {
            callback.succeeded();
        }

        @Override
        public void onClosed(CloseStatus status, Callback callback) {
            callback.succeeded();
        }
    }
}
