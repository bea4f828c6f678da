package io.stentor.boot;

import io.stentor.app.App;
import io.stentor.app.AppReader;
import io.stentor.app.AppSource;
import io.stentor.app.ConfiguredApps;
import io.stentor.app.Origins;
import io.stentor.app.jdbc.AppTables;
import io.stentor.channel.ChannelSettings;
import io.stentor.config.ConfigException;
import io.stentor.config.Option;
import io.stentor.config.Values;
import io.stentor.connection.Networks;
import io.stentor.connection.OutboxLimits;
import io.stentor.connection.Timeouts;
import io.stentor.connection.TrustedProxies;
import io.stentor.console.OpsGuard;
import io.stentor.protocol.Json;
import io.stentor.protocol.Json.DefectException;
import io.stentor.server.CorsSettings;
import io.stentor.server.HttpSettings;
import io.stentor.server.ServerSettings;
import io.stentor.webhook.WebhookSettings;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was configured, checked. Nothing of it changes but the apps.
 *
 * @param updates keeps the apps up to date, null when they cannot change
 * @param demo whether {@code apps} is the demo app, whose secret everybody knows
 * @param lanes how many, at least one
 * @param listenerQueue events that may wait for one listener
 * @param listenerQueueBytes which these events may take, roughly
 */
public record Settings(
        ServerSettings server,
        ConfiguredApps apps,
        @Nullable AppUpdates updates,
        boolean demo,
        String host,
        int port,
        int lanes,
        WebhookSettings webhooks,
        int listenerQueue,
        long listenerQueueBytes,
        OpsGuard ops) {
    private static final System.Logger LOG = System.getLogger("io.stentor");
    private static final String DEMO_APP = "[{\"id\":\"app-id\",\"key\":\"app-key\",\"secret\":\"app-secret\"}]";
    private static final long MEGABYTE = 1024 * 1024;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final String LOOPBACK = "127.0.0.1";

    /**
     * Reads and checks all options.
     *
     * @param environment for {@code ${VAR}} in values
     * @param standalone whether the WAR runs by itself, where it may have a demo app
     * @param warnings hears, a sentence each, what is unknown or was mended
     * @throws ConfigException when a value is wrong; the message names the option, the value and what is allowed
     */
    static Settings read(
            Sources given,
            Function<String, @Nullable String> environment,
            boolean standalone,
            Consumer<String> warnings) {
        var file = given.file(environment, warnings);
        var sources = file == null ? given : given.with(file);
        sources.warnOfUnknown(ServerOptions.ALL, warnings);
        Function<String, @Nullable String> values = name -> {
            var value = sources.get(name);
            return value == null ? null : Values.substitute(value, environment);
        };
        var apps = sources.get(ServerOptions.APPS.name());
        var host = values.apply(ServerOptions.HOST.name());
        var table = table(values, apps != null);
        boolean demo = standalone && apps == null && table == null && (host == null || isLoopback(host));
        int activityTimeout = ServerOptions.ACTIVITY_TIMEOUT.in(values);
        var reader = new AppReader(activityTimeout, warnings);
        var server = server(values, warnings);
        var configured = table == null
                ? new ConfiguredApps(apps(demo ? DEMO_APP : apps, environment, reader))
                : new ConfiguredApps();
        // What is said elsewhere hides what the file says of the apps.
        var source = table != null ? table : given.get(ServerOptions.APPS.name()) == null ? file : null;
        var interval = Duration.ofMillis(ServerOptions.RELOAD_INTERVAL.in(values));
        return new Settings(
                server,
                configured,
                source == null ? null : new AppUpdates(source, reader, configured, interval, LOG, System::nanoTime),
                demo,
                host == null ? demo ? LOOPBACK : ServerOptions.HOST.standard() : host,
                ServerOptions.PORT.in(values),
                lanes(ServerOptions.LANES.in(values)),
                webhooks(values),
                ServerOptions.LISTENER_QUEUE.in(values),
                ServerOptions.LISTENER_QUEUE_BYTES.in(values),
                ops(values, server.proxies()));
    }

    /** The table of the apps, null when none is named. */
    private static @Nullable AppSource table(Function<String, @Nullable String> values, boolean apps) {
        var dataSource = values.apply(ServerOptions.DATASOURCE.name());
        var url = values.apply(ServerOptions.JDBC_URL.name());
        if (dataSource == null && url == null) {
            return null;
        }
        var option = dataSource != null ? ServerOptions.DATASOURCE : ServerOptions.JDBC_URL;
        if (apps || dataSource != null && url != null) {
            throw new ConfigException(option.name() + " and "
                    + (apps ? ServerOptions.APPS : ServerOptions.JDBC_URL).name()
                    + " are both given, allowed: one of them");
        }
        return dataSource != null
                ? AppTables.ofDataSource(ServerOptions.DATASOURCE.parse(dataSource))
                : AppTables.ofUrl(
                        url,
                        values.apply(ServerOptions.JDBC_USER.name()),
                        values.apply(ServerOptions.JDBC_PASSWORD.name()));
    }

    private static WebhookSettings webhooks(Function<String, @Nullable String> values) {
        boolean batching = ServerOptions.BATCHING.in(values);
        return new WebhookSettings(
                batching ? Duration.ofMillis(ServerOptions.BATCHING_DURATION.in(values)) : Duration.ZERO,
                batching ? ServerOptions.BATCHING_SIZE.in(values) : 1,
                ServerOptions.MAX_QUEUE.in(values),
                ServerOptions.MAX_QUEUE_BYTES.in(values),
                ServerOptions.DEAD_LETTERS.in(values),
                ServerOptions.DEAD_LETTER_BYTES.in(values),
                ServerOptions.REFUSE_PRIVATE.in(values),
                seconds(ServerOptions.FLUSH, values));
    }

    private static OpsGuard ops(Function<String, @Nullable String> values, TrustedProxies proxies) {
        var token = values.apply(ServerOptions.OPS_TOKEN.name());
        return new OpsGuard(
                token == null ? null : ServerOptions.OPS_TOKEN.parse(token),
                new Networks(ServerOptions.OPS_ALLOW.name(), ServerOptions.OPS_ALLOW.in(values)),
                proxies);
    }

    private static List<App> apps(
            @Nullable String json, Function<String, @Nullable String> environment, AppReader reader) {
        if (json == null) {
            return List.of();
        }
        try {
            return reader.read(Values.substituteAll(Json.tree(json), environment));
        } catch (DefectException malformed) {
            throw new ConfigException("apps is not valid JSON, allowed: " + ServerOptions.APPS.allowed());
        }
    }

    private static ServerSettings server(Function<String, @Nullable String> values, Consumer<String> warnings) {
        var outbox = new OutboxLimits(
                ServerOptions.MAX_MESSAGES.in(values),
                ServerOptions.MAX_BYTES.in(values),
                ServerOptions.DISCONNECT_ON_BUFFER_FULL.in(values));
        if (outbox.frames() == 0 && outbox.bytes() == 0) {
            throw new ConfigException(ServerOptions.MAX_MESSAGES.name() + " and " + ServerOptions.MAX_BYTES.name()
                    + " are both 0, allowed: one of them, so that what waits for a client stays bounded");
        }
        return new ServerSettings(
                Math.max(0, ServerOptions.MAX_CONNECTIONS.in(values)),
                ServerOptions.CONNECTS_PER_ADDRESS.in(values),
                ServerOptions.MAX_PAYLOAD.in(values) * 1024,
                ServerOptions.ENGINE_DOORS.in(values),
                outbox,
                new ChannelSettings(ServerOptions.CACHE_ENTRIES.in(values), seconds(ServerOptions.LINGERING, values)),
                new Timeouts(
                        seconds(ServerOptions.PONG_TIMEOUT, values),
                        seconds(ServerOptions.WRITE_TIMEOUT, values),
                        seconds(ServerOptions.PING_INTERVAL, values),
                        seconds(ServerOptions.USER_AUTHENTICATION_TIMEOUT, values)),
                Duration.ofMillis(ServerOptions.VACATED_DELAY.in(values)),
                new TrustedProxies(ServerOptions.TRUSTED_PROXIES.in(values)),
                http(values, warnings),
                seconds(ServerOptions.GRACE, values));
    }

    private static HttpSettings http(Function<String, @Nullable String> values, Consumer<String> warnings) {
        return new HttpSettings(
                ServerOptions.REQUEST_LIMIT.in(values) * MEGABYTE,
                seconds(ServerOptions.BODY_TIMEOUT, values),
                ServerOptions.IDEMPOTENCY_KEYS.in(values),
                ServerOptions.IDEMPOTENCY_MB.in(values) * MEGABYTE,
                cors(values, warnings));
    }

    private static @Nullable CorsSettings cors(Function<String, @Nullable String> values, Consumer<String> warnings) {
        var patterns = ServerOptions.CORS_ORIGIN.in(values);
        boolean credentials = ServerOptions.CORS_CREDENTIALS.in(values);
        var methods = ServerOptions.CORS_METHODS.in(values);
        var headers = ServerOptions.CORS_HEADERS.in(values);
        if (patterns.isEmpty()) {
            return null;
        }
        boolean any = patterns.stream().anyMatch(pattern -> pattern.equals("*") || pattern.equalsIgnoreCase("any"));
        if (any && credentials) {
            throw new ConfigException(ServerOptions.CORS_CREDENTIALS.name() + " is true while "
                    + ServerOptions.CORS_ORIGIN.name() + " is any, allowed: one of them");
        }
        try {
            return new CorsSettings(
                    new Origins(
                            patterns,
                            false,
                            warning -> warnings.accept(
                                    warning.replace("allowed_origins", ServerOptions.CORS_ORIGIN.name()))),
                    any,
                    list(ServerOptions.CORS_METHODS, methods, "GET, POST"),
                    list(ServerOptions.CORS_HEADERS, headers, "Content-Type, X-Idempotency-Key"),
                    credentials);
        } catch (ConfigException wrong) {
            throw new ConfigException(
                    String.valueOf(wrong.getMessage()).replace("allowed_origins", ServerOptions.CORS_ORIGIN.name()));
        }
    }

    /** A list of HTTP's tokens (RFC 9110 5.6.2), as a header has it. */
    private static String list(Option<List<String>> option, List<String> names, String standard) {
        for (var name : names) {
            if (!TOKEN.matcher(name).matches()) {
                throw new ConfigException(option.name() + " is not a list of names, allowed: " + option.allowed());
            }
        }
        return names.isEmpty() ? standard : String.join(", ", names);
    }

    private static Duration seconds(Option<Integer> option, Function<String, @Nullable String> values) {
        return Duration.ofSeconds(option.in(values));
    }

    private static int lanes(int asked) {
        return asked == 0 ? Runtime.getRuntime().availableProcessors() : asked;
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.matches("127(\\.[0-9]{1,3}){3}")
                || host.equals("::1")
                || host.equals("[::1]");
    }
}
