package io.stentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.protocol.ChannelName;
import io.stentor.protocol.SocketId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From a publish to its subscribers (protocol 7, 8.3). */
class PublishTest {
    private final TestServer server = TestServer.withApp();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anEventReachesEverySubscriberOfItsChannel() {
        var clients = IntStream.range(0, 7)
                .mapToObj(i -> server.client().subscribe("orders"))
                .toList();
        var stranger = server.client().subscribe("others");
        clients.forEach(TestClient::heard);
        stranger.heard();

        server.publish("orders", "order.created", "{\"id\":1}");

        assertThat(clients).allSatisfy(client -> assertThat(client.heard()).containsExactly("""
                                {"event":"order.created","channel":"orders","data":"{\\"id\\":1}"}"""));
        assertThat(stranger.heard()).isEmpty();
    }

    @Test
    void oneEventMayGoToManyChannelsInTheirOrder() {
        var client = server.client().subscribe("a").subscribe("b").subscribe("c");
        client.heard();
        var names = List.of("c", "a", "b").stream()
                .map(name -> ChannelName.parse(name, 200))
                .toList();

        server.server().publisher().publish(server.app(), names, "e", "1", null);

        assertThat(client.heard())
                .containsExactly(
                        "{\"event\":\"e\",\"channel\":\"c\",\"data\":\"1\"}",
                        "{\"event\":\"e\",\"channel\":\"a\",\"data\":\"1\"}",
                        "{\"event\":\"e\",\"channel\":\"b\",\"data\":\"1\"}");
    }

    @Test
    void theExcludedConnectionDoesNotHearTheEvent() {
        var ann = server.connect("app-key", (String) null);
        var id = ann.established();
        var bob = server.client();
        ann.subscribe("orders").heard();
        bob.subscribe("orders").heard();

        server.publish("orders", "e", "1", SocketId.parse(id));
        server.publish("orders", "e", "2", SocketId.parse("1.1"));

        assertThat(ann.heard()).containsExactly("{\"event\":\"e\",\"channel\":\"orders\",\"data\":\"2\"}");
        assertThat(bob.heard()).hasSize(2);
    }

    @Test
    void theDataIsTheStringThatWasPublished() {
        var client = server.client().subscribe("orders");
        client.heard();

        server.publish("orders", "é\"", "é\n\"\\ \u0000 😀 /");

        assertThat(client.heard()).containsExactly("""
                        {"event":"é\\"","channel":"orders","data":"é\\n\\"\\\\ \\u0000 😀 /"}""");
    }

    @Test
    void repliesToOneConnectionKeepTheirOrder() {
        var client = server.client();

        for (int i = 0; i < 100; i++) {
            client.subscribe("c" + i).say(i % 7 == 0 ? "{}" : "{\"event\":\"pusher:ping\"}");
        }

        var replies = replies(client, 200);
        assertThat(IntStream.range(0, 100).mapToObj(i -> replies.get(2 * i)))
                .containsExactlyElementsOf(IntStream.range(0, 100)
                        .mapToObj(i -> "{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":\"c" + i
                                + "\",\"data\":\"{}\"}")
                        .toList());
        assertThat(IntStream.range(0, 100).mapToObj(i -> replies.get(2 * i + 1).contains("Event name is required")))
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> i % 7 == 0).toList());
    }

    @Test
    void whatIsPublishedAfterTheAcknowledgementIsHeardAndNothingFromBefore() throws InterruptedException {
        var stop = new CountDownLatch(1);
        var published = new ArrayList<Integer>();
        var publisher = new Thread(() -> {
            for (int i = 0; stop.getCount() > 0; i++) {
                server.publish("orders", "e", i + "");
                published.add(i);
            }
        });
        var witness = server.client().subscribe("orders");
        witness.next();
        publisher.start();

        for (int i = 0; i < 50; i++) {
            var client = server.client().subscribe("orders");

            assertThat(client.next()).contains("subscription_succeeded");
            int first = number(client.next());
            for (int j = 1; j < 20; j++) {
                assertThat(number(client.next())).isEqualTo(first + j);
            }
            client.vanish();
        }
        stop.countDown();
        publisher.join();

        for (int number : published) {
            assertThat(number(witness.next())).isEqualTo(number);
        }
    }

    @Test
    void publishingCreatesNothing() {
        server.publish("orders", "e", "1");

        assertThat(server.holdings().channels()).isZero();
        assertThat(server.client().subscribe("orders").heard()).hasSize(1);
    }

    @Test
    void subscribersAreCounted() {
        var orders = ChannelName.parse("orders", 200);
        var ann = server.client().subscribe("orders").subscribe("orders");
        var bob = server.client().subscribe("orders");
        ann.heard();
        bob.heard();

        assertThat(server.server().occupancy(server.app(), orders).subscriptions())
                .isEqualTo(2);
        ann.unsubscribe("orders").heard();
        assertThat(server.server().occupancy(server.app(), orders).subscriptions())
                .isOne();
    }

    private static List<String> replies(TestClient client, int count) {
        var replies = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            replies.add(client.next());
        }
        return replies;
    }

    private static int number(String frame) {
        assertThat(frame).startsWith("{\"event\":\"e\"");
        return Integer.parseInt(frame.replaceAll(".*\"data\":\"([0-9]+)\"}", "$1"));
    }
}
