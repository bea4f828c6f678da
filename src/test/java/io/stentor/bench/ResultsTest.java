package io.stentor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Figures for people and for programs. */
class ResultsTest {
    private final Results results = new Results();

    @Test
    void theyKeepTheirOrderInJson() {
        results.put("scenario", "fanout \"x\"\n");
        results.put("deliveries", 12_345L);
        results.put("per_s", 1234.5);
        results.put("unknown", OptionalLong.empty());
        results.put("never", Double.NaN);
        results.put("series", List.of(List.of(0.5, 7L)));
        results.put("codes", Map.of(4100, 2));

        assertThat(results.json())
                .isEqualTo("{\"scenario\":\"fanout \\\"x\\\"\\u000a\",\"deliveries\":12345,\"per_s\":1234.5000,"
                        + "\"never\":null,\"series\":[[0.5000,7]],\"codes\":{\"4100\":2}}");
    }

    @Test
    void theTableIsForPeople() {
        results.put("label", "x");
        results.put("deliveries", 12_345L);
        results.put("per_s", 1234.5);
        results.put("ratio", 0.567);
        results.put("samples", Collections.nCopies(6, 1));

        assertThat(results.table()).isEqualTo("""
                  label       x
                  deliveries  12,345
                  per_s       1,235
                  ratio       0.57
                  samples     6 entries, in the JSON
                """);
    }

    @Test
    void latenciesAreInMicroseconds() {
        var histogram = Latencies.histogram();
        for (int i = 1; i <= 1000; i++) {
            histogram.recordValue(i * 1_000_000L);
        }

        results.latencies("lat", histogram);

        assertThat(results.number("lat_p50_us")).isBetween(499_500.0, 500_600.0);
        assertThat(results.number("lat_p99_us")).isBetween(989_000.0, 991_100.0);
        assertThat(results.number("lat_p999_us")).isBetween(998_000.0, 1_000_100.0);
        assertThat(results.number("lat_max_us")).isBetween(999_000.0, 1_001_000.0);
    }
}
