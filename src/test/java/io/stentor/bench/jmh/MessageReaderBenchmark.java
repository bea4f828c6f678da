package io.stentor.bench.jmh;

import io.stentor.protocol.ClientMessage;
import io.stentor.protocol.MessageReader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What reading one message of a client costs (protocol 6). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MessageReaderBenchmark {
    private final MessageReader reader = new MessageReader(64 * 1024);

    /** What the client says. */
    @Param
    public Message message;

    /** Messages as stock clients send them. */
    public enum Message {
        PING("{\"event\":\"pusher:ping\",\"data\":{}}"),
        SUBSCRIBE("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"orders\"}}"),
        SUBSCRIBE_SIGNED("{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\"app-key:"
                + "58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4\",\"channel_data\":"
                + "\"{\\\"user_id\\\":\\\"42\\\",\\\"user_info\\\":{\\\"name\\\":\\\"Ada\\\"}}\","
                + "\"channel\":\"presence-room\"}}"),
        CLIENT_EVENT("{\"event\":\"client-typing\",\"channel\":\"private-room\",\"data\":{\"text\":\"" + "x".repeat(64)
                + "\",\"on\":true}}");

        private final String text;

        Message(String text) {
            this.text = text;
        }
    }

    @Benchmark
    public ClientMessage read() {
        return reader.read(message.text);
    }
}
