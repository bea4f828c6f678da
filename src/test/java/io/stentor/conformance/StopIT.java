package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.Frame;
import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.container.Container;
import io.stentor.conformance.container.Directories;
import io.stentor.conformance.container.Server;
import io.stentor.conformance.container.StentorContainer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients hear when a server that is theirs alone goes away: the code on which they come back (protocol 1.5). */
class StopIT {
    /** Containers look every ten seconds or so whether an application is still there. */
    private static final Duration NOTICED = Duration.ofSeconds(40);

    private static final String RECONNECT = "{\"event\":\"pusher:error\",\"data\":{\"code\":4200,"
            + "\"message\":\"Server closed. Please reconnect shortly.\"},\"channel\":null}";

    private final Server server = Container.chosen().server();
    private final ExecutorService background = Executors.newSingleThreadExecutor();
    private URI base;

    @BeforeEach
    void start() throws Exception {
        var id = Container.chosen().id();
        base = server.start(StentorContainer.war(), Directories.forServer("stop-" + id));
    }

    @AfterEach
    void stop() {
        background.shutdown();
        server.stop();
    }

    @Test
    void whoeverIsThereWhenTheApplicationIsTakenOutIsToldToReconnect() throws Exception {
        exceptOn("hangs up before it tells the application", Container.LIBERTY);
        var clients = clients();

        try {
            server.undeploy();
        } catch (UnsupportedOperationException impossible) {
            Assumptions.abort(impossible.getMessage());
        }

        clients.forEach(StopIT::assertToldToReconnect);
    }

    @Test
    void whoeverIsThereWhenTheServerStopsIsToldToReconnect() {
        exceptOn(
                "hangs up before it tells the application",
                Container.JETTY_12,
                Container.JETTY_12_1,
                Container.LIBERTY);
        exceptOn("hangs up between the event and the close", Container.GLASSFISH);
        exceptOn("says 1001 before it tells the application", Container.WILDFLY);
        var clients = clients();

        background.execute(server::stop);

        clients.forEach(StopIT::assertToldToReconnect);
    }

    private static void exceptOn(String how, Container... containers) {
        Assumptions.assumeFalse(List.of(containers).contains(Container.chosen()), how);
    }

    private List<RawWebSocket> clients() {
        return Stream.generate(() -> RawWebSocket.open(base, "/app/app-key?protocol=7")
                        .awaitEstablished()
                        .subscribe("stop"))
                .limit(20)
                .toList();
    }

    private static void assertToldToReconnect(RawWebSocket client) {
        try (client) {
            var heard = new ArrayList<String>();
            client.next(NOTICED).ifPresent(first -> heard.add(said(first)));
            client.next(RawWebSocket.PATIENCE).ifPresent(second -> heard.add(said(second)));

            assertThat(heard).containsExactly(RECONNECT, "close 4200");
        }
    }

    private static String said(Frame frame) {
        return frame.opcode() == Frame.CLOSE ? "close " + frame.closeCode() : frame.text();
    }
}
