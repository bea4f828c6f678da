package io.stentor.webhook.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stentor.webhook.TimerThread;
import io.stentor.webhook.WebhookRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to endpoints that behave well and badly, over real sockets (protocol 9.1, 9.2). */
class HttpWebhookClientTest {
    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final Duration BRIEF = Duration.ofMillis(400);

    private final Set<Thread> before = Thread.getAllStackTraces().keySet();
    private final AtomicInteger threads = new AtomicInteger();
    private final TimerThread timer = new TimerThread(task -> new Thread(task, "stentor-webhook-timer"));
    private HttpWebhookClient client = client(false);
    private Receiver receiver;

    @BeforeEach
    void listen() throws IOException {
        receiver = new Receiver();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        timer.close();
        receiver.close();
    }

    private HttpWebhookClient client(boolean refusePrivate) {
        return new HttpWebhookClient(
                task -> new Thread(task, "stentor-webhook-" + threads.incrementAndGet()), timer, refusePrivate);
    }

    @Test
    void aRequestArrivesByteForByteWithItsHeaders() throws Exception {
        var request = new WebhookRequest(
                url("/hooks?a=1%20b"),
                Map.of(
                        "Content-Type", "application/json",
                        "X-Pusher-Key", "app-key",
                        "User-Agent", "Stentor-Webhooks/1",
                        "X-Env", "prod"),
                "{\"ü\":\"😀\"}".getBytes(UTF_8),
                PATIENT);

        assertThat(client.send(request).toCompletableFuture().get()).isEqualTo(200);

        var seen = receiver.requests().get(0);
        assertThat(seen.head()).startsWith("POST /hooks?a=1%20b HTTP/1.1\r\n").doesNotContain("Upgrade");
        assertThat(seen.body()).isEqualTo("{\"ü\":\"😀\"}");
        assertThat(seen.header("Content-Type")).isEqualTo("application/json");
        assertThat(seen.header("X-Pusher-Key")).isEqualTo("app-key");
        assertThat(seen.header("User-Agent")).isEqualTo("Stentor-Webhooks/1");
        assertThat(seen.header("X-Env")).isEqualTo("prod");
        assertThat(seen.header("Host")).isEqualTo("127.0.0.1:" + receiver.port());
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 299, 400, 401, 404, 407, 417, 426, 429, 500, 503})
    void theStatusIsTold(int status) throws Exception {
        receiver.does(Receiver.status(status));

        assertThat(post(PATIENT).get()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsNotFollowed(int status) throws Exception {
        try (var elsewhere = new Receiver()) {
            receiver.does(Receiver.status(status, "Location: http://127.0.0.1:" + elsewhere.port() + "/\r\n"));

            assertThat(post(PATIENT).get()).isEqualTo(status);

            assertThat(elsewhere.accepted()).isZero();
            assertThat(receiver.requests()).hasSize(1);
        }
    }

    @Test
    void aConnectionIsUsedAgain() throws Exception {
        receiver.does(receiver.body(1_000));
        for (int i = 0; i < 20; i++) {
            assertThat(post(PATIENT).get()).isEqualTo(200);
        }

        assertThat(receiver.accepted()).isEqualTo(1);
    }

    @Test
    void aResetIsAFailure() {
        receiver.does(Receiver.reset());

        assertFails(post(PATIENT), "");
    }

    @Test
    void whereNothingListensIsAFailureThatSaysSo() throws IOException {
        receiver.goDown();

        assertFails(post(PATIENT), "nothing listens there");
    }

    @Test
    void aHostThatDoesNotExistIsAFailureThatSaysSo() {
        assertFails(
                client.send(request(URI.create("http://nowhere.invalid/"), PATIENT))
                        .toCompletableFuture(),
                "the host is unknown");
    }

    @Test
    void anAnswerThatIsNoHttpIsAFailure() {
        receiver.does((request, socket, out) -> {
            out.write("Good day to you too\r\n\r\n".getBytes(ISO_8859_1));
            return false;
        });

        assertFails(post(PATIENT), "");
    }

    @Test
    void anEndpointThatNeverAnswersIsGivenUpAfterTheTimeout() {
        receiver.does(Receiver.silence());

        assertFails(post(BRIEF), "no whole answer within 400 ms");
        Awaitility.await().until(() -> receiver.open() == 0);
        receiver.does(Receiver.status(200));
        assertThat(post(PATIENT)).succeedsWithin(PATIENT).isEqualTo(200);
        assertThat(receiver.accepted()).isEqualTo(2);
    }

    @Test
    void anEndpointThatDoesNotAcceptIsGivenUpAfterTheTimeout() throws IOException {
        try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var first = new Socket(full.getInetAddress(), full.getLocalPort());
                var second = new Socket(full.getInetAddress(), full.getLocalPort())) {
            var answer = client.send(request(URI.create("http://127.0.0.1:" + full.getLocalPort() + "/"), BRIEF));

            assertFails(answer.toCompletableFuture(), "no whole answer within 400 ms");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nX-Long: ", "HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n"})
    void aTrickleDoesNotProlongTheTimeout(String beginning) {
        receiver.does((request, socket, out) -> {
            out.write(beginning.getBytes(ISO_8859_1));
            while (true) {
                out.write('x');
                out.flush();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        });

        long start = System.nanoTime();
        assertFails(post(BRIEF), "no whole answer within 400 ms");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(BRIEF, BRIEF.multipliedBy(10));
    }

    @Test
    void ofAnAnswerOfAGigabyteLittleIsReadAndTheStatusDecides() throws Exception {
        receiver.does(receiver.body(1L << 30));

        assertThat(post(PATIENT).get()).isEqualTo(200);

        // What the sockets' buffers hold comes on top of the 64 KB that are read.
        Awaitility.await().untilAsserted(() -> {
            long once = receiver.written();
            assertThat(once).isLessThan(16 << 20);
            Awaitility.await().during(Duration.ofMillis(200)).until(() -> receiver.written() == once);
        });
        System.out.println("answer of 1 GB: the receiver got rid of " + receiver.written() / 1024 + " KB");
    }

    @Test
    void ifTheBodyBreaksOffTheStatusHasDecided() throws Exception {
        receiver.does((request, socket, out) -> {
            out.write("HTTP/1.1 204 OK\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
            return false;
        });
        assertThat(post(PATIENT).get()).isEqualTo(204);

        receiver.does((request, socket, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".getBytes(ISO_8859_1));
            return false;
        });
        assertThat(post(PATIENT).get()).isEqualTo(200);
    }

    @Test
    void anEndpointThatHangsHoldsNoThread() {
        receiver.does(Receiver.silence());
        for (int i = 0; i < 100; i++) {
            var unused = post(PATIENT);
        }
        Awaitility.await().atMost(PATIENT).until(() -> receiver.requests().size() == 100);

        receiver.does(Receiver.status(200));

        assertThat(post(PATIENT)).succeedsWithin(PATIENT).isEqualTo(200);
        assertThat(ours()).hasSizeLessThanOrEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"})
    void aPrivateAddressIsRefusedWhereThatIsAsked(String host) {
        client.close();
        client = client(true);

        var answer = client.send(request(URI.create("http://" + host + ":" + receiver.port() + "/"), PATIENT))
                .toCompletableFuture();

        assertThatThrownBy(answer::get).isInstanceOf(ExecutionException.class);
        assertThat(receiver.accepted()).isZero();
    }

    @Test
    void theRefusalOfAPrivateAddressSaysSo() {
        client.close();
        client = client(true);

        assertFails(post(PATIENT), "private address (webhooks.refuse_private_addresses)");
    }

    @Test
    void afterTheStopNoThreadIsLeft() throws Exception {
        receiver.does(Receiver.silence());
        var hanging = post(PATIENT);
        Awaitility.await().until(() -> receiver.requests().size() == 1);
        assertThat(selectors()).isNotEmpty();

        client.close();
        client = client(false);

        assertFails(hanging, "the server stops");
        Awaitility.await().untilAsserted(() -> assertThat(ours()).isEmpty());
        // Before Java 21 nobody but the collector can tell the JDK's client that it is not needed any more.
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            System.gc();
            assertThat(selectors()).isEmpty();
        });
    }

    @Test
    void theThreadOfTheJdkDoesNotKnowTheApplication() throws Exception {
        var application = new ClassLoader(getClass().getClassLoader()) {};
        client.close();
        client = new HttpWebhookClient(
                task -> {
                    var thread = new Thread(task);
                    thread.setContextClassLoader(application);
                    return thread;
                },
                timer,
                false);

        post(PATIENT).get();

        assertThat(newSelectors())
                .isNotEmpty()
                .extracting(Thread::getContextClassLoader)
                .doesNotContain(application);
    }

    @Test
    void aClientThatIsClosedSendsNothingAndSaysSo() {
        client.close();

        assertFails(post(PATIENT), "the server stops");
        assertThat(receiver.accepted()).isZero();
    }

    @Test
    void withoutARequestThereIsNoThreadAtAll() {
        assertThat(ours()).isEmpty();
        assertThat(selectors()).isEmpty();
    }

    private Set<Thread> newSelectors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.getName().endsWith("-SelectorManager"))
                .collect(Collectors.toSet());
    }

    private Set<String> selectors() {
        return newSelectors().stream().map(Thread::getName).collect(Collectors.toSet());
    }

    private static Set<String> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.matches("stentor-webhook-[0-9]+"))
                .collect(Collectors.toSet());
    }

    private CompletableFuture<Integer> post(Duration timeout) {
        return client.send(request(url("/"), timeout)).toCompletableFuture();
    }

    private static WebhookRequest request(URI url, Duration timeout) {
        return new WebhookRequest(url, Map.of("X-Pusher-Key", "app-key"), "{}".getBytes(UTF_8), timeout);
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + receiver.port() + path);
    }

    private static void assertFails(CompletableFuture<Integer> answer, String why) {
        assertThat(answer)
                .failsWithin(PATIENT)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(IOException.class)
                .withMessageContaining(why);
    }
}
