package io.stentor.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stentor.conformance.client.Publisher;
import io.stentor.conformance.client.SignedRequests;
import io.stentor.conformance.container.TomcatServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole frames arrive over TLS too, whichever way they leave the engine. */
class EncryptedIT {
    private static final Path WAR = Path.of(System.getProperty("stentor.war", "target/stentor.war"));
    private static final String APPS =
            "[{\"id\":\"app-id\",\"key\":\"app-key\",\"secret\":\"app-secret\",\"require_tls\":true}]";
    private static final String PASSWORD = "only-for-this-test";

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void everyEventArrivesWholeAndInOrder(String engineDoors) throws Exception {
        var keys = certificate(Files.createTempDirectory(Path.of("target"), "tls-"));
        var parameters = Map.of("stentor.apps", APPS, "stentor.websocket.engine_doors", engineDoors);
        var tls = new SslContextFactory.Server();
        tls.setKeyStorePath(keys.toString());
        tls.setKeyStorePassword(PASSWORD);
        try (var server = new InProcessJetty(WAR, parameters, tls)) {
            assertWholeAndInOrder(
                    server.uri(), keys, data -> server.bean().publish("app-id", List.of("orders"), "n", data));
        }
    }

    /** Its TLS is its own, and the log says which way was taken. */
    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void fromTomcatToo(String engineDoors) throws Exception {
        var directory = Files.createTempDirectory(Path.of("target"), "tls-");
        var keys = certificate(directory);
        var server = TomcatServer.encrypted(keys, PASSWORD, "-Dstentor.websocket.engine_doors=" + engineDoors);
        var base = server.start(
                WAR, Files.createDirectory(directory.resolve("tomcat")).toAbsolutePath());
        try (var publisher = new Publisher(base, SignedRequests.of("app"))) {
            assertWholeAndInOrder(
                    server.secure(),
                    keys,
                    data -> publisher.publish("{\"name\":\"n\",\"channel\":\"orders\",\"data\":\"" + data + "\"}"));
        } finally {
            server.stop();
        }
        var door = Files.readString(directory.resolve("tomcat/server.log")).contains("by the own door of Tomcat");
        assertThat(door).isEqualTo(Boolean.parseBoolean(engineDoors));
    }

    /** With answers to pings between the events, which engines write by themselves. */
    private static void assertWholeAndInOrder(URI base, Path keys, Consumer<String> publish) throws Exception {
        var heard = new Texts();
        var client = HttpClient.newBuilder()
                .sslContext(trusting(keys))
                .build()
                .newWebSocketBuilder()
                .buildAsync(URI.create(base.toString().replace("https", "wss") + "/app/app-key?protocol=7"), heard)
                .join();
        client.sendText("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"orders\"}}", true)
                .join();
        var sent = IntStream.range(0, 500)
                .mapToObj(i -> i + "x".repeat(i * 17 % 9_000))
                .toList();
        for (int i = 0; i < sent.size(); i++) {
            if (i % 100 == 0) {
                // Who lags behind would be let go.
                int soFar = i + 2;
                await().until(() -> heard.texts.size() == soFar);
            }
            publish.accept(sent.get(i));
            client.sendPing(ByteBuffer.wrap(new byte[] {1, 2, 3})).join();
        }

        await().untilAsserted(() -> assertThat(heard.texts).hasSize(502));
        assertThat(heard.texts.subList(2, 502))
                .isEqualTo(sent.stream()
                        .map(data -> "{\"event\":\"n\",\"channel\":\"orders\",\"data\":\"" + data + "\"}")
                        .toList());
        await().untilAsserted(() -> assertThat(heard.pongs).hasValue(500));
        client.abort();
    }

    private static final class Texts implements WebSocket.Listener {
        private final List<String> texts = new CopyOnWriteArrayList<>();
        private final AtomicInteger pongs = new AtomicInteger();
        private final StringBuilder part = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                texts.add(part.toString());
                part.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            pongs.incrementAndGet();
            socket.request(1);
            return null;
        }
    }

    /** A key store with a certificate for 127.0.0.1, signed by itself. */
    private static Path certificate(Path directory) throws Exception {
        var file = directory.resolve("keys.p12").toAbsolutePath();
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "stentor",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        return file;
    }

    private static SSLContext trusting(Path keys) throws Exception {
        var store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
        var anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("stentor", store.getCertificate("stentor"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
