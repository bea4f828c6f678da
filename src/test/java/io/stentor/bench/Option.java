package io.stentor.bench;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Everything that can be asked for, with its default and its bounds. */
enum Option {
    URL("where the server is, such as http://127.0.0.1:6001; without it, a server of its own is started"),
    APP("app-id", "the app's id"),
    KEY("app-key", "the app's key"),
    SECRET("app-secret", "the app's secret"),
    ALLOW_REMOTE(false, "lets --url name another machine than this one"),
    PID(0, 0, Integer.MAX_VALUE, "process of the server at --url, whose CPU and memory are read"),
    WAR("target/stentor.war", "what is started without --url"),
    JAVA("", "the java that starts it; that of this program if empty"),
    JAVA_OPTIONS("-Xmx1g", "its options"),
    CONFIG("", "its configuration; one made for the benchmark if empty"),
    SERVER_CPU(-1, -1, 1023, "the one CPU it runs on (taskset); -1 for any"),
    LOAD_CPU(-1, -1, 1023, "the one CPU this program runs on (taskset); -1 for any"),

    JSON("", "file to which the results are appended, an object a line"),
    LABEL("", "name of the server in the results"),
    DURATION(10, 0.1, 600, "seconds that are measured"),
    WARMUP(4, 0, 600, "seconds before them"),
    SETTLE(0.5, 0, 60, "seconds of silence after everybody is connected"),
    TIME_LIMIT(180, 1, 3600, "seconds after which the program ends, whatever happens"),

    CONNS(100, 1, 100_000, "connections"),
    CONN_RATE(0, 0, 100_000, "connections begun a second; 0 for as fast as it goes"),
    INFLIGHT(100, 1, 10_000, "connections being made at once"),
    SOURCES(0, 0, 200, "source addresses 127.0.0.2, .3 …; 0 for one per 15,000 connections if there are more"),
    IDLE(10, 0, 3600, "connect: seconds of idleness that are measured"),

    RATE(10, 0.1, 20_000, "events published a second, whether or not the server keeps up"),
    SATURATE(false, "instead: publishes as soon as fewer than --window events are on their way"),
    WINDOW(4, 1, 1000, "events on their way at once; clientevents: of each pair, 1 if not given"),
    PUB_CONNS(0, 0, 256, "connections to the HTTP API; 0 for 1, with --saturate 2, for publish 8"),
    BYTES(128, 34, 65_000, "bytes of an event's data"),
    CHANNEL("bench", "beginning of the channels' names"),
    CHANNELS(100, 1, 100_000, "manychannels: channels"),
    K(10, 1, 100_000, "manychannels: subscribers of each channel"),
    PAIRS(100, 1, 10_000, "clientevents: pairs of clients"),
    PAIR_RATE(0, 0, 10_000, "clientevents: events a second and pair; 0 for --window at once"),
    MEMBERS(200, 1, 5_000, "presence: members that join and leave"),
    LEAVE("unsubscribe", "presence: how they leave, unsubscribe or close"),
    CONCURRENCY(50, 1, 5_000, "churn: clients that come and go at once"),
    BATCH(1, 1, 100, "publish: events of one request"),
    SLOW(50, 0, 10_000, "slow: subscribers that never read"),
    SLOW_RCVBUF(65_536, 1024, 16 << 20, "slow: their socket buffer"),
    HEAP(false, "measures the server's live heap before and after (jcmd, which makes it collect)");

    private final String fallback;
    private final BigDecimal least;
    private final BigDecimal greatest;
    private final boolean flag;
    private final String meaning;

    Option(String meaning) {
        this("", meaning);
    }

    Option(String fallback, String meaning) {
        this(fallback, null, null, false, meaning);
    }

    Option(boolean on, String meaning) {
        this(Boolean.toString(on), null, null, true, meaning);
    }

    Option(int fallback, int least, int greatest, String meaning) {
        this(Integer.toString(fallback), BigDecimal.valueOf(least), BigDecimal.valueOf(greatest), false, meaning);
    }

    Option(double fallback, double least, double greatest, String meaning) {
        this(plain(fallback), BigDecimal.valueOf(least), BigDecimal.valueOf(greatest), false, meaning);
    }

    Option(String fallback, BigDecimal least, BigDecimal greatest, boolean flag, String meaning) {
        this.fallback = fallback;
        this.least = least;
        this.greatest = greatest;
        this.flag = flag;
        this.meaning = meaning;
    }

    /** As it is written, with its dashes. */
    String spelling() {
        return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Option> spelt(String word) {
        return Stream.of(values())
                .filter(option -> option.spelling().equals(word))
                .findFirst();
    }

    String fallback() {
        return fallback;
    }

    boolean flag() {
        return flag;
    }

    /** Says what is wrong with a value, or gives it in plain digits. */
    String check(String value) {
        if (least == null) {
            return value;
        }
        try {
            var number = new BigDecimal(value.replace("_", ""));
            if (number.compareTo(least) >= 0 && number.compareTo(greatest) <= 0) {
                return number.toPlainString();
            }
        } catch (NumberFormatException noNumber) {
            // Refused below.
        }
        throw new BenchException(Exit.USAGE, spelling() + " is \"" + value + "\", allowed: " + bounds());
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    private String bounds() {
        return plain(least.doubleValue()) + "–" + plain(greatest.doubleValue());
    }

    /** One line of the help. */
    String help() {
        var standard = flag || fallback.isEmpty() ? "" : " (" + fallback + (least == null ? "" : "; " + bounds()) + ")";
        return "  %-15s %s%s".formatted(spelling(), meaning, standard);
    }
}
