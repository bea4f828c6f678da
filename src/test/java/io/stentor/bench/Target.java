package io.stentor.bench;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * The server that is measured: WebSockets and the HTTP API at one address, perhaps below a path.
 *
 * @param prefix the path, empty or beginning with a slash and not ending with one
 */
record Target(InetSocketAddress address, String prefix, String app, String key, String secret) {
    /** @throws BenchException with {@link Exit#USAGE}, for what is no plain HTTP URL or on another machine */
    static Target of(Arguments arguments) {
        return of(URI.create(arguments.text(Option.URL)), arguments);
    }

    static Target of(URI url, Arguments arguments) {
        var scheme = String.valueOf(url.getScheme());
        if (!scheme.equals("http") && !scheme.equals("ws") || url.getHost() == null) {
            throw new BenchException(Exit.USAGE, "--url is \"" + url + "\", allowed: http://host:port, without TLS");
        }
        try {
            var host = InetAddress.getByName(url.getHost());
            if (!host.isLoopbackAddress() && !arguments.on(Option.ALLOW_REMOTE)) {
                throw new BenchException(
                        Exit.USAGE, url.getHost() + " is another machine; --allow-remote if that is meant");
            }
            var path = url.getPath() == null ? "" : url.getPath().replaceAll("/+$", "");
            return new Target(
                    new InetSocketAddress(host, url.getPort() < 0 ? 80 : url.getPort()),
                    path,
                    arguments.text(Option.APP),
                    arguments.text(Option.KEY),
                    arguments.text(Option.SECRET));
        } catch (UnknownHostException e) {
            throw new BenchException(Exit.USAGE, "--url names an unknown host: " + url.getHost());
        }
    }

    boolean loopback() {
        return address.getAddress().isLoopbackAddress();
    }

    String authority() {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** The request that opens a WebSocket, with the sample key of RFC 6455 1.2. */
    byte[] handshake() {
        return Bytes.ascii("GET " + prefix + "/app/" + key
                + "?protocol=7&client=stentor-bench&version=1.0&flash=false HTTP/1.1\r\nHost: " + authority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
                + "\r\nSec-WebSocket-Version: 13\r\n\r\n");
    }

    /** The addresses 127.0.0.2, 127.0.0.3 and so on: each has ports of its own. */
    static List<InetAddress> sources(int count) {
        var sources = new ArrayList<InetAddress>();
        for (int i = 0; i < count; i++) {
            try {
                sources.add(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (2 + i)}));
            } catch (UnknownHostException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return sources;
    }
}
