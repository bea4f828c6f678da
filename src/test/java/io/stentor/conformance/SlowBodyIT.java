package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Http;
import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import io.stentor.conformance.container.Container.Engine;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However slow or long a body is, it holds no thread and no memory, and it is over in time (protocol 8.2). */
class SlowBodyIT extends ApiTest {
    private static final String CHUNKED = "Transfer-Encoding: chunked";
    private static final int MEGABYTE = 1024 * 1024;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100})
    void aBodyMayComeInPieces(int pieces) {
        var channel = unique("pieces");
        var client = subscriber(channel);
        var body = publication("n", channel, "é".repeat(1000)).getBytes(UTF_8);

        try (var http = Http.connect(base())) {
            http.head(signed(body), "Content-Length: " + body.length);
            for (int i = 0; i < pieces; i++) {
                http.raw(Arrays.copyOfRange(body, i * body.length / pieces, (i + 1) * body.length / pieces));
            }
            assertOk(http.answer());
            assertOk(http.send("POST", signed(body), body));
        }

        var arrived = event("n", channel, "é".repeat(1000));
        client.awaitExactly(arrived, arrived).assertNothingElse();
    }

    @Test
    void aLargeBodyMayComeInPieces() {
        var body = (new String(anyPublication(), UTF_8) + " ".repeat(5 * MEGABYTE)).getBytes(UTF_8);

        try (var http = Http.connect(base())) {
            http.head(signed(body), "Content-Length: " + body.length);
            http.raw(Arrays.copyOf(body, 10)).raw(Arrays.copyOfRange(body, 10, body.length));
            assertOk(http.answer());
        }
    }

    @Test
    void aBodyThatDoesNotComeInTimeIsNotWaitedFor() {
        var body = anyPublication();

        try (var http = Http.connect(base())) {
            http.head(signed(body), "Content-Length: " + body.length).raw(Arrays.copyOf(body, 10));

            var answer = http.answer();
            assertError(answer, 408, "request_timeout");
            assertThat(answer.header("Connection")).isEqualToIgnoringCase("close");

            exceptOn(Engine.TYRUS, "answers, but hangs up only when its keep-alive timeout of 30 s is over");
            exceptOn(Engine.UNDERTOW, "answers, but does not hang up");
            assertThat(http.ends()).isTrue();
        }
    }

    @Test
    void aBodyThatGoesOnForEverIsNotWaitedFor() {
        try (var http = Http.connect(base())) {
            http.head(signed("{}".getBytes(UTF_8)), CHUNKED);
            var dripping = inBackground(() -> {
                while (true) {
                    http.raw("1\r\n \r\n".getBytes(UTF_8));
                    Thread.sleep(100);
                }
            });

            assertError(http.answer(), 408, "request_timeout");
            exceptOn(Engine.TYRUS, "answers, but does not hang up");
            exceptOn(Engine.UNDERTOW, "answers, but does not hang up");
            assertThat(http.ends()).isTrue();
            assertThat(dripping).failsWithin(Duration.ofSeconds(20));
        }
    }

    @Test
    void anybodysSmallBodyIsWaitedForNoLonger() {
        try (var http = Http.connect(base())) {
            http.head(APP.events(), "Content-Length: 100");

            assertError(http.answer(), 408, "request_timeout");
        }
    }

    @Test
    void clientsThatSendTheirBodiesSlowlyHoldNobodyUp() {
        var slow = new ArrayList<Http>();
        try {
            // More than the servers have threads.
            for (int i = 0; i < 400; i++) {
                slow.add(Http.connect(base())
                        .head(APP.events(), "Content-Length: 100")
                        .raw(new byte[1]));
            }

            var served = inBackground(() -> {
                assertOk(post(anyPublication()));
                return Http.get(base(), "/ready").status();
            });

            assertThat(served).succeedsWithin(Duration.ofSeconds(2)).isEqualTo(200);
        } finally {
            slow.forEach(Http::close);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000000", "Content-Length: 100000000", CHUNKED})
    void whoWasTurnedAwayAndGoesOnSlowlyHoldsNobodyUp(String length) {
        exceptOn(Engine.TYRUS, "takes long to answer 400 bodies without a length");

        var slow = new ArrayList<Http>();
        try {
            for (int i = 0; i < 400; i++) {
                slow.add(Http.connect(base()).head(APP.events(), length));
            }
            var served = inBackground(() -> {
                slow.forEach(http -> assertThat(http.answer().status()).isIn(401, 413));
                assertOk(post(anyPublication()));
                return Http.get(base(), "/ready").status();
            });

            assertThat(served).succeedsWithin(RawWebSocket.PATIENCE).isEqualTo(200);
        } finally {
            slow.forEach(Http::close);
        }
    }

    @Test
    void whoeverVanishesInTheMiddleOfABodyHarmsNobody() {
        var body = anyPublication();
        for (int i = 0; i < 50; i++) {
            Http.connect(base())
                    .head(signed(body), "Content-Length: " + body.length)
                    .raw(new byte[i % 10])
                    .close();
        }

        assertOk(post(body));
    }

    @Test
    void aBodyOfTenGigabytesIsNotAwaited() {
        var claimed = "Content-Length: " + 10L * 1024 * MEGABYTE;

        for (var target : List.of(signed(anyPublication()), APP.events())) {
            try (var http = Http.connect(base())) {
                var answer = http.head(target, claimed).answer();

                assertError(answer, 413, "payload_too_large");
                assertThat(answer.header("Connection")).isEqualToIgnoringCase("close");
            }
        }
    }

    @Test
    void ofABodyWithoutEndNoMoreIsReadThanTheLimit() throws Exception {
        try (var http = Http.connect(base())) {
            http.head(signed(anyPublication()), CHUNKED);
            var chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(UTF_8);
            var sent = inBackground(() -> {
                long bytes = 0;
                try {
                    while (bytes < 1024L * MEGABYTE) {
                        http.raw(chunk);
                        bytes += chunk.length;
                    }
                } catch (UncheckedIOException hungUp) {
                    // That is what is waited for.
                }
                return bytes;
            });

            assertError(http.answer(), 413, "payload_too_large");
            exceptOn(Engine.LIBERTY, "answers, but does not hang up");
            exceptOn(Engine.TYRUS, "answers, but does not hang up");
            exceptOn(Engine.UNDERTOW, "answers, but does not hang up");
            assertThat(http.ends()).isTrue();
            // What the containers and the sockets between hold comes on top.
            assertThat(sent.get()).isLessThan(40L * MEGABYTE);
        }
    }

    @Test
    void whoAsksMayGoOnWithTheBody() {
        var body = anyPublication();

        try (var http = Http.connect(base())) {
            http.head(signed(body), "Content-Length: " + body.length, "Expect: 100-continue");
            assertThat(http.answer().status()).isEqualTo(100);
            assertOk(http.raw(body).answer());
        }
    }

    @Test
    void whoAsksIsToldThatTheBodyIsNotWanted() {
        var stranger = new SignedRequests("app-id", "app-key", "other-secret");
        var large = new byte[MEGABYTE];
        var target = stranger.target("POST", stranger.events(), stranger.parameters(large));

        assertError(refusal(target, MEGABYTE), 401, "auth_failed");
        assertError(refusal(signed(large), 11 * MEGABYTE), 413, "payload_too_large");
        assertError(refusal("/apps/nobody/events", MEGABYTE), 404, "app_not_found");
    }

    /** The last word on a body that is announced and never sent; some containers say yes to it first. */
    private Http.Response refusal(String target, int length) {
        try (var http = Http.connect(base())) {
            var answer = http.head(target, "Content-Length: " + length, "Expect: 100-continue")
                    .answer();
            return answer.status() == 100 ? http.answer() : answer;
        }
    }

    private static String signed(byte[] body) {
        return APP.target("POST", APP.events(), APP.parameters(body));
    }
}
