package io.stentor.app;

import io.stentor.config.ConfigException;
import io.stentor.config.Option;
import io.stentor.config.Values;
import io.stentor.protocol.Json;
import io.stentor.protocol.Json.DefectException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Reads apps from their JSON (protocol 12). Unknown members are a warning, wrong values a {@link ConfigException}. */
public final class AppReader {
    private static final String ANY = "any text but the empty one";

    /** Of one app; each costs a comparison at most. */
    private static final int MOST_ADDITIONAL_KEYS = 16;

    public static final Option<String> ID =
            Option.text("id", "", ANY, "Names the app in the HTTP API and in the log; required, unique.");
    public static final Option<String> KEY =
            Option.text("key", "", ANY, "Names the app to clients; required, unique, public.");
    public static final Option<String> SECRET = Option.text(
            "secret", "", ANY, "Signs requests and subscriptions; required, known to your back ends alone.");
    public static final Option<Map<String, Signature>> ADDITIONAL_KEYS = new Option<>(
            "additional_keys",
            "[]",
            "[{\"key\":…,\"secret\":…}]",
            "More pairs that are accepted beside the first, until everybody has changed over; the first signs webhooks.",
            AppReader::pairs);
    public static final Option<Boolean> ENABLED =
            Option.flag("enabled", true, "An app that is off refuses connections (4004) and publishes (403).");
    public static final Option<List<String>> ALLOWED_ORIGINS = Option.list(
            "allowed_origins",
            "origins, hosts, *.domains, null, *",
            "Which pages may connect, by their Origin; none for all.");
    public static final Option<Boolean> ALLOW_MISSING_ORIGIN = Option.flag(
            "allow_missing_origin", false, "With allowed_origins: whether clients without an Origin may connect.");
    public static final Option<Boolean> REQUIRE_TLS =
            Option.flag("require_tls", false, "Refuses connections that are not wss:// (4000).");
    public static final Option<Integer> ACTIVITY_TIMEOUT = Option.integer(
            "activity_timeout",
            120,
            1,
            86_400,
            "Seconds of silence after which a client is pinged; the server's value.");
    public static final Option<Integer> MAX_CONNECTIONS = Option.integer(
            "max_connections", 0, -1, Integer.MAX_VALUE, "Connections of the app at once; 0 or -1 for any number.");
    public static final Option<Integer> MAX_CHANNEL_NAME_LENGTH =
            Option.integer("max_channel_name_length", 200, 1, 512, "Bytes of a channel's name, prefix included.");
    public static final Option<Integer> MAX_CHANNELS_PER_CONNECTION = Option.integer(
            "max_channels_per_connection",
            10_000,
            0,
            Integer.MAX_VALUE,
            "Channels of one connection; 0 for any number.");
    public static final Option<Integer> MAX_EVENT_CHANNELS_AT_ONCE =
            Option.integer("max_event_channels_at_once", 100, 1, 10_000, "Channels of one publish.");
    public static final Option<Integer> MAX_EVENT_NAME_LENGTH =
            Option.integer("max_event_name_length", 200, 1, 10_000, "Bytes of an event's name.");
    public static final Option<Integer> MAX_EVENT_PAYLOAD_IN_KB =
            Option.integer("max_event_payload_in_kb", 10, 1, 10_240, "Kilobytes (1024) of an event's data.");
    public static final Option<Integer> MAX_EVENT_BATCH_SIZE =
            Option.integer("max_event_batch_size", 10, 1, 1_000, "Events of one batch.");

    public static final Option<Boolean> ENABLE_CLIENT_MESSAGES =
            Option.flag("enable_client_messages", false, "Whether clients may send events to each other.");
    public static final Option<Boolean> ENABLE_USER_AUTHENTICATION = Option.flag(
            "enable_user_authentication",
            false,
            "Lets go (4009) who has neither signed in nor joined a signed channel within user_authentication_timeout.");
    public static final Option<Boolean> ENABLE_WATCHLIST_EVENTS =
            Option.flag("enable_watchlist_events", false, "Tells clients who of their watchlist comes and goes.");
    public static final Option<Boolean> ENABLE_SUBSCRIPTION_COUNT =
            Option.flag("enable_subscription_count", false, "Tells subscribers how many they are.");
    public static final Option<Integer> MAX_CLIENT_EVENTS = Option.integer(
            "max_client_events_per_second",
            10,
            -1,
            1_000_000,
            "Client events of one connection within decay_seconds; 0 or -1 for any number.");
    public static final Option<Integer> DECAY_SECONDS =
            Option.integer("decay_seconds", 1, 1, 3_600, "Seconds to which max_client_events_per_second applies.");
    public static final Option<Boolean> TERMINATE_ON_LIMIT =
            Option.flag("terminate_on_limit", false, "Lets go (4301) who sends more client events than that.");
    public static final Option<Boolean> MESSAGES_LIMITED = Option.flag(
            "message_rate_limit.enabled", false, "Limits all messages of a connection but pings and pongs.");
    public static final Option<Integer> MESSAGES_ATTEMPTS =
            Option.integer("message_rate_limit.max_attempts", 60, 1, 1_000_000, "Messages within that time.");
    public static final Option<Integer> MESSAGES_SECONDS =
            Option.integer("message_rate_limit.decay_seconds", 60, 1, 3_600, "That time, in seconds.");
    public static final Option<Boolean> MESSAGES_TERMINATE =
            Option.flag("message_rate_limit.terminate_on_limit", false, "Lets go (4301) who sends more.");
    public static final Option<Integer> MAX_PRESENCE_MEMBERS =
            Option.integer("max_presence_members_per_channel", 100, 1, 1_000_000, "Users in one presence channel.");
    public static final Option<Integer> MAX_PRESENCE_MEMBER_SIZE =
            Option.integer("max_presence_member_size_in_kb", 2, 1, 64, "Kilobytes (1024) of one member's user_info.");
    public static final Option<Integer> CACHE_TTL =
            Option.integer("cache_ttl", 1_800, 1, 86_400, "Seconds for which a cache channel keeps its last event.");
    public static final Option<Integer> MAX_BACKEND_EVENTS = Option.integer(
            "max_backend_events_per_second",
            0,
            -1,
            1_000_000,
            "Events of back ends a second, one for each channel that they go to; 0 or -1 for any number.");
    public static final Option<Integer> MAX_READ_REQUESTS = Option.integer(
            "max_read_requests_per_second",
            0,
            -1,
            1_000_000,
            "Requests of back ends a second that ask for channels, users or connections; 0 or -1 for any number.");
    public static final Option<Boolean> IDEMPOTENCY = Option.flag(
            "idempotency.enabled", true, "Whether a publish that is repeated with its key is done once only.");
    public static final Option<Integer> IDEMPOTENCY_TTL =
            Option.integer("idempotency.ttl_seconds", 120, 1, 86_400, "Seconds for which such a key is remembered.");
    public static final Option<String> SLOW_CONSUMER = Option.text(
            "slow_consumer",
            "",
            SlowConsumers.ALLOWED,
            "What becomes of an event for a client for which too much waits; websocket.disconnect_on_buffer_full decides.");
    public static final Option<String> WEBHOOKS = Option.text(
            "webhooks", "[]", "an array of objects", "Where the app's events are reported to; their fields are below.");

    /** Every field, in the order of the README's table. */
    public static final List<Option<?>> FIELDS = List.of(
            ID,
            KEY,
            SECRET,
            ADDITIONAL_KEYS,
            ENABLED,
            ALLOWED_ORIGINS,
            ALLOW_MISSING_ORIGIN,
            REQUIRE_TLS,
            ACTIVITY_TIMEOUT,
            MAX_CONNECTIONS,
            MAX_CHANNEL_NAME_LENGTH,
            MAX_CHANNELS_PER_CONNECTION,
            MAX_EVENT_CHANNELS_AT_ONCE,
            MAX_EVENT_NAME_LENGTH,
            MAX_EVENT_PAYLOAD_IN_KB,
            MAX_EVENT_BATCH_SIZE,
            ENABLE_CLIENT_MESSAGES,
            MAX_CLIENT_EVENTS,
            DECAY_SECONDS,
            TERMINATE_ON_LIMIT,
            MESSAGES_LIMITED,
            MESSAGES_ATTEMPTS,
            MESSAGES_SECONDS,
            MESSAGES_TERMINATE,
            ENABLE_USER_AUTHENTICATION,
            ENABLE_WATCHLIST_EVENTS,
            ENABLE_SUBSCRIPTION_COUNT,
            MAX_PRESENCE_MEMBERS,
            MAX_PRESENCE_MEMBER_SIZE,
            CACHE_TTL,
            MAX_BACKEND_EVENTS,
            MAX_READ_REQUESTS,
            IDEMPOTENCY,
            IDEMPOTENCY_TTL,
            SLOW_CONSUMER,
            WEBHOOKS);

    private final int activityTimeout;
    private final Consumer<String> warnings;

    /** The apps that were read last, by digests of what was read. */
    private Map<String, App> last = Map.of();

    /**
     * @param activityTimeout the server's, in seconds, for apps that have none of their own
     * @param warnings hears of unknown members and mended values, a sentence each
     */
    public AppReader(int activityTimeout, Consumer<String> warnings) {
        this.activityTimeout = activityTimeout;
        this.warnings = warnings;
    }

    /**
     * Reads the array of apps.
     *
     * @param tree as {@link io.stentor.protocol.Json#tree} gives it
     * @throws ConfigException when it is no array of apps, or one of them is wrong
     */
    public List<App> read(@Nullable Object tree) {
        if (!(tree instanceof List<?> list)) {
            throw new ConfigException("apps is not a JSON array of apps");
        }
        return read(list, index -> "apps[" + index + "]");
    }

    /**
     * The same; an app that is written as it was when it was last read is the same object. One thread at a time.
     *
     * @param place what an operator calls the app of this index
     */
    public List<App> read(List<?> list, IntFunction<String> place) {
        var apps = new ArrayList<App>();
        var now = new HashMap<String, App>();
        for (var element : list) {
            if (!(element instanceof Map<?, ?> members)) {
                throw new ConfigException(place.apply(apps.size()) + " is not a JSON object");
            }
            var digest = digest(members);
            var known = last.get(digest);
            var app = known == null ? app(place.apply(apps.size()), members) : known;
            now.put(digest, app);
            apps.add(app);
        }
        last = now;
        return apps;
    }

    /** In the place of what was read, since that has secrets in it. */
    private static String digest(Map<?, ?> members) {
        try {
            var bytes = Json.write(members).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private App app(String place, Map<?, ?> object) {
        var members = Values.flat(object, Set.of(SLOW_CONSUMER.name()));
        var known = new HashSet<String>();
        FIELDS.forEach(field -> known.add(field.name()));
        members.keySet().forEach(name -> {
            if (!known.contains(String.valueOf(name))) {
                warnings.accept(place + " has an unknown member, which is ignored: " + name);
            }
        });
        List.of(ID, KEY, SECRET).forEach(field -> requireText(place, members, field));
        Function<String, @Nullable String> values =
                name -> members.get(name) == null ? null : Values.text(members.get(name));
        try {
            var webhooks = new WebhookReader(place + ".webhooks", warnings).read(object.get(WEBHOOKS.name()));
            return app(values, SlowConsumers.read(object.get(SLOW_CONSUMER.name())), webhooks);
        } catch (ConfigException wrong) {
            throw new ConfigException(place + "." + wrong.getMessage());
        }
    }

    private App app(Function<String, @Nullable String> values, SlowConsumers slowConsumers, List<Webhook> webhooks) {
        var id = required(ID, values);
        var key = required(KEY, values);
        var signature = new Signature(required(SECRET, values));
        var origins = new Origins(
                ALLOWED_ORIGINS.in(values),
                ALLOW_MISSING_ORIGIN.in(values),
                warning -> warnings.accept("app " + id + ": " + warning));
        var limits = new Limits(
                Math.max(0, MAX_CONNECTIONS.in(values)),
                MAX_CHANNEL_NAME_LENGTH.in(values),
                MAX_CHANNELS_PER_CONNECTION.in(values),
                MAX_EVENT_CHANNELS_AT_ONCE.in(values),
                MAX_EVENT_NAME_LENGTH.in(values),
                MAX_EVENT_PAYLOAD_IN_KB.in(values) * 1024,
                MAX_EVENT_BATCH_SIZE.in(values),
                MAX_PRESENCE_MEMBERS.in(values),
                MAX_PRESENCE_MEMBER_SIZE.in(values) * 1024,
                CACHE_TTL.in(values),
                new RateLimit(
                        Math.max(0, MAX_CLIENT_EVENTS.in(values)),
                        DECAY_SECONDS.in(values),
                        TERMINATE_ON_LIMIT.in(values)),
                new RateLimit(
                        MESSAGES_LIMITED.in(values) ? MESSAGES_ATTEMPTS.in(values) : 0,
                        MESSAGES_SECONDS.in(values),
                        MESSAGES_TERMINATE.in(values)),
                perSecond(MAX_BACKEND_EVENTS.in(values)),
                perSecond(MAX_READ_REQUESTS.in(values)),
                IDEMPOTENCY_TTL.in(values));
        var features = new Features(
                ENABLE_CLIENT_MESSAGES.in(values),
                ENABLE_USER_AUTHENTICATION.in(values),
                ENABLE_WATCHLIST_EVENTS.in(values),
                ENABLE_SUBSCRIPTION_COUNT.in(values),
                IDEMPOTENCY.in(values));
        int silence = values.apply(ACTIVITY_TIMEOUT.name()) == null ? activityTimeout : ACTIVITY_TIMEOUT.in(values);
        return new App(
                id,
                key,
                signature,
                additionalKeys(key, values),
                ENABLED.in(values),
                origins,
                REQUIRE_TLS.in(values),
                silence,
                features,
                limits,
                slowConsumers,
                webhooks);
    }

    private static RateLimit perSecond(int times) {
        return new RateLimit(Math.max(0, times), 1, false);
    }

    private static Map<String, Signature> additionalKeys(String first, Function<String, @Nullable String> values) {
        var pairs = ADDITIONAL_KEYS.in(values);
        if (pairs.containsKey(first)) {
            throw new ConfigException(ADDITIONAL_KEYS.name() + " names a key twice");
        }
        return pairs;
    }

    /** Reads pairs of key and secret. What is wrong with them is told without them. */
    private static Map<String, Signature> pairs(String json) {
        var pairs = new LinkedHashMap<String, Signature>();
        for (var element : elements(json)) {
            if (!(element instanceof Map<?, ?> pair) || !pair.keySet().equals(Set.of(KEY.name(), SECRET.name()))) {
                throw noPairs();
            }
            var secret = new Signature(pairText(pair.get(SECRET.name())));
            if (pairs.put(pairText(pair.get(KEY.name())), secret) != null) {
                throw new ConfigException(ADDITIONAL_KEYS.name() + " names a key twice");
            }
        }
        return Collections.unmodifiableMap(pairs);
    }

    private static List<?> elements(String json) {
        try {
            if (Json.tree(json) instanceof List<?> elements && elements.size() <= MOST_ADDITIONAL_KEYS) {
                return elements;
            }
        } catch (DefectException malformed) {
            throw noPairs();
        }
        throw noPairs();
    }

    private static String pairText(@Nullable Object value) {
        if (!(value instanceof String || value instanceof BigDecimal)
                || Values.text(value).isEmpty()) {
            throw noPairs();
        }
        return Values.text(value);
    }

    private static ConfigException noPairs() {
        return new ConfigException(ADDITIONAL_KEYS.name() + " is not what it should be, allowed: at most "
                + MOST_ADDITIONAL_KEYS + " of " + ADDITIONAL_KEYS.allowed());
    }

    /** A string; a number becomes one. */
    private static void requireText(String place, Map<?, ?> members, Option<String> field) {
        var value = members.get(field.name());
        if (value != null && !(value instanceof String) && !(value instanceof BigDecimal)) {
            throw new ConfigException(place + "." + field.name() + " is " + Values.kind(value) + ", allowed: " + ANY);
        }
    }

    private static String required(Option<String> field, Function<String, @Nullable String> values) {
        var value = values.apply(field.name());
        if (value == null || value.isEmpty()) {
            throw new ConfigException(field.name() + " is missing; every app needs id, key and secret");
        }
        return value;
    }
}
