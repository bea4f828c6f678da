package io.stentor.bench.jmh;

import io.stentor.app.LiveApp;
import io.stentor.app.TestApps;
import io.stentor.channel.ChannelRegistry;
import io.stentor.channel.ChannelSettings;
import io.stentor.channel.Channels;
import io.stentor.connection.Batch;
import io.stentor.connection.ByHand;
import io.stentor.connection.Transport;
import io.stentor.event.EventSink;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Frame;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

/**
 * What it costs to bring one event from its channel over the lanes and outboxes to the transports of all subscribers,
 * which take it at once: everything but encoding and sockets. Divide by the subscribers for one delivery.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BroadcastBenchmark {
    private static final ChannelName CHANNEL = ChannelName.parse("orders", 200);
    private static final int LANES = 2;

    @Param({"1", "10", "1000"})
    public int subscribers;

    private final ByHand hand = new ByHand();
    private final Frame frame =
            new Frame("{\"event\":\"e\",\"channel\":\"orders\",\"data\":\"" + "x".repeat(128) + "\"}");
    private final Prompt transport = new Prompt();
    private Channels channels;

    @Setup
    public void subscribe() {
        channels = new ChannelRegistry(LANES, new ChannelSettings(100, Duration.ZERO), EventSink.NONE, System::nanoTime)
                .of(new LiveApp(TestApps.app()));
        for (int i = 0; i < subscribers; i++) {
            var connection = hand.connection(i % LANES, TestApps.app(), transport, ByHand.ROOMY);
            connection.lane().run(() -> {
                connection.open();
                channels.join(CHANNEL, connection, null);
            });
        }
        hand.run();
        long before = transport.frames;
        broadcast();
        if (transport.frames - before != subscribers) {
            throw new IllegalStateException((transport.frames - before) + " of " + subscribers + " heard");
        }
    }

    @Benchmark
    public long broadcast() {
        channels.broadcast(CHANNEL, frame, null);
        hand.run();
        return transport.frames;
    }

    /** Takes every write at once and counts its frames. */
    private static final class Prompt implements Transport {
        private long frames;

        @Override
        public void write(Batch batch, Consumer<Throwable> done) {
            frames += batch.size();
            done.accept(null);
        }

        @Override
        public void close(int code, String reason) {}

        @Override
        public void abort(int code, String reason) {}
    }
}
