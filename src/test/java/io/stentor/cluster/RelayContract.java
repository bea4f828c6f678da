package io.stentor.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Frame;
import io.stentor.protocol.SocketId;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every way between the nodes promises; one subclass for each way says how to make one. */
abstract class RelayContract {
    private final Queue<Envelope> heard = new ConcurrentLinkedQueue<>();
    private Relay relay;

    /** A relay that is not started, alone in its cluster. */
    abstract Relay relay();

    @BeforeEach
    void start() {
        relay = relay();
        relay.start(heard::add);
    }

    @AfterEach
    void stop() {
        relay.close();
    }

    @Test
    void theNodeThatPublishesHearsTheEventOnce() {
        relay.publish(envelope("a", "1"));
        relay.publish(envelope("b", "last"));

        awaitHeard(2);
        assertThat(heard).extracting(envelope -> envelope.frame().text()).containsExactly("1", "last");
    }

    @Test
    void nothingOfTheEventIsLostOnTheWay() {
        var frame = new Frame("{\"event\":\"é\\n\",\"channel\":\"private-a\",\"data\":\"😀\"}");

        relay.publish(new Envelope("app", ChannelName.parse("private-a", 200), frame, true, new SocketId("1.2")));

        awaitHeard(1);
        var envelope = heard.element();
        assertThat(envelope.appId()).isEqualTo("app");
        assertThat(envelope.channel()).isEqualTo(ChannelName.parse("private-a", 200));
        assertThat(envelope.frame().text()).isEqualTo(frame.text());
        assertThat(envelope.frame().bytes()).isEqualTo(frame.bytes());
    }

    @Test
    void theSocketToSkipTravelsWithTheEvent() {
        relay.publish(new Envelope("app", ChannelName.parse("a", 200), new Frame("x"), false, new SocketId("1.2")));
        relay.publish(envelope("a", "y"));

        awaitHeard(2);
        assertThat(heard).extracting(Envelope::except).containsExactly(new SocketId("1.2"), null);
    }

    @Test
    void theEventsOfOneSenderKeepTheirOrderInAChannel() throws InterruptedException {
        var start = new CountDownLatch(1);
        var senders = IntStream.range(0, 4)
                .mapToObj(sender -> new Thread(() -> {
                    try {
                        start.await();
                        IntStream.range(0, 500).forEach(i -> relay.publish(envelope("c" + sender, i + "")));
                    } catch (InterruptedException stop) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toList();
        senders.forEach(Thread::start);

        start.countDown();
        for (var sender : senders) {
            sender.join();
        }

        awaitHeard(2000);
        for (int sender = 0; sender < 4; sender++) {
            var channel = "c" + sender;
            assertThat(heard.stream()
                            .filter(envelope -> envelope.channel().text().equals(channel))
                            .map(envelope -> envelope.frame().text()))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 500).mapToObj(Integer::toString).toList());
        }
    }

    @Test
    void aClosedNodeHearsNothing() {
        relay.publish(envelope("a", "1"));
        awaitHeard(1);

        relay.close();
        relay.publish(envelope("a", "2"));

        assertThat(heard).hasSize(1);
    }

    @Test
    void closingTwiceIsClosingOnce() {
        relay.close();
        relay.close();

        assertThat(heard).isEmpty();
    }

    private static Envelope envelope(String channel, String text) {
        return new Envelope("app", ChannelName.parse(channel, 200), new Frame(text), true, null);
    }

    private void awaitHeard(int count) {
        await().atMost(5, SECONDS).until(() -> heard.size() >= count);
        assertThat(heard).hasSize(count);
    }
}
