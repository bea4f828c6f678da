package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Publisher;
import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who hears an event, in which order and how often (protocol 7). */
class DeliveryIT extends ApiTest {

    @Test
    void eventsArriveInTheOrderOfTheirPublication() {
        var channel = unique("order");
        var clients = List.of(subscriber(channel), subscriber(channel), subscriber(channel));

        publish(channel, 0, 300);

        for (var client : clients) {
            client.awaitExactly(events(channel, 0, 300)).assertNothingElse();
        }
    }

    @Test
    void allSubscribersSeeOneOrderAlsoOfConcurrentPublishers() throws Exception {
        var channel = unique("concurrent");
        var clients = new ArrayList<RawWebSocket>();
        for (int i = 0; i < 6; i++) {
            clients.add(subscriber(channel));
        }

        var publishers = new ArrayList<Future<?>>();
        for (int p = 0; p < 4; p++) {
            int from = p * 1000;
            publishers.add(inBackground(() -> {
                publish(channel, from, from + 100);
                return null;
            }));
        }
        for (var publisher : publishers) {
            publisher.get();
        }

        var seen = clients.get(0).awaitTexts(400);
        for (var client : clients.subList(1, clients.size())) {
            assertThat(client.awaitTexts(400)).isEqualTo(seen);
        }
        for (int p = 0; p < 4; p++) {
            var own = List.of(events(channel, p * 1000, p * 1000 + 100));
            assertThat(seen.stream().filter(own::contains)).containsExactlyElementsOf(own);
        }
        clients.forEach(RawWebSocket::assertNothingElse);
    }

    @Test
    void theAcknowledgementComesBeforeEveryEventAndNothingIsMissingAfterIt() throws Exception {
        var channel = unique("joining");
        var first = subscriber(channel);
        var publishing = inBackground(() -> {
            publish(channel, 0, 400);
            return null;
        });

        // Each joins somewhere in between: where the one before has heard a few.
        var joined = new ArrayList<RawWebSocket>();
        for (int i = 0; i < 8; i++) {
            first.awaitTexts(40);
            joined.add(connect("app-key").subscribe(channel));
        }
        publishing.get();
        first.awaitTexts(80);

        for (var client : joined) {
            var heard = client.awaitText();
            int from = Integer.parseInt(heard.replaceAll(".*\"data\":\"([0-9]+)\"}", "$1"));
            assertThat(heard).isEqualTo(event("n", channel, Integer.toString(from)));
            client.awaitExactly(events(channel, from + 1, 400)).assertNothingElse();
        }
    }

    @Test
    void whatWasPublishedBeforeASubscriptionIsNotHeard() {
        var channel = unique("late");
        subscriber(channel);
        publish(channel, 0, 1);

        var late = subscriber(channel);
        publish(channel, 1, 2);

        late.awaitExactly(events(channel, 1, 2)).assertNothingElse();
    }

    @Test
    void anAnswerToThePublisherMeansThatTheEventHasItsPlace() {
        var channel = unique("placed");
        var client = subscriber(channel);

        for (int i = 0; i < 50; i++) {
            publish(channel, i, i + 1);
            client.text("{\"event\":\"pusher:ping\"}")
                    .awaitExactly(
                            event("n", channel, Integer.toString(i)), "{\"event\":\"pusher:pong\",\"data\":null}");
        }
    }

    @Test
    void whoHasUnsubscribedHearsNoMore() {
        var channel = unique("leaving");
        var client = subscriber(channel);
        publish(channel, 0, 1);
        client.awaitExactly(events(channel, 0, 1)).unsubscribe(channel).assertNothingElse();

        publish(channel, 1, 2);

        client.assertNothingElse();
        client.subscribe(channel);
        publish(channel, 2, 3);
        client.awaitExactly(events(channel, 2, 3)).assertNothingElse();
    }

    @Test
    void whoHasSubscribedTwiceHearsAnEventOnce() {
        var channel = unique("twice");
        var client = subscriber(channel).subscribe(channel).subscribe(channel);

        publish(channel, 0, 3);

        client.awaitExactly(events(channel, 0, 3)).unsubscribe(channel).assertNothingElse();
        publish(channel, 3, 4);
        client.assertNothingElse();
    }

    @Test
    void aFailedSecondSubscribeLeavesTheSubscription() {
        var channel = unique("still");
        var client = subscriber(channel).text(subscribe("\"" + channel + " \""));
        client.awaitTexts(2);

        publish(channel, 0, 1);

        client.awaitExactly(events(channel, 0, 1)).assertNothingElse();
    }

    @Test
    void anEventGoesToItsChannelOnly() {
        var channel = unique("only");
        var other = subscriber(channel + "x").subscribe(unique("else"));
        var client = subscriber(channel);

        publish(channel, 0, 1);

        client.awaitExactly(events(channel, 0, 1)).assertNothingElse();
        other.assertNothingElse();
    }

    @Test
    void oneWhoDiesDoesNotKeepEventsFromOthers() {
        var channel = unique("dying");
        var before = subscriber(channel);
        var dying = subscriber(channel);
        var after = subscriber(channel);

        publish(channel, 0, 50);
        dying.vanish();
        publish(channel, 50, 200);

        before.awaitExactly(events(channel, 0, 200)).assertNothingElse();
        after.awaitExactly(events(channel, 0, 200)).assertNothingElse();
    }

    @Test
    void manySubscribersHearEveryEvent() {
        var channel = unique("many");
        var clients = IntStream.range(0, 100).mapToObj(i -> subscriber(channel)).toList();

        publish(channel, 0, 20);

        for (var client : clients) {
            client.awaitExactly(events(channel, 0, 20)).assertNothingElse();
        }
    }

    @Test
    void anEventThatIsLargerThanTheQueueReachesAReaderWhoIsUpToDate() {
        var channel = unique("large");
        var client = connect("large-key").subscribe(channel);
        var data = "x".repeat(2_500_000);

        assertOk(SignedRequests.of("large").publish(base(), publication("n", channel, data)));

        client.awaitExactly(event("n", channel, data)).assertNothingElse();
    }

    /** One event for each number, one after the other. */
    private void publish(String channel, int from, int to) {
        try (var publisher = new Publisher(base(), APP)) {
            for (int i = from; i < to; i++) {
                publisher.publish(publication("n", channel, Integer.toString(i)));
            }
        }
    }

    private static String[] events(String channel, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> event("n", channel, Integer.toString(i)))
                .toArray(String[]::new);
    }
}
