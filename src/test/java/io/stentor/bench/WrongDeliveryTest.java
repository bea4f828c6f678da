package io.stentor.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that does not deliver as it should is found out, and the exit code says so. */
class WrongDeliveryTest {
    @TempDir
    Path directory;

    @Test
    void aServerThatDeliversEachEventOnceInOrderPasses() throws IOException {
        assertThat(run(published -> last(published, 1))).isEqualTo("OK: ");
        assertThat(json()).contains("\"lost\":0,\"dup\":0,\"out_of_order\":0,", "\"exit\":\"OK\"");
    }

    @Test
    void aServerThatLosesAnEventDoesNot() throws IOException {
        assertThat(run(published -> published.size() % 5 == 0 ? List.of() : last(published, 1)))
                .matches("WRONG_DELIVERY: bench: wrong deliveries: lost [1-9][0-9]*");
    }

    @Test
    void aServerThatDeliversTwiceDoesNot() throws IOException {
        assertThat(run(published -> last(published, published.size() % 5 == 0 ? 2 : 1)))
                .matches("WRONG_DELIVERY: bench: wrong deliveries: dup [1-9][0-9]*");
    }

    @Test
    void aServerThatTurnsTheOrderDoesNot() throws IOException {
        assertThat(run(published -> switch (published.size() % 5) {
                    case 1 -> List.of();
                    case 2 -> List.of(published.get(published.size() - 1), published.get(published.size() - 2));
                    default -> last(published, 1);
                }))
                .matches("WRONG_DELIVERY: bench: wrong deliveries: out_of_order [1-9][0-9]*");
    }

    @Test
    void aServerThatIsNotThereIsAFailure() throws IOException {
        var err = new ByteArrayOutputStream();

        var exit = Bench.run(
                List.of("connect", "--url", "http://127.0.0.1:1", "--conns", "1", "--warmup", "0"),
                new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                new PrintStream(err, true, UTF_8));

        assertThat(exit).isEqualTo(Exit.FAILED);
        assertThat(err.toString(UTF_8)).startsWith("bench: 1 of 1 connections did not come up: [Connection refused]");
    }

    @Test
    void aScenarioThatDoesNotExistIsAMisuse() {
        var err = new ByteArrayOutputStream();

        var exit = Bench.run(
                List.of("fan-out"),
                new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                new PrintStream(err, true, UTF_8));

        assertThat(exit).isEqualTo(Exit.USAGE);
        assertThat(err.toString(UTF_8)).startsWith("bench: fan-out is no scenario\nusage:");
    }

    private static List<String> last(List<String> published, int count) {
        return published.subList(published.size() - Math.min(count, published.size()), published.size());
    }

    /** The exit and what was written to standard error. */
    private String run(Function<List<String>, List<String>> delivery) throws IOException {
        var err = new ByteArrayOutputStream();
        try (var server = new FakePusher(delivery)) {
            var words = "fanout --conns 3 --rate 50 --duration 1 --warmup 0 --settle 0 --url " + server.url()
                    + " --json " + directory.resolve("results.json");
            var exit = Bench.run(
                    List.of(words.split(" ")),
                    new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                    new PrintStream(err, true, UTF_8));
            return exit + ": " + err.toString(UTF_8).trim();
        }
    }

    private String json() throws IOException {
        return Files.readString(directory.resolve("results.json"));
    }
}
