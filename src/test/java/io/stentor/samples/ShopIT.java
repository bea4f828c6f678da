package io.stentor.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import io.stentor.conformance.client.SignedSocket;
import io.stentor.conformance.container.Container;
import io.stentor.conformance.container.Directories;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The sample {@code samples/shop}: an application of one's own, laid over {@code stentor.war}, on a server that uses the
 * CDI in the WAR and on one that has its own.
 */
class ShopIT {
    private static final Path WAR = Path.of("target/samples/shop/target/shop.war");
    private static final String USER = "{\"user_id\":\"ada\"}";

    private final HttpClient http = HttpClient.newHttpClient();

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT_10", "WILDFLY"})
    void beansOfTheApplicationPublishAndListen(Container container) throws Exception {
        assumeAsked(container);
        var running = container.server();
        try {
            var base = running.start(WAR.toAbsolutePath(), Directories.forServer("shop-" + container.id()));
            aBeanPublishes(base);
            anObserverHearsAndAnswers(base);
        } finally {
            running.stop();
        }
    }

    private void aBeanPublishes(URI base) throws Exception {
        try (var client = RawWebSocket.open(base, "/app/app-key?protocol=7").awaitEstablished()) {
            client.subscribe("orders");
            assertThat(send(HttpRequest.newBuilder(URI.create(base + "/shop?item=tea"))
                                    .POST(BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(204);

            client.awaitExactly(
                    "{\"event\":\"order.created\",\"channel\":\"orders\",\"data\":\"{\\\"item\\\":\\\"tea\\\"}\"}");
        }
    }

    private void anObserverHearsAndAnswers(URI base) throws Exception {
        String socketId;
        try (var client = RawWebSocket.open(base, "/app/app-key?protocol=7").awaitEstablished()) {
            socketId = client.socketId();
            var auth = new SignedSocket(SignedRequests.of("app"), socketId).channel("presence-shop", USER);
            client.text("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"presence-shop\",\"auth\":\"" + auth
                    + "\",\"channel_data\":\"{\\\"user_id\\\":\\\"ada\\\"}\"}}");
            client.awaitExactly(
                    "{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":\"presence-shop\",\"data\":"
                            + "\"{\\\"presence\\\":{\\\"ids\\\":[\\\"ada\\\"],\\\"hash\\\":{\\\"ada\\\":{}},\\\"count\\\":1}}\"}",
                    "{\"event\":\"visitor.welcomed\",\"channel\":\"presence-shop\","
                            + "\"data\":\"{\\\"welcome\\\":\\\"ada\\\"}\"}");
        }
        var expected = List.of(
                "Connected[appId=app-id, socketId=" + socketId + "]",
                "ChannelOccupied[appId=app-id, channel=presence-shop]",
                "MemberAdded[appId=app-id, channel=presence-shop, member=Member[userId=ada, info={}]]",
                "Disconnected[appId=app-id, socketId=" + socketId + "]",
                "MemberRemoved[appId=app-id, channel=presence-shop, userId=ada]",
                "ChannelVacated[appId=app-id, channel=presence-shop]");
        await().untilAsserted(() -> assertThat(happened(base)).containsSubsequence(expected));
    }

    private List<String> happened(URI base) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(base + "/shop")))
                .body()
                .lines()
                .toList();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** A full server is fetched only for those who asked for it. */
    private static void assumeAsked(Container container) {
        boolean asked = Container.asked(container);
        if (!asked) {
            System.out.println("skipped: the shop on " + container.title() + " (-Dcontainers=" + container.id() + ")");
        }
        Assumptions.assumeTrue(asked, container.title() + " was not asked for");
    }
}
