package io.stentor.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The benchmark: {@code Bench SCENARIO [--option value]…} against any Pusher server, or against Stentor as a process of
 * its own. The exit code is an {@link Exit}'s.
 */
public final class Bench {
    private static final Map<String, Supplier<Scenario>> SCENARIOS = scenarioTable();

    private Bench() {}

    private static Map<String, Supplier<Scenario>> scenarioTable() {
        var table = new LinkedHashMap<String, Supplier<Scenario>>();
        table.put("connect", ConnectScenario::new);
        table.put("fanout", FanoutScenario::oneChannel);
        table.put("manychannels", FanoutScenario::manyChannels);
        table.put("clientevents", ClientEventsScenario::new);
        table.put("presence", PresenceScenario::new);
        table.put("churn", ChurnScenario::new);
        table.put("publish", PublishScenario::new);
        table.put("slow", FanoutScenario::withSlowReaders);
        return table;
    }

    static Set<String> scenarios() {
        return SCENARIOS.keySet();
    }

    public static void main(String[] words) {
        var out = new PrintStream(System.out, true, UTF_8);
        var err = new PrintStream(System.err, true, UTF_8);
        System.exit(run(List.of(words), out, err).code());
    }

    /** One run, to the end. What it writes to {@code err} is why it does not end well. */
    static Exit run(List<String> words, PrintStream out, PrintStream err) {
        try {
            return run(Arguments.parse(words), out, err);
        } catch (BenchException e) {
            err.println("bench: " + e.getMessage());
            return e.exit();
        } catch (IOException e) {
            err.println("bench: " + e);
            return Exit.FAILED;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            err.println("bench: interrupted");
            return Exit.FAILED;
        }
    }

    private static Exit run(Arguments arguments, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        if (!SCENARIOS.containsKey(arguments.scenario())) {
            throw new BenchException(Exit.USAGE, arguments.scenario() + " is no scenario\n" + Arguments.help());
        }
        var over = new CountDownLatch(1);
        limit(arguments, over, err);
        pin(arguments);
        try {
            if (arguments.has(Option.URL)) {
                return play(arguments, Target.of(arguments), arguments.number(Option.PID), out, err);
            }
            try (var server = OwnServer.start(arguments)) {
                URI url = server.awaitListening();
                return play(arguments, Target.of(url, arguments), server.pid(), out, err);
            }
        } finally {
            over.countDown();
        }
    }

    private static Exit play(Arguments arguments, Target target, long pid, PrintStream out, PrintStream err)
            throws IOException {
        var meter = new ServerMeter(pid);
        try (var run = new Run(arguments, target, meter)) {
            var results = run.results();
            results.put("scenario", arguments.scenario());
            results.put("label", arguments.text(Option.LABEL));
            results.put("arguments", arguments.given());
            results.put("time", Instant.now().getEpochSecond());
            if (arguments.on(Option.HEAP)) {
                results.put("heap_before_bytes", meter.liveHeap());
            }
            SCENARIOS.get(arguments.scenario()).get().run(run);
            if (arguments.on(Option.HEAP)) {
                results.put("heap_after_bytes", meter.liveHeap());
            }
            results.put("exit", run.exit().name());
            out.print(results.table());
            var file = arguments.text(Option.JSON);
            if (!file.isEmpty()) {
                Files.writeString(
                        Path.of(file), results.json() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
            run.failures().forEach(failure -> err.println("bench: " + failure));
            if (!run.wrongs().isEmpty()) {
                err.println("bench: wrong deliveries: " + String.join(", ", run.wrongs()));
            }
            return run.exit();
        }
    }

    /** Ends the program when the run takes too long; a shutdown hook stops the server. */
    private static void limit(Arguments arguments, CountDownLatch over, PrintStream err) {
        var watch = new Thread(
                () -> {
                    try {
                        if (!over.await(arguments.nanos(Option.TIME_LIMIT), TimeUnit.NANOSECONDS)) {
                            err.println("bench: still going after " + arguments.text(Option.TIME_LIMIT)
                                    + " seconds (--time-limit)");
                            System.exit(Exit.FAILED.code());
                        }
                    } catch (InterruptedException stop) {
                        Thread.currentThread().interrupt();
                    }
                },
                "bench-time-limit");
        watch.setDaemon(true);
        watch.start();
    }

    /** Binds all threads of this program to a CPU; the server is started with another. */
    private static void pin(Arguments arguments) throws IOException, InterruptedException {
        if (arguments.number(Option.LOAD_CPU) < 0) {
            return;
        }
        var self = Long.toString(ProcessHandle.current().pid());
        var taskset = new ProcessBuilder("taskset", "-a", "-c", "-p", arguments.text(Option.LOAD_CPU), self)
                .redirectErrorStream(true)
                .start();
        var output = new String(taskset.getInputStream().readAllBytes(), UTF_8);
        if (taskset.waitFor() != 0) {
            throw new BenchException(Exit.FAILED, "cannot bind to a CPU: " + output.trim());
        }
    }
}
