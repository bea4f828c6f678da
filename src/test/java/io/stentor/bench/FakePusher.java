package io.stentor.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** As much of a Pusher server as a few subscribers need, which delivers as it is told to: right or wrong. */
final class FakePusher implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final List<OutputStream> subscribers = new CopyOnWriteArrayList<>();
    private final Function<List<String>, List<String>> delivery;
    private final List<String> published = new CopyOnWriteArrayList<>();

    /** @param delivery from all data published so far to what every subscriber gets now, upon the last of it */
    FakePusher(Function<List<String>, List<String>> delivery) throws IOException {
        this.delivery = delivery;
        start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                var connection = listening.accept();
                connections.add(connection);
                start(() -> serve(connection));
            }
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    private void serve(Socket connection) {
        try {
            var in = new DataInputStream(connection.getInputStream());
            var out = connection.getOutputStream();
            for (var head = head(in); !head.isEmpty(); head = head(in)) {
                if (head.startsWith("GET /app/")) {
                    subscribe(in, out);
                    return;
                }
                var body = new String(in.readNBytes(length(head)), UTF_8);
                published.add(body.replaceAll(".*\"data\":\"|\"}$", ""));
                deliver();
                out.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes(UTF_8));
            }
        } catch (IOException gone) {
            // The end of a client.
        }
    }

    private void subscribe(DataInputStream in, OutputStream out) throws IOException {
        out.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
                .getBytes(UTF_8));
        out.write(frame("{\"event\":\"pusher:connection_established\",\"data\":\"{\\\"socket_id\\\":\\\"1.1\\\"}\"}"));
        in.readByte();
        in.readNBytes((in.readByte() & 0x7f) + 4);
        subscribers.add(out);
        out.write(frame("{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":\"c\",\"data\":\"{}\"}"));
    }

    private synchronized void deliver() throws IOException {
        for (var data : delivery.apply(published)) {
            for (var subscriber : subscribers) {
                subscriber.write(frame("{\"event\":\"e\",\"channel\":\"c\",\"data\":\"" + data + "\"}"));
            }
        }
    }

    private static byte[] frame(String text) {
        // Always with two bytes for the length.
        var payload = text.getBytes(UTF_8);
        var frame = new byte[4 + payload.length];
        frame[0] = (byte) 0x81;
        frame[1] = 126;
        frame[2] = (byte) (payload.length >> 8);
        frame[3] = (byte) payload.length;
        System.arraycopy(payload, 0, frame, 4, payload.length);
        return frame;
    }

    private static String head(DataInputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static int length(String head) {
        return Integer.parseInt(head.replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
    }

    private static void start(Runnable task) {
        var thread = new Thread(task, "fake-pusher");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (var connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
