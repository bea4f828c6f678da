package io.stentor.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stentor.bench.ServerMeter.Cpu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a process uses, read from {@code /proc}. */
class ServerMeterTest {
    private final ServerMeter self = new ServerMeter(ProcessHandle.current().pid());

    @Test
    void aProcessThatWorksUsesCpuMemoryAndFiles() {
        assumeTrue(Files.exists(Path.of("/proc/self/stat")), "not on Linux");
        var before = self.cpu();

        long start =
                ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
        while (ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() - start
                < TimeUnit.MILLISECONDS.toNanos(100)) {
            Thread.onSpinWait();
        }

        assertThat(self.cpu().since(before)).isBetween(50_000_000L, 60_000_000_000L);
        assertThat(self.residentKb().orElseThrow()).isGreaterThan(10_000);
        assertThat(self.openFiles().orElseThrow()).isGreaterThan(3);
        assertThat(self.read().busy()).isPositive();
    }

    @Test
    void withoutAProcessNothingIsKnown() {
        var none = new ServerMeter(0);

        assertThat(none.known()).isFalse();
        assertThat(none.residentKb()).isEmpty();
        assertThat(none.openFiles()).isEmpty();
        assertThat(none.read().server().since(none.cpu())).isZero();
    }

    @Test
    void threadsAreAddedUpAsLongAsNoneEnds() {
        var before = new Cpu(10_000_000, Map.of("1", 5L, "2", 7L));

        assertThat(new Cpu(90_000_000, Map.of("1", 10L, "2", 9L, "3", 100L)).since(before))
                .isEqualTo(107);
        assertThat(new Cpu(90_000_000, Map.of("1", 10L, "3", 100L)).since(before))
                .isEqualTo(80_000_000);
        assertThat(new Cpu(90_000_000, Map.of()).since(before)).isEqualTo(80_000_000);
    }
}
