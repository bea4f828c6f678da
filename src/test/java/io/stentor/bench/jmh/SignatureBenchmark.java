package io.stentor.bench.jmh;

import io.stentor.app.App;
import io.stentor.app.RequestSignature;
import io.stentor.app.TestApps;
import io.stentor.protocol.Query;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to find that a signed request is the app's (protocol 8.1): the query, the signature, the body's digest. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SignatureBenchmark {
    private static final long NOW = 1_700_000_000;
    private static final String PATH = "/apps/app-id/events";
    private static final String QUERY = "auth_key=app-key&auth_timestamp=1700000000&auth_version=1.0"
            + "&body_md5=d5a6e03ae3881091bdb5a5f161c73040"
            + "&auth_signature=1750cf90e568dd55120b88aad424180f8bddf3837c2a57b0c6f4522252841ed1";

    private final App app = TestApps.app();
    private final byte[] body = "{\"name\":\"order.created\",\"channels\":[\"orders\"],\"data\":\"{\\\"id\\\":1}\"}"
            .getBytes(StandardCharsets.UTF_8);

    @Setup
    public void accept() {
        if (verify() != null) {
            throw new IllegalStateException("the request is refused: " + verify());
        }
    }

    @Benchmark
    public String verify() {
        return new RequestSignature("POST", PATH, PATH, Query.parse(QUERY), body).complaint(app, NOW);
    }
}
