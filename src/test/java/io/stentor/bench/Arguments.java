package io.stentor.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A scenario and its options, each within its bounds. Immutable. */
final class Arguments {
    private final String scenario;
    private final Map<Option, String> given;

    private Arguments(String scenario, Map<Option, String> given) {
        this.scenario = scenario;
        this.given = given;
    }

    /**
     * Reads {@code scenario --option value --option=value --flag …}.
     *
     * @throws BenchException with {@link Exit#USAGE}, for what is unknown, missing or out of bounds
     */
    static Arguments parse(List<String> words) {
        var rest = new ArrayList<>(words);
        if (rest.isEmpty() || rest.get(0).startsWith("-")) {
            throw new BenchException(Exit.USAGE, help());
        }
        var scenario = rest.remove(0);
        var given = new EnumMap<Option, String>(Option.class);
        while (!rest.isEmpty()) {
            var word = rest.remove(0);
            int equals = word.indexOf('=');
            var option = Option.spelt(equals < 0 ? word : word.substring(0, equals))
                    .orElseThrow(() -> new BenchException(Exit.USAGE, word + " is no option\n" + help()));
            if (option.flag()) {
                given.put(option, equals < 0 ? "true" : word.substring(equals + 1));
            } else if (equals >= 0) {
                given.put(option, option.check(word.substring(equals + 1)));
            } else if (rest.isEmpty()) {
                throw new BenchException(Exit.USAGE, word + " wants a value");
            } else {
                given.put(option, option.check(rest.remove(0)));
            }
        }
        return new Arguments(scenario, given);
    }

    static String help() {
        return "usage: SCENARIO [--option value]…\nscenarios: " + String.join(" ", Bench.scenarios())
                + "\n"
                + Stream.of(Option.values()).map(Option::help).collect(Collectors.joining("\n"));
    }

    String scenario() {
        return scenario;
    }

    boolean has(Option option) {
        return given.containsKey(option);
    }

    boolean on(Option flag) {
        return Boolean.parseBoolean(text(flag));
    }

    String text(Option option) {
        return given.getOrDefault(option, option.fallback());
    }

    double decimal(Option option) {
        return Double.parseDouble(text(option));
    }

    int number(Option option) {
        return (int) decimal(option);
    }

    /** Seconds, in nanoseconds. */
    long nanos(Option option) {
        return (long) (decimal(option) * TimeUnit.SECONDS.toNanos(1));
    }

    /** The options as they were given, without the secret. */
    String given() {
        return given.entrySet().stream()
                .filter(entry -> entry.getKey() != Option.SECRET)
                .map(entry -> entry.getKey().spelling() + (entry.getKey().flag() ? "" : " " + entry.getValue()))
                .collect(Collectors.joining(" "));
    }
}
