package io.stentor.boot;

import io.stentor.config.Option;
import java.util.List;

/** Every option of the server, declared once (protocol 12); those of an app are in {@link io.stentor.app.AppReader}. */
public final class ServerOptions {
    public static final Option<String> CONFIG =
            Option.text("config", "", "a path", "A JSON file with any of these options and the apps.");
    public static final Option<String> APPS =
            Option.text("apps", "", "a JSON array", "The apps, each an object with the fields below.");
    public static final Option<String> DATASOURCE = Option.text(
            "datasource",
            "",
            "the JNDI name of a data source",
            "Where the table of the apps is, in a container; in the place of apps.");
    public static final Option<String> JDBC_URL = Option.text(
            "jdbc.url",
            "",
            "a JDBC URL",
            "Where the table of the apps is, without a container; the driver's jar lies in the folder lib beside the WAR.");
    public static final Option<String> JDBC_USER = Option.text("jdbc.user", "", "any text", "Who reads the table.");
    public static final Option<String> JDBC_PASSWORD = Option.text("jdbc.password", "", "any text", "Of that user.");
    public static final Option<Integer> RELOAD_INTERVAL = Option.integer(
            "reload_interval_ms",
            500,
            0,
            3_600_000,
            "Milliseconds between two looks whether the apps have changed where they come from; 0 for never.");
    public static final Option<String> HOST = Option.text(
            "host",
            "0.0.0.0",
            "a host name or address",
            "Address to listen on; executable WAR only, and 127.0.0.1 as long as no app is configured.");
    public static final Option<Integer> PORT =
            Option.integer("port", 6001, 0, 65_535, "Port to listen on, 0 for any free one; executable WAR only.");
    public static final Option<Integer> MAX_CONNECTIONS = Option.integer(
            "max_connections", 0, -1, Integer.MAX_VALUE, "Connections at once, over all apps; 0 or -1 for any number.");
    public static final Option<Integer> CONNECTS_PER_ADDRESS = Option.integer(
            "connects_per_address_per_second",
            0,
            0,
            1_000_000,
            "New connections of one address a second; 0 for any, since many clients may share an address.");
    public static final Option<Integer> ACTIVITY_TIMEOUT =
            Option.integer("activity_timeout", 120, 1, 86_400, "Seconds of silence after which a client is pinged.");
    public static final Option<Integer> PONG_TIMEOUT =
            Option.integer("pong_timeout", 30, 1, 3_600, "Seconds after a ping in which a client must show life.");
    public static final Option<Integer> MAX_PAYLOAD =
            Option.integer("websocket_max_payload_kb", 64, 1, 1_024, "Kilobytes (1024) of one message of a client.");
    public static final Option<Integer> MAX_MESSAGES = Option.integer(
            "websocket.max_messages", 1_000, 0, 1_000_000, "Frames that may wait for one client; 0 for no such limit.");
    public static final Option<Integer> MAX_BYTES = Option.integer(
            "websocket.max_bytes",
            1_048_576,
            0,
            1_073_741_824,
            "Bytes that may wait for one client; 0 for no such limit.");
    public static final Option<Boolean> DISCONNECT_ON_BUFFER_FULL = Option.flag(
            "websocket.disconnect_on_buffer_full",
            true,
            "Whether a client for which too much waits is let go (4100), or misses the event.");
    public static final Option<Integer> WRITE_TIMEOUT =
            Option.integer("websocket.write_timeout", 30, 0, 3_600, "Seconds that one write may take; 0 for ever.");
    public static final Option<Boolean> ENGINE_DOORS = Option.flag(
            "websocket.engine_doors",
            true,
            "Whether clients come in and frames leave by the engine's own way where it is known (Jetty 12; frames also on Tomcat 10.1 and 11.0), which costs less.");
    public static final Option<Integer> PING_INTERVAL = Option.integer(
            "websocket.ping_interval",
            0,
            0,
            3_600,
            "Seconds without a write after which a native ping keeps proxies awake; 0 for never.");
    public static final Option<Integer> REQUEST_LIMIT =
            Option.integer("http_api.request_limit_in_mb", 10, 1, 1_024, "Megabytes of the body of an API request.");
    public static final Option<Integer> BODY_TIMEOUT = Option.integer(
            "http_api.body_timeout",
            30,
            1,
            3_600,
            "Seconds in which the body of an API request must have come in (408).");
    public static final Option<Integer> IDEMPOTENCY_KEYS = Option.integer(
            "idempotency.max_entries",
            100_000,
            1,
            10_000_000,
            "Idempotency keys of one app that are remembered; the oldest goes first.");
    public static final Option<Integer> IDEMPOTENCY_MB = Option.integer(
            "idempotency.limit_in_mb",
            32,
            1,
            1_024,
            "Megabytes of one app's idempotency keys and the answers that are remembered with them.");
    public static final Option<List<String>> CORS_ORIGIN = Option.list(
            "cors.origin",
            "origins, hosts, *.domains, null, *",
            "Pages of which origins may use the HTTP API; none as a rule, since it needs the app's secret.");
    public static final Option<List<String>> CORS_METHODS =
            Option.list("cors.methods", "method names", "Methods that they may use; GET and POST when none is named.");
    public static final Option<List<String>> CORS_HEADERS = Option.list(
            "cors.allowed_headers",
            "header names",
            "Headers that they may send; Content-Type and X-Idempotency-Key when none is named.");
    public static final Option<Boolean> CORS_CREDENTIALS =
            Option.flag("cors.credentials", false, "Whether they may send credentials; not together with any origin.");
    public static final Option<List<String>> TRUSTED_PROXIES = Option.list(
            "trusted_proxies",
            "addresses and CIDR networks",
            "Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.");
    public static final Option<Integer> GRACE = Option.integer(
            "shutdown_grace_period", 10, 0, 3_600, "Seconds over which connections are let go when the server stops.");
    public static final Option<Integer> LANES = Option.integer(
            "lanes",
            0,
            0,
            256,
            "Threads that fan events out; 0 for one per core, which is best unless it shares them.");

    public static final Option<Integer> USER_AUTHENTICATION_TIMEOUT = Option.integer(
            "user_authentication_timeout",
            30,
            1,
            3_600,
            "Seconds in which a client must be vouched for, in apps that enable_user_authentication.");
    public static final Option<Integer> CACHE_ENTRIES = Option.integer(
            "cache.max_entries", 10_000, 0, 10_000_000, "Cache channels of one app whose last event is kept.");
    public static final Option<Integer> LINGERING = Option.integer(
            "presence.ungraceful_timeout_seconds",
            0,
            0,
            3_600,
            "Seconds for which a user whose connection broke off stays in a presence channel.");

    public static final Option<Boolean> BATCHING = Option.flag(
            "webhooks.batching.enabled", true, "Whether events for one webhook are collected, or sent one by one.");
    public static final Option<Integer> BATCHING_DURATION =
            Option.integer("webhooks.batching.duration", 50, 1, 60_000, "Milliseconds for which they are collected.");
    public static final Option<Integer> BATCHING_SIZE =
            Option.integer("webhooks.batching.size", 100, 1, 10_000, "Events of one request.");
    public static final Option<Integer> VACATED_DELAY = Option.integer(
            "webhooks.vacated_delay_ms",
            3_000,
            0,
            60_000,
            "Milliseconds in which a channel or member that left may come back, and nobody is told of either.");
    public static final Option<Integer> LISTENER_QUEUE = Option.integer(
            "listeners.max_queue",
            10_000,
            1,
            1_000_000,
            "Events that may wait for one listener in the same application; of more it misses some.");
    public static final Option<Integer> LISTENER_QUEUE_BYTES = Option.integer(
            "listeners.max_queue_bytes",
            16_777_216,
            65_536,
            1_073_741_824,
            "Bytes that they may take; client events carry data.");
    public static final Option<Integer> MAX_QUEUE = Option.integer(
            "webhooks.max_queue", 10_000, 1, 1_000_000, "Events that may wait for one webhook; then the oldest goes.");
    public static final Option<Integer> MAX_QUEUE_BYTES = Option.integer(
            "webhooks.max_queue_bytes",
            16_777_216,
            65_536,
            1_073_741_824,
            "Bytes that they may take; client events carry data.");
    public static final Option<Integer> DEAD_LETTERS = Option.integer(
            "webhooks.dead_letters",
            1_000,
            0,
            100_000,
            "Requests to webhooks that nobody took and that are kept to be resent.");
    public static final Option<Integer> DEAD_LETTER_BYTES =
            Option.integer("webhooks.dead_letter_bytes", 16_777_216, 0, 1_073_741_824, "Bytes of their bodies.");
    public static final Option<Boolean> REFUSE_PRIVATE = Option.flag(
            "webhooks.refuse_private_addresses",
            false,
            "Whether webhooks to loopback, private and link-local addresses fail.");
    public static final Option<Integer> FLUSH = Option.integer(
            "webhooks.flush_seconds", 5, 0, 3_600, "Seconds for which a server that stops still delivers webhooks.");
    public static final Option<String> OPS_TOKEN = Option.text(
            "ops.token",
            "",
            "any text but the empty one",
            "Whoever has it (Authorization: Bearer) may use the operational endpoints; without it, nobody may change"
                    + " anything there.");
    public static final Option<List<String>> OPS_ALLOW = Option.list(
            "ops.allow",
            "addresses and CIDR networks",
            "Who may read the operational endpoints without it, besides this machine; no proxy that strangers reach.");

    /** Every option, in the order of the README's table. */
    public static final List<Option<?>> ALL = List.of(
            CONFIG,
            APPS,
            DATASOURCE,
            JDBC_URL,
            JDBC_USER,
            JDBC_PASSWORD,
            RELOAD_INTERVAL,
            HOST,
            PORT,
            MAX_CONNECTIONS,
            CONNECTS_PER_ADDRESS,
            ACTIVITY_TIMEOUT,
            PONG_TIMEOUT,
            MAX_PAYLOAD,
            MAX_MESSAGES,
            MAX_BYTES,
            DISCONNECT_ON_BUFFER_FULL,
            WRITE_TIMEOUT,
            ENGINE_DOORS,
            PING_INTERVAL,
            REQUEST_LIMIT,
            BODY_TIMEOUT,
            IDEMPOTENCY_KEYS,
            IDEMPOTENCY_MB,
            CORS_ORIGIN,
            CORS_METHODS,
            CORS_HEADERS,
            CORS_CREDENTIALS,
            TRUSTED_PROXIES,
            GRACE,
            LANES,
            USER_AUTHENTICATION_TIMEOUT,
            CACHE_ENTRIES,
            LINGERING,
            BATCHING,
            BATCHING_DURATION,
            BATCHING_SIZE,
            VACATED_DELAY,
            LISTENER_QUEUE,
            LISTENER_QUEUE_BYTES,
            MAX_QUEUE,
            MAX_QUEUE_BYTES,
            DEAD_LETTERS,
            DEAD_LETTER_BYTES,
            REFUSE_PRIVATE,
            FLUSH,
            OPS_TOKEN,
            OPS_ALLOW);

    private ServerOptions() {}
}
