package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Frame;
import io.stentor.conformance.client.Publisher;
import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import io.stentor.conformance.container.Container;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Every byte of what the server writes, whichever way it leaves the engine: {@link RawWebSocket} fails on a frame that
 * breaks RFC 6455.
 */
class WireIT extends ApiTest {
    private static final SignedRequests LARGE = SignedRequests.of("large");
    private static final int BURSTS = 30;

    /** Who leaves soon takes a while where a connection is held until its handshake is surely over. */
    private static final int LEAVING = Container.chosen().engine() == Container.Engine.TYRUS ? 50 : 200;

    /** Around the lengths at which the head of a frame changes (RFC 6455 5.2), and around what engines split. */
    private static final int[] LENGTHS = {
        90, 124, 125, 126, 127, 128, 1_000, 8_192, 65_534, 65_535, 65_536, 65_537, 90, 70_000, 131_072, 300_000, 91
    };

    @Test
    void framesOfEveryLengthArriveWhole() {
        var channel = unique("lengths");
        var client = connect(LARGE.key()).subscribe(channel);
        var other = connect(LARGE.key()).subscribe(channel);

        var sent = new ArrayList<String>();
        try (var publisher = new Publisher(base(), LARGE)) {
            for (int length : LENGTHS) {
                var data = "x".repeat(length - event("n", channel, "").length());
                publisher.publish(publication("n", channel, data));
                sent.add(event("n", channel, data));
            }
        }

        assertThat(client.awaitTexts(sent.size())).isEqualTo(sent);
        assertThat(other.awaitTexts(sent.size())).isEqualTo(sent);
        client.assertNothingElse();
    }

    @Test
    void textsBeyondAsciiArriveWhole() {
        var channel = unique("letters");
        var client = subscriber(channel);
        var data = "aé世界🌍".repeat(500);

        for (int i = 0; i < 5; i++) {
            post(publication("n", channel, data));
        }

        client.awaitExactly(
                IntStream.range(0, 5).mapToObj(i -> event("n", channel, data)).toArray(String[]::new));
    }

    /** What the container writes by itself, a pong, must not get into the middle of what Stentor writes. */
    @Test
    void aFloodOfPingsTearsNoFrameApart() throws Exception {
        var channel = unique("pinged");
        var client = subscriber(channel);
        var random = new Random(7);
        var bursts = IntStream.range(0, BURSTS)
                .mapToObj(i -> IntStream.range(0, 20)
                        .mapToObj(n -> i + "-" + n + "x".repeat(random.nextInt(2_000)))
                        .toList())
                .toList();
        var pings = new HashSet<String>();
        IntStream.range(0, 3_000).forEach(i -> pings.add("ping " + i));

        var reader = inBackground(() -> read(client, BURSTS * 20, pings));
        var pinger = inBackground(() -> {
            for (var ping : List.copyOf(pings)) {
                client.ping(ping.getBytes(UTF_8));
            }
            return null;
        });
        try (var publisher = new Publisher(base(), APP)) {
            for (var burst : bursts) {
                for (var data : burst) {
                    publisher.publish(publication("n", channel, data));
                }
            }
        }
        pinger.get();

        var expected = bursts.stream()
                .flatMap(List::stream)
                .map(data -> event("n", channel, data))
                .toList();
        assertThat(reader.get()).isEqualTo(expected);
    }

    /** The texts; what else comes must be the answer to a ping that was sent. */
    private static List<String> read(RawWebSocket client, int count, HashSet<String> pings) {
        var texts = new ArrayList<String>();
        int pongs = 0;
        while (texts.size() < count || pongs == 0) {
            var frame = client.await();
            if (frame.opcode() == Frame.TEXT) {
                texts.add(frame.text());
            } else {
                assertThat(frame.opcode()).isEqualTo(Frame.PONG);
                assertThat(pings).contains(frame.text());
                pongs++;
            }
        }
        return texts;
    }

    /** Events on their way when a client closes come before the server's own close frame, or not at all. */
    @Test
    void nothingFollowsTheAnswerToAClose() throws Exception {
        whileOthersPublish(channel -> {
            for (int i = 0; i < LEAVING; i++) {
                var client = subscriber(channel);
                client.awaitText();
                client.sendClose(1000, "");
                var frame = client.await();
                while (frame.opcode() == Frame.TEXT) {
                    frame = client.await();
                }
                assertThat(frame.closeCode()).isEqualTo(1000);
                client.awaitEnd();
            }
        });
    }

    /** A server that uses again what belonged to one connection may not have finished with it. */
    @Test
    void whatWasForClientsThatLeaveReachesNobodyElse() throws Exception {
        whileOthersPublish(channel -> {
            Callable<Void> comingAndGoing = () -> {
                for (int i = 0; i < 100; i++) {
                    try (var client = RawWebSocket.open(base(), "/app/app-key?protocol=7")) {
                        client.awaitEstablished().subscribe(channel).awaitText();
                        if (i % 2 == 0) {
                            client.sendClose(1000, "");
                        } else {
                            client.vanish();
                        }
                    }
                }
                return null;
            };
            for (var leaver : IntStream.range(0, 4)
                    .mapToObj(i -> inBackground(comingAndGoing))
                    .toList()) {
                leaver.get();
            }
        });
    }

    /** Publishes to a channel from two connections all the while; each of their requests must be answered as it should. */
    private void whileOthersPublish(Script script) throws Exception {
        var channel = unique("busy");
        var over = new AtomicBoolean();
        Callable<Void> publishing = () -> {
            try (var publisher = new Publisher(base(), APP)) {
                while (!over.get()) {
                    publisher.publish(publication("n", channel, "x"));
                }
            }
            return null;
        };
        var publishers = List.of(inBackground(publishing), inBackground(publishing));
        try {
            script.run(channel);
        } finally {
            over.set(true);
        }
        for (var publisher : publishers) {
            publisher.get();
        }
    }

    @FunctionalInterface
    private interface Script {
        void run(String channel) throws Exception;
    }

    /** One who takes a byte now and then holds up nobody, and is let go at last. */
    @Test
    void whoReadsByteByByteHoldsUpNobody() throws Exception {
        var channel = unique("trickle");
        var slow = closedAfterwards(RawWebSocket.openSlow(base(), 4_096, "/app/app-key?protocol=7"))
                .awaitEstablished()
                .subscribe(channel);
        var fast = subscriber(channel);
        var pace = Executors.newSingleThreadScheduledExecutor();
        try {
            var trickle = pace.scheduleAtFixedRate(slow::readByte, 0, 50, TimeUnit.MILLISECONDS);
            var data = "x".repeat(8_000);
            Callable<RawWebSocket> reading = () -> fast.awaitExactly(IntStream.range(0, FLOOD / 2)
                    .mapToObj(i -> event("n", channel, i + data))
                    .toArray(String[]::new));
            Future<RawWebSocket> reader = inBackground(reading);
            try (var publisher = new Publisher(base(), APP)) {
                for (int i = 0; i < FLOOD / 2; i++) {
                    publisher.publish(publication("n", channel, i + data));
                }
            }
            reader.get().assertNothingElse();
            trickle.cancel(false);
        } finally {
            pace.shutdownNow();
            pace.awaitTermination(5, TimeUnit.SECONDS);
        }

        // What it has not read yet are whole frames, and the reason why there are no more.
        var frame = slow.next(Duration.ofSeconds(10));
        int events = 0;
        while (frame.isPresent()
                && frame.get().opcode() == Frame.TEXT
                && frame.get().text().startsWith("{\"event\":\"n\"")) {
            assertThat(frame.get().text())
                    .startsWith("{\"event\":\"n\",\"channel\":\"" + channel + "\",\"data\":\"" + events);
            events++;
            frame = slow.next(Duration.ofSeconds(10));
        }
        assertThat(events).isLessThan(FLOOD / 2);
        // Cut, where its frame in flight took too long: the API can only close, and the last word may be that alone.
        if (frame.isPresent() && frame.get().opcode() == Frame.CLOSE) {
            assertThat(frame.get().closeCode()).isEqualTo(4100);
        } else if (frame.isPresent()) {
            assertThat(frame.get().text()).isEqualTo(error(4100, "Buffer full - slow consumer disconnected"));
        } else {
            assertThat(slow.ended()).isTrue();
        }
    }
}
