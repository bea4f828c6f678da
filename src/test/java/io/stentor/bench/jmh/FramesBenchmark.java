package io.stentor.bench.jmh;

import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Frame;
import io.stentor.protocol.Frames;
import io.stentor.protocol.Json;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What making the one frame of a published event costs (protocol 8.3), however many subscribers share it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FramesBenchmark {
    private final ChannelName channel = ChannelName.parse("orders", 200);

    /** Characters of the data. */
    @Param({"128", "1024", "10240"})
    public int size;

    private String quoted;

    @Setup
    public void quote() {
        quoted = Json.quote("{\"id\":1,\"text\":\"" + "x".repeat(size - 18) + "\"}");
    }

    @Benchmark
    public Frame event() {
        return Frames.event(channel, "order.created", quoted);
    }
}
