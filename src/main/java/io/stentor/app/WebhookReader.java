package io.stentor.app;

import io.stentor.config.ConfigException;
import io.stentor.config.Option;
import io.stentor.config.Values;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the webhooks of an app from their JSON (protocol 9.2). Values of URLs and headers are in no message: they may
 * hold secrets.
 */
public final class WebhookReader {
    private static final int MOST_WEBHOOKS = 50;
    private static final int MOST_HEADERS = 20;
    private static final int LONGEST_URL = 2_048;
    private static final int LONGEST_FILTER = 500;

    private static final String HTTP = "an http or https URL of at most 2048 characters, without user and fragment";

    public static final Option<String> URL = Option.text(
            "url", "", HTTP, "Where events are sent to; required. Redirects are not followed, so name the last one.");
    public static final Option<List<String>> EVENT_TYPES = Option.list(
            "event_types",
            "channel_occupied, channel_vacated, member_added, member_removed, client_event, cache_miss, "
                    + "subscription_count",
            "What is told of; required.");
    public static final Option<String> PREFIX = Option.text(
            "filter.channel_prefix",
            "",
            "any text",
            "Beginning of the channels' names; channel_name_starts_with is the same.");
    public static final Option<String> SUFFIX = Option.text(
            "filter.channel_suffix", "", "any text", "End of the channels' names; channel_name_ends_with is the same.");
    public static final Option<String> PATTERN = Option.text(
            "filter.channel_pattern",
            "",
            "a regular expression of at most 500 characters",
            "Found anywhere in the channels' names unless it begins with ^ or ends with $; a name that takes more than"
                    + " some 100,000 steps does not match.");
    public static final Option<String> HEADERS = Option.text(
            "headers",
            "{}",
            "an object of at most 20 strings",
            "Added to every request; X-Pusher-*, Content-Type and what HTTP sets by itself are left out.");
    public static final Option<Boolean> RETRY =
            Option.flag("retry.enabled", true, "Whether a request that failed is made again.");
    public static final Option<Integer> MAX_ATTEMPTS = Option.integer(
            "retry.max_attempts", 0, 0, 1_000_000, "Attempts for one request, with the first; 0 or null for any.");
    public static final Option<Integer> MAX_ELAPSED = Option.integer(
            "retry.max_elapsed_time_ms",
            300_000,
            0,
            86_400_000,
            "Milliseconds from the first attempt to the last; then the request goes to the dead letters.");
    public static final Option<Integer> INITIAL_BACKOFF = Option.integer(
            "retry.initial_backoff_ms",
            1_000,
            10,
            3_600_000,
            "Milliseconds before the second attempt; twice as many before each further one, give or take a fifth.");
    public static final Option<Integer> MAX_BACKOFF =
            Option.integer("retry.max_backoff_ms", 60_000, 10, 3_600_000, "Milliseconds to which they double.");
    public static final Option<Integer> REQUEST_TIMEOUT = Option.integer(
            "request_timeout_ms",
            10_000,
            10,
            300_000,
            "Milliseconds for one attempt, from looking up the host to the end of the answer.");

    /** Every field, in the order of the README's table. */
    public static final List<Option<?>> FIELDS = List.of(
            URL,
            EVENT_TYPES,
            PREFIX,
            SUFFIX,
            PATTERN,
            HEADERS,
            RETRY,
            MAX_ATTEMPTS,
            MAX_ELAPSED,
            INITIAL_BACKOFF,
            MAX_BACKOFF,
            REQUEST_TIMEOUT);

    private static final Map<String, String> ALIASES = Map.of(
            "filter.channel_name_starts_with", PREFIX.name(),
            "filter.channel_name_ends_with", SUFFIX.name());

    /** Those of {@code java.net.http} and those that mean one hop alone (RFC 9110, 7.6.1). */
    private static final Set<String> SET_BY_HTTP = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e]{0,2048}");

    private final String place;
    private final Consumer<String> warnings;

    /**
     * @param place where the webhooks are, for warnings: {@code apps[0].webhooks}
     * @param warnings hears of what is ignored, a sentence each
     */
    WebhookReader(String place, Consumer<String> warnings) {
        this.place = place;
        this.warnings = warnings;
    }

    /**
     * Reads the value of {@code webhooks}.
     *
     * @throws ConfigException when it is no array of webhooks, or one of them is wrong; its message begins with
     *     {@code webhooks}
     */
    List<Webhook> read(@Nullable Object tree) {
        if (tree == null) {
            return List.of();
        }
        if (!(tree instanceof List<?> list) || list.size() > MOST_WEBHOOKS) {
            throw new ConfigException("webhooks is not an array of at most " + MOST_WEBHOOKS + " webhooks");
        }
        var webhooks = new ArrayList<Webhook>();
        for (int i = 0; i < list.size(); i++) {
            if (!(list.get(i) instanceof Map<?, ?> object)) {
                throw new ConfigException("webhooks[" + i + "] is not a JSON object");
            }
            try {
                var webhook = webhook(place + "[" + i + "]", object);
                if (webhooks.contains(webhook)) {
                    warnings.accept(place + "[" + i + "] is the same as one before it, and is ignored");
                } else {
                    webhooks.add(webhook);
                }
            } catch (ConfigException wrong) {
                throw new ConfigException("webhooks[" + i + "]." + wrong.getMessage());
            }
        }
        return List.copyOf(webhooks);
    }

    private Webhook webhook(String at, Map<?, ?> object) {
        for (var lambda : List.of("lambda", "lambda_function")) {
            if (object.get(lambda) != null) {
                throw new ConfigException(
                        lambda + ": functions of AWS Lambda are not called; give the url of one, or of a gateway");
            }
        }
        for (var nested : List.of("filter", "headers", "retry")) {
            if (object.get(nested) != null && !(object.get(nested) instanceof Map)) {
                throw new ConfigException(nested + " is not a JSON object");
            }
        }
        var members = Values.flat(object);
        ALIASES.forEach((alias, name) -> {
            var value = members.remove(alias);
            if (value != null) {
                members.putIfAbsent(name, value);
            }
        });
        warnOfUnknown(at, members);
        for (var text : List.of(PREFIX.name(), SUFFIX.name(), PATTERN.name())) {
            if (members.get(text) != null && !(members.get(text) instanceof String)) {
                throw new ConfigException(text + " is not a string");
            }
        }
        Function<String, @Nullable String> values =
                name -> members.get(name) == null ? null : Values.text(members.get(name));
        return new Webhook(
                url(members.get(URL.name())),
                types(at, values),
                filter(values),
                headers(at, object.get(HEADERS.name())),
                retry(values),
                millis(REQUEST_TIMEOUT, values));
    }

    private void warnOfUnknown(String at, Map<String, Object> members) {
        var known = new HashSet<String>();
        FIELDS.forEach(field -> known.add(field.name()));
        members.keySet().forEach(name -> {
            if (!known.contains(name) && !name.startsWith(HEADERS.name() + ".")) {
                warnings.accept(at + " has an unknown member, which is ignored: " + name);
            }
        });
    }

    private static URI url(@Nullable Object value) {
        if (value == null) {
            throw new ConfigException(URL.name() + " is missing; every webhook needs url and event_types");
        }
        try {
            var url = new URI(new URI(Values.text(value).strip()).toASCIIString());
            var scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("http") || scheme.equals("https");
            boolean port = url.getPort() == -1 || url.getPort() > 0 && url.getPort() <= 65_535;
            boolean plain = url.getHost() != null && url.getRawUserInfo() == null && url.getRawFragment() == null;
            if (web && port && plain && url.toString().length() <= LONGEST_URL) {
                return url;
            }
        } catch (URISyntaxException malformed) {
            // Its message would show the value.
        }
        throw new ConfigException(URL.name() + " is wrong, allowed: " + HTTP);
    }

    private Set<WebhookEventType> types(String at, Function<String, @Nullable String> values) {
        var types = EnumSet.noneOf(WebhookEventType.class);
        var names = EVENT_TYPES.in(values);
        if (names.isEmpty()) {
            throw new ConfigException(EVENT_TYPES.name() + " is missing, allowed: " + EVENT_TYPES.allowed());
        }
        for (var name : names) {
            WebhookEventType.of(name)
                    .ifPresentOrElse(
                            types::add,
                            () -> warnings.accept(at + ".event_types has an unknown type, which is ignored: " + name));
        }
        return Collections.unmodifiableSet(types);
    }

    private static WebhookFilter filter(Function<String, @Nullable String> values) {
        return new WebhookFilter(filter(PREFIX, values), filter(SUFFIX, values), pattern(filter(PATTERN, values)));
    }

    private static String filter(Option<String> member, Function<String, @Nullable String> values) {
        var value = values.apply(member.name());
        if (value != null && value.length() > LONGEST_FILTER) {
            throw new ConfigException(
                    member.name() + " has " + value.length() + " characters, allowed: " + LONGEST_FILTER);
        }
        return value == null ? "" : value;
    }

    private static @Nullable ChannelPattern pattern(String expression) {
        try {
            return expression.isEmpty() ? null : new ChannelPattern(expression);
        } catch (PatternSyntaxException wrong) {
            throw new ConfigException(PATTERN.name() + " is no regular expression: " + wrong.getDescription() + " at "
                    + Math.max(0, wrong.getIndex()));
        }
    }

    private Map<String, String> headers(String at, @Nullable Object object) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        if (object instanceof Map<?, ?> given) {
            given.forEach((name, value) -> {
                if (isOurs(String.valueOf(name).toLowerCase(Locale.ROOT))) {
                    warnings.accept(at + ".headers cannot set " + name + ", which is ignored");
                } else if (value != null) {
                    headers.put(headerName(String.valueOf(name)), headerValue(String.valueOf(name), value));
                }
            });
        }
        if (headers.size() > MOST_HEADERS) {
            throw new ConfigException("headers are " + headers.size() + ", allowed: " + MOST_HEADERS);
        }
        return Collections.unmodifiableMap(headers);
    }

    private static boolean isOurs(String name) {
        return name.startsWith("x-pusher-") || name.equals("content-type") || SET_BY_HTTP.contains(name);
    }

    private static String headerName(String name) {
        if (!HEADER_NAME.matcher(name).matches()) {
            throw new ConfigException("headers has a name that HTTP does not allow");
        }
        return name;
    }

    private static String headerValue(String name, Object value) {
        var text = value instanceof String || value instanceof BigDecimal
                ? Values.text(value).strip()
                : "\n";
        if (!HEADER_VALUE.matcher(text).matches()) {
            throw new ConfigException(
                    "headers." + name + " is wrong, allowed: at most 2048 printable ASCII characters");
        }
        return text;
    }

    private static WebhookRetry retry(Function<String, @Nullable String> values) {
        return new WebhookRetry(
                RETRY.in(values),
                MAX_ATTEMPTS.in(values),
                millis(MAX_ELAPSED, values),
                millis(INITIAL_BACKOFF, values),
                millis(MAX_BACKOFF, values));
    }

    private static Duration millis(Option<Integer> option, Function<String, @Nullable String> values) {
        return Duration.ofMillis(option.in(values));
    }
}
