package io.stentor.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.stentor.connection.FakeTransport;
import io.stentor.connection.Handshake;
import io.stentor.event.ServerEvent;
import io.stentor.event.ServerEvent.ChannelOccupied;
import io.stentor.event.ServerEvent.Connected;
import io.stentor.protocol.ClientMessage.Subscribe;
import io.stentor.server.Inbound;
import io.stentor.server.InvalidPublicationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the bean offers to code of the same application. */
class StentorTest {
    private static final String APPS =
            "[{\"id\":\"app-id\",\"key\":\"app-key\",\"secret\":\"app-secret\",\"max_event_name_length\":20},"
                    + "{\"id\":\"off-id\",\"key\":\"off-key\",\"secret\":\"off-secret\",\"enabled\":false}]";

    private final Stentor stentor = new Stentor();
    private final FakeTransport client = FakeTransport.prompt();
    private final List<Inbound> inbounds = new ArrayList<>();

    @BeforeEach
    void start() {
        var properties = new Properties();
        properties.setProperty("stentor.apps", APPS);
        stentor.start(Settings.read(
                new Sources(List.of(Sources.systemProperties(properties))), name -> null, false, warning -> {}));
    }

    @AfterEach
    void stop() {
        inbounds.forEach(inbound -> inbound.closed(false));
        stentor.stop();
    }

    private String connected(FakeTransport transport) {
        var heard = new CopyOnWriteArrayList<ServerEvent>();
        var end = stentor.listen(Set.of(Connected.class), heard::add);
        var inbound = stentor.server().open("app-key", new Handshake(List.of(), null, false, null), transport);
        inbounds.add(inbound);
        inbound.received(new Subscribe("orders", null, null, false));
        await().until(() -> transport.frames().size() == 2 && heard.size() == 1);
        end.run();
        return ((Connected) heard.get(0)).socketId().text();
    }

    @Test
    void whatIsPublishedReachesSubscribersAsIfByHttp() {
        connected(client);
        stentor.publish("app-id", List.of("orders", "orders", "others"), "created", "{\"id\":1}");

        await().untilAsserted(() -> assertThat(client.frames())
                .hasSize(3)
                .last()
                .isEqualTo("{\"event\":\"created\",\"channel\":\"orders\",\"data\":\"{\\\"id\\\":1}\"}"));
    }

    @Test
    void oneConnectionCanBeLeftOut() {
        var other = FakeTransport.prompt();
        var socketId = connected(client);
        connected(other);
        stentor.publish("app-id", List.of("orders"), "created", "1", socketId);
        stentor.publish("app-id", List.of("orders"), "updated", "2");

        await().untilAsserted(() -> assertThat(other.frames()).hasSize(4));
        await().untilAsserted(() -> assertThat(client.frames()).hasSize(3));
        assertThat(client.frames().get(2)).contains("updated");
    }

    @Test
    void whatBreaksARuleOfTheHttpApiIsRefusedWithItsWords() {
        assertThatThrownBy(() -> stentor.publish("app-id", List.of("or:ders"), "created", "1"))
                .isInstanceOf(InvalidPublicationException.class)
                .hasMessage("Invalid channel name");
        assertThatThrownBy(() -> stentor.publish("app-id", List.of(), "created", "1"))
                .isInstanceOf(InvalidPublicationException.class)
                .hasMessage("channel or a non-empty channels is required");
        assertThatThrownBy(() -> stentor.publish("app-id", List.of("orders"), "pusher:created", "1"))
                .isInstanceOf(InvalidPublicationException.class);
        assertThatThrownBy(() -> stentor.publish("app-id", List.of("orders"), "a-name-that-is-too-long", "1"))
                .isInstanceOf(InvalidPublicationException.class)
                .hasMessageContaining("max_event_name_length");
        assertThatThrownBy(() -> stentor.publish("app-id", List.of("orders"), "created", "1", "x"))
                .isInstanceOf(InvalidPublicationException.class)
                .hasMessage("socket_id must look like 123.456");
    }

    @Test
    void onlyAnEnabledAppPublishes() {
        assertThatThrownBy(() -> stentor.publish("no-id", List.of("orders"), "created", "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no-id");
        assertThatThrownBy(() -> stentor.publish("off-id", List.of("orders"), "created", "1"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aListenerHearsWhatItAskedFor() {
        var all = new CopyOnWriteArrayList<ServerEvent>();
        var occupied = new CopyOnWriteArrayList<ServerEvent>();
        stentor.listen(all::add);
        stentor.listen(Set.of(ChannelOccupied.class), occupied::add);
        connected(client);

        await().untilAsserted(() -> assertThat(occupied).hasSize(1));
        assertThat(occupied).hasOnlyElementsOfType(ChannelOccupied.class);
        await().untilAsserted(() -> assertThat(all)
                .hasAtLeastOneElementOfType(Connected.class)
                .hasAtLeastOneElementOfType(ChannelOccupied.class));
    }

    @Test
    void aListenerThatBlocksHoldsNoSocket() {
        stentor.listen(event -> {
            synchronized (this) {
                try {
                    wait();
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        connected(client);
        stentor.publish("app-id", List.of("orders"), "created", "1");

        await().untilAsserted(() -> assertThat(client.frames()).hasSize(3));
    }

    @Test
    void whoIsNotRunningSaysSo() {
        var idle = new Stentor();

        assertThatThrownBy(() -> idle.publish("app-id", List.of("orders"), "created", "1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Stentor is not running");
        assertThatThrownBy(() -> idle.listen(event -> {})).isInstanceOf(IllegalStateException.class);
    }
}
