package io.stentor.webhook.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** An endpoint that behaves as told, on a port of loopback, by bare sockets: it can do what no HTTP server would. */
final class Receiver implements AutoCloseable {

    /** What it does with a connection once it has read a request. Returns whether the connection can be used again. */
    @FunctionalInterface
    interface Behaviour {
        boolean answer(Request request, Socket socket, OutputStream out) throws IOException;
    }

    /** One request as it came. */
    record Request(String head, String body) {
        String header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse(null);
        }
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private volatile Behaviour behaviour = status(200);
    private volatile ServerSocket listener;
    private Future<?> accepting;
    private final int port;

    Receiver() throws IOException {
        listener = listen(0);
        port = listener.getLocalPort();
        serve(listener);
    }

    int port() {
        return port;
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    /** TCP connections so far. */
    long accepted() {
        return accepted.get();
    }

    /** TCP connections that are open. */
    int open() {
        return connections.size();
    }

    /** Bytes of bodies that the sockets have taken. */
    long written() {
        return written.get();
    }

    Receiver does(Behaviour what) {
        behaviour = what;
        return this;
    }

    /** Nothing listens any more. */
    void goDown() throws IOException {
        listener.close();
        try {
            // Until then one more connection may slip in.
            accepting.get();
        } catch (InterruptedException | ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
        for (var connection : connections) {
            connection.close();
        }
    }

    /** On the same port again. */
    void comeUp() throws IOException {
        listener = listen(port);
        serve(listener);
    }

    static Behaviour status(int status, String... headers) {
        return (request, socket, out) -> {
            out.write(("HTTP/1.1 " + status + " X\r\n" + String.join("", headers) + "Content-Length: 0\r\n\r\n")
                    .getBytes(ISO_8859_1));
            return true;
        };
    }

    /** A TCP reset instead of an answer. */
    static Behaviour reset() {
        return (request, socket, out) -> {
            socket.setSoLinger(true, 0);
            return false;
        };
    }

    /** Nothing, until the client hangs up. */
    static Behaviour silence() {
        return (request, socket, out) -> {
            while (socket.getInputStream().read() >= 0) {
                // More of nothing.
            }
            return false;
        };
    }

    /** A success with a body of so many bytes, as fast as the client takes it. */
    Behaviour body(long bytes) {
        return (request, socket, out) -> {
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + bytes + "\r\n\r\n").getBytes(ISO_8859_1));
            var chunk = new byte[16 * 1024];
            for (long left = bytes; left > 0; left -= chunk.length) {
                int length = (int) Math.min(left, chunk.length);
                out.write(chunk, 0, length);
                written.addAndGet(length);
            }
            return true;
        };
    }

    private static ServerSocket listen(int port) throws IOException {
        var socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    private void serve(ServerSocket from) {
        accepting = threads.submit(() -> {
            try {
                while (true) {
                    var socket = from.accept();
                    accepted.incrementAndGet();
                    connections.add(socket);
                    threads.execute(() -> talk(socket));
                }
            } catch (IOException closed) {
                // Nobody listens any more.
            }
        });
    }

    private void talk(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            boolean again = true;
            while (again) {
                var request = read(in);
                if (request == null) {
                    return;
                }
                requests.add(request);
                again = behaviour.answer(request, socket, socket.getOutputStream());
            }
        } catch (IOException brokenOff) {
            // The client's affair.
        } finally {
            connections.remove(socket);
        }
    }

    private static Request read(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int c = in.read();
            if (c < 0) {
                return null;
            }
            head.append((char) c);
        }
        var request = new Request(head.toString(), "");
        int length = Integer.parseInt(request.header("Content-Length"));
        return new Request(head.toString(), new String(in.readNBytes(length), UTF_8));
    }

    @Override
    public void close() throws IOException {
        goDown();
        threads.shutdownNow();
    }
}
