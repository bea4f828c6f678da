package io.stentor.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
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
            var heard = new Texts();
            var client = HttpClient.newBuilder()
                    .sslContext(trusting(keys))
                    .build()
                    .newWebSocketBuilder()
                    .buildAsync(
                            URI.create(server.uri().toString().replace("https", "wss") + "/app/app-key?protocol=7"),
                            heard)
                    .join();
            client.sendText("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"orders\"}}", true)
                    .join();
            await().until(() -> heard.texts.size() == 2);

            var sent = IntStream.range(0, 500)
                    .mapToObj(i -> i + "x".repeat(i * 17 % 9_000))
                    .toList();
            sent.forEach(data -> server.bean().publish("app-id", List.of("orders"), "n", data));

            await().untilAsserted(() -> assertThat(heard.texts).hasSize(502));
            assertThat(heard.texts.subList(2, 502))
                    .isEqualTo(sent.stream()
                            .map(data -> "{\"event\":\"n\",\"channel\":\"orders\",\"data\":\"" + data + "\"}")
                            .toList());
            client.abort();
        }
    }

    private static final class Texts implements WebSocket.Listener {
        private final List<String> texts = new CopyOnWriteArrayList<>();
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
