package io.stentor.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.app.LiveApp;
import io.stentor.app.TestApps;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The live connections of a node and the places they take; registration and quota are one step (protocol 1.2). */
class ConnectionsTest {
    private final Connections connections = new Connections();
    private final ByHand hand = new ByHand();

    @Test
    void aPlaceIsTakenUntilItIsGivenBack() {
        assertThat(connections.reserve(2)).isTrue();
        assertThat(connections.reserve(2)).isTrue();
        assertThat(connections.reserve(2)).isFalse();
        assertThat(connections.count()).isEqualTo(2);

        connections.cancel();

        assertThat(connections.reserve(2)).isTrue();
    }

    @Test
    void aLimitOfZeroIsNone() {
        assertThat(IntStream.range(0, 1000).allMatch(i -> connections.reserve(0)))
                .isTrue();
        assertThat(connections.count()).isEqualTo(1000);
    }

    @Test
    void appsDoNotTakeEachOthersPlaces() {
        var apps = TestApps.read("""
                [{"id":1,"key":"a","secret":"s","max_connections":1},{"id":2,"key":"b","secret":"s","max_connections":1}]""").stream().map(LiveApp::new).toList();

        assertThat(connections.reserve(apps.get(0))).isTrue();
        assertThat(connections.reserve(apps.get(0))).isFalse();
        assertThat(connections.reserve(apps.get(1))).isTrue();
    }

    @Test
    void aRegisteredConnectionIsFoundByItsId() {
        var connection = hand.connection(FakeTransport.prompt(), ByHand.ROOMY);

        assertThat(connections.add(connection)).isTrue();
        assertThat(connections.add(connection)).isFalse();
        assertThat(connections.find(connection.id())).contains(connection);
        assertThat(connections.all()).containsExactly(connection);
    }

    @Test
    void removingTwiceFreesThePlacesOnce() {
        var connection =
                hand.connection(0, TestApps.app("\"max_connections\":2"), FakeTransport.prompt(), ByHand.ROOMY);
        var app = connection.liveApp();
        for (int i = 0; i < 2; i++) {
            connections.reserve(0);
            connections.reserve(app);
        }
        connections.add(connection);

        connections.remove(connection);
        connections.remove(connection);

        assertThat(connections.count()).isOne();
        assertThat(connections.find(connection.id())).isEmpty();
        assertThat(connections.reserve(app)).isTrue();
        assertThat(connections.reserve(app)).isFalse();
    }

    @Test
    void manyThreadsGetExactlyAsManyPlacesAsThereAre() throws Exception {
        var app = new LiveApp(TestApps.app("\"max_connections\":37"));
        var pool = Executors.newFixedThreadPool(8);
        var start = new CountDownLatch(1);
        try {
            var answers = IntStream.range(0, 800)
                    .mapToObj(i -> pool.submit(() -> {
                        start.await();
                        return connections.reserve(app);
                    }))
                    .toList();
            start.countDown();

            int admitted = 0;
            for (Future<Boolean> answer : answers) {
                admitted += answer.get() ? 1 : 0;
            }
            assertThat(admitted).isEqualTo(37);
        } finally {
            pool.shutdownNow();
        }
    }
}
