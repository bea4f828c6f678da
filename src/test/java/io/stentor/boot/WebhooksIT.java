package io.stentor.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.stentor.app.Signature;
import io.stentor.conformance.client.Http;
import io.stentor.event.ServerEvent.ChannelOccupied;
import io.stentor.protocol.ChannelName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The WAR with a webhook: what it sends, what operators see of it, and what is left when it stops (protocol 9, 11). */
class WebhooksIT {
    private static final Path WAR = Path.of(System.getProperty("stentor.war", "target/stentor.war"));
    private static final String LIST = "/webhooks/dead-letters";
    private static final String TOKEN = "Authorization: Bearer t0ken";

    private record Request(String body, String signature) {}

    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch patience = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile int status = 200;
    private volatile boolean silent;
    private HttpServer receiver;
    private InProcessJetty server;

    @BeforeEach
    void start() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(threads);
        receiver.createContext("/hooks", exchange -> {
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            requests.add(new Request(body, exchange.getRequestHeaders().getFirst("X-Pusher-Signature")));
            if (silent) {
                try {
                    patience.await();
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        receiver.start();
        var apps = """
                [{"id":"app-id","key":"app-key","secret":"app-secret","webhooks":[
                  {"url":"http://127.0.0.1:%d/hooks?token=hush","event_types":["channel_occupied"],
                   "retry":{"enabled":false}}]}]""".formatted(receiver.getAddress().getPort());
        server = new InProcessJetty(
                WAR,
                Map.of(
                        "stentor.apps", apps,
                        "stentor.ops.token", "t0ken",
                        "stentor.webhooks.max_queue", "4",
                        "stentor.webhooks.flush_seconds", "1"));
    }

    @AfterEach
    void stop() throws Exception {
        patience.countDown();
        server.close();
        receiver.stop(0);
        threads.shutdownNow();
    }

    @Test
    void whatHappensIsSentAndSigned() {
        occupied("orders");

        Awaitility.await().until(() -> requests.size() == 1);
        var request = requests.get(0);
        assertThat(request.body())
                .matches("\\{\"time_ms\":[0-9]{13},\"events\":\\[\\{\"name\":\"channel_occupied\","
                        + "\"channel\":\"orders\"}]}");
        assertThat(request.signature()).isEqualTo(new Signature("app-secret").of(request.body()));
    }

    @Test
    void aDeadLetterIsListedAndCanBeResent() {
        status = 503;
        occupied("orders");
        Awaitility.await().until(() -> server.webhooks().deadLetters().size() == 1);
        var sent = requests.get(0);

        var list = Http.get(server.uri(), LIST).text();
        var form = Pattern.compile("\\{\"dead_letters\":\\[\\{\"id\":\"([^\"]+)\",\"app_id\":\"app-id\","
                + "\"url\":\"http://127.0.0.1:[0-9]+/hooks\",\"failed_at_ms\":[0-9]{13},\"attempts\":1,"
                + "\"last_error\":\"status 503\",\"body\":\"(.*)\"}]}");
        assertThat(list).matches(form).doesNotContain("hush").doesNotContain("app-secret");
        var match = form.matcher(list);
        assertThat(match.matches()).isTrue();
        assertThat(match.group(2).replace("\\\"", "\"")).isEqualTo(sent.body());

        status = 200;
        var ids = "{\"ids\":[\"" + match.group(1) + "\"]}";
        assertThat(Http.once(server.uri(), "POST", LIST + "/resend", ids.getBytes(UTF_8), TOKEN)
                        .text())
                .isEqualTo("{\"resent\":1}");

        Awaitility.await().until(() -> requests.size() == 2);
        assertThat(requests.get(1)).isEqualTo(sent);
        assertThat(Http.get(server.uri(), LIST).text()).isEqualTo("{\"dead_letters\":[]}");
    }

    @Test
    void aHeadRequestForTheListHasNoBody() {
        var answer = Http.once(server.uri(), "HEAD", LIST, new byte[0]);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void aQueueThatIsOverHalfFullIsToldByTheHealth() {
        assertThat(Http.get(server.uri(), "/up").text()).isEqualTo("OK");
        silent = true;
        occupied("first");
        Awaitility.await().until(() -> requests.size() == 1);

        occupied("a", "b", "c");

        for (var path : List.of("/up", "/up/app-id")) {
            var health = Http.get(server.uri(), path);
            assertThat(health.status()).isEqualTo(200);
            assertThat(health.text()).isEqualTo("DEGRADED");
            assertThat(health.header("X-Health-Check")).isEqualTo("DEGRADED");
        }
        patience.countDown();
        Awaitility.await().until(() -> Http.get(server.uri(), "/up").text().equals("OK"));
    }

    @Test
    void anUndeployedApplicationDeliversWhatWaitsAndLeavesNoThread() throws Exception {
        occupied("orders");

        server.undeploy();

        assertThat(requests).hasSize(1);
        Awaitility.await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void anEndpointThatHangsDoesNotHoldAnUndeployment() throws Exception {
        silent = true;
        occupied("orders");
        Awaitility.await().until(() -> requests.size() == 1);

        server.undeploy();

        Awaitility.await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    private void occupied(String... channels) {
        for (var channel : channels) {
            server.webhooks().accept(new ChannelOccupied("app-id", ChannelName.parse(channel, 200)));
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("stentor-webhook"))
                .toList();
    }
}
