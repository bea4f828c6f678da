package io.stentor.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every scenario for a moment against the executable WAR: nothing lost, doubled or out of order. Never how fast. */
class BenchIT {
    private static final String WAR = System.getProperty("stentor.war", "target/stentor.war");
    private static final String BRIEF = " --duration 1 --warmup 0.2 --settle 0.1";

    private static OwnServer server;
    private static String url;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws Exception {
        server = OwnServer.start(Arguments.parse(List.of("connect", "--war", WAR)));
        url = server.awaitListening().toString();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fanout --conns 50 --rate 20",
                "fanout --conns 50 --saturate",
                "fanout --conns 20 --saturate --window 64 --pub-conns 64",
                "fanout --conns 20 --rate 20 --bytes 9000",
                "manychannels --conns 30 --channels 20 --k 7 --rate 100",
                "manychannels --conns 30 --channels 20 --k 7 --saturate",
                "clientevents --pairs 10",
                "clientevents --pairs 10 --window 5",
                "clientevents --pairs 10 --pair-rate 10",
                "slow --conns 10 --slow 3 --rate 20"
            })
    void everyEventArrivesOnceAndInOrder(String scenario) throws IOException {
        assertThat(run(scenario)).contains("\"lost\":0,\"dup\":0,").contains("\"exit\":\"OK\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unsubscribe", "close"})
    void everybodyHearsOnceWhoCameAndTheObserverWhoLeft(String leave) throws IOException {
        assertThat(run("presence --members 30 --leave " + leave))
                .contains("\"member_added\":465,\"member_added_expected\":465,")
                .contains("\"observer_missing\":0,\"dup\":0,")
                .contains("\"exit\":\"OK\"");
    }

    @Test
    void everybodyConnectsAndStays() throws IOException {
        assertThat(run("connect --conns 40 --idle 0.5"))
                .contains("\"established\":40,")
                .contains("\"closed_by_server\":0,\"exit\":\"OK\"");
    }

    @Test
    void clientsComeAndGo() throws IOException {
        assertThat(run("churn --concurrency 5")).contains("\"broken_cycles\":0,\"exit\":\"OK\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void everyPublishIsAccepted(int batch) throws IOException {
        assertThat(run("publish --batch " + batch)).contains("\"api_err\":0,\"exit\":\"OK\"");
    }

    @Test
    void withoutAUrlItStartsAServerAndEndsIt() throws IOException {
        var before = ProcessHandle.current().children().count();
        var err = new ByteArrayOutputStream();

        var exit = bench("fanout --conns 5 --rate 10 --pub-conns 1 --war " + WAR + BRIEF, err);

        assertThat(err.toString(UTF_8)).isEmpty();
        assertThat(exit).isEqualTo(Exit.OK);
        assertThat(ProcessHandle.current().children().count()).isEqualTo(before);
    }

    /** The results as JSON. */
    private String run(String scenario) throws IOException {
        var file = directory.resolve("results.json");
        var err = new ByteArrayOutputStream();
        bench(scenario + BRIEF + " --url " + url + " --pid " + server.pid() + " --json " + file, err);
        assertThat(err.toString(UTF_8)).isEmpty();
        return Files.readString(file);
    }

    private static Exit bench(String words, ByteArrayOutputStream err) {
        return Bench.run(
                List.of(words.split(" ")),
                new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                new PrintStream(err, true, UTF_8));
    }
}
