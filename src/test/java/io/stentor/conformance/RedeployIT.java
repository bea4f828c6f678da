package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.container.Container;
import io.stentor.conformance.container.Container.Engine;
import io.stentor.conformance.container.Directories;
import io.stentor.conformance.container.Server;
import io.stentor.conformance.container.StentorContainer;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An application that is replaced while its server goes on is gone, and its clients come to the next one. */
class RedeployIT {
    private static final int TIMES = 10;
    private static final Duration NOTICED = Duration.ofSeconds(40);
    /** Loaded whenever the application runs. */
    private static final String CLASS = "io.stentor.boot.Stentor";

    private final Server server = Container.chosen().server();
    private URI base;

    @BeforeEach
    void start() throws Exception {
        var id = Container.chosen().id();
        base = server.start(StentorContainer.war(), Directories.forServer("redeploy-" + id));
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void tenTimesLeaveTheThreadsTheClassesAndTheBeansOfOneApplication() throws Exception {
        exceptOn("does not let anybody look at its heap from outside", Container.LIBERTY);
        exceptOn("keeps the command of each deployment among its listeners of events", Container.GLASSFISH);

        try (var heap = server.heap()) {
            useAndReplace();
            assertThat(ours(heap.threads())).isNotEmpty();
            assertThat(heap.loadersOf(CLASS)).isPositive();
            var beans = ours(heap.mbeans());

            for (int i = 1; i < TIMES; i++) {
                useAndReplace();
            }

            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> {
                        heap.collect();
                        // Which holds the threads too: each keeps the class loader that its task is from.
                        assertThat(heap.loadersOf(CLASS)).isBetween(1, 1 + keptByTheServer());
                        assertThat(ours(heap.threads())).doesNotHaveDuplicates();
                        assertThat(ours(heap.mbeans())).isEqualTo(beans);
                    });
        }
    }

    private static void exceptOn(String how, Container container) {
        Assumptions.assumeFalse(Container.chosen() == container, how);
    }

    /**
     * How many applications the server itself may keep that are gone, however many there were. On WildFly a thread of the
     * pool keeps the context class loader with which it was made, and the last task that it had.
     */
    private static int keptByTheServer() {
        return Container.chosen() == Container.WILDFLY ? 4 : 0;
    }

    private void useAndReplace() throws Exception {
        try (var client = RawWebSocket.open(base, "/app/app-key?protocol=7")) {
            client.awaitEstablished().subscribe("redeploy");
            try {
                server.redeploy();
            } catch (UnsupportedOperationException impossible) {
                Assumptions.abort(impossible.getMessage());
            }
            if (Container.chosen().engine() == Engine.LIBERTY) {
                // Hangs up before it tells the application, see StopIT.
                Awaitility.await().atMost(NOTICED).until(() -> {
                    client.next(Duration.ofMillis(100));
                    return client.ended();
                });
            } else {
                assertThat(client.next(NOTICED))
                        .hasValueSatisfying(first -> assertThat(first.text()).contains("\"code\":4200"));
                client.awaitClosed(4200);
            }
        }
        Awaitility.await()
                .atMost(NOTICED)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .untilAsserted(this::assertServed);
    }

    /** By the next one: who was told to reconnect does. */
    private void assertServed() {
        try (var client = RawWebSocket.open(base, "/app/app-key?protocol=7")) {
            client.awaitEstablished().subscribe("redeploy");
        }
    }

    private static List<String> ours(Collection<String> names) {
        return names.stream().filter(name -> name.contains("stentor")).toList();
    }
}
