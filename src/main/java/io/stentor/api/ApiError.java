package io.stentor.api;

import io.stentor.server.InvalidPublicationException;
import java.util.Map;

/** A request that the HTTP API refuses (protocol 8.2). Expected, so cheap: no stack trace. */
final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final Map<String, String> headers;

    private ApiError(int status, String code, String message, Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.headers = Map.copyOf(headers);
    }

    static ApiError methodNotAllowed(String allowed) {
        return new ApiError(
                405, "method_not_allowed", "Method not allowed, expected " + allowed, Map.of("Allow", allowed));
    }

    static ApiError bodyTooLarge(long limit) {
        return new ApiError(
                413,
                "payload_too_large",
                "Request body is larger than " + limit + " bytes (http_api.request_limit_in_mb)",
                Map.of("Connection", "close"));
    }

    static ApiError appNotFound() {
        return new ApiError(404, "app_not_found", "Application not found", Map.of());
    }

    /** It may exist: the apps could not be read yet. */
    static ApiError appsUnknown() {
        return new ApiError(503, "backpressure", "The apps are not known yet", Map.of("Retry-After", "1"));
    }

    static ApiError authFailed(String why) {
        return new ApiError(401, "auth_failed", why, Map.of());
    }

    static ApiError appDisabled() {
        return new ApiError(403, "forbidden", "Application is disabled", Map.of());
    }

    static ApiError invalidJson(String why) {
        return new ApiError(400, "invalid_json", why, Map.of());
    }

    /** The same rules, broken by a publication; {@code place} goes before the text. */
    static ApiError of(InvalidPublicationException wrong, String place) {
        var text = place + wrong.getMessage();
        return switch (wrong.reason()) {
            case MISSING_CHANNEL -> new ApiError(400, "missing_channel_info", text, Map.of());
            case INVALID_INPUT -> invalidInput(text);
            case LIMIT_EXCEEDED -> limitExceeded(text);
            case PAYLOAD_TOO_LARGE -> new ApiError(413, "payload_too_large", text, Map.of());
        };
    }

    static ApiError invalidInput(String why) {
        return new ApiError(400, "invalid_input", why, Map.of());
    }

    static ApiError limitExceeded(String why) {
        return new ApiError(400, "limit_exceeded", why, Map.of());
    }

    /** @param wait until a request will pass, in nanoseconds */
    static ApiError rateLimited(int perSecond, long wait) {
        long seconds = Math.max(1, (wait + 999_999_999) / 1_000_000_000);
        return new ApiError(
                429,
                "rate_limited",
                "More than " + perSecond + " a second",
                Map.of(
                        "Retry-After",
                        "1",
                        "X-RateLimit-Limit",
                        Integer.toString(perSecond),
                        "X-RateLimit-Remaining",
                        "0",
                        "X-RateLimit-Reset",
                        Long.toString(seconds)));
    }

    static ApiError idempotencyConflict() {
        return new ApiError(409, "idempotency_conflict", "The idempotency key was used with another request", Map.of());
    }

    static ApiError inProgress() {
        return new ApiError(
                503,
                "backpressure",
                "A request with this idempotency key is still in progress",
                Map.of("Retry-After", "1"));
    }

    static ApiError bodyTooSlow(long seconds) {
        return new ApiError(
                408,
                "request_timeout",
                "Request body did not come in within " + seconds + " seconds (http_api.body_timeout)",
                Map.of("Connection", "close"));
    }

    static ApiError internal() {
        return new ApiError(500, "internal_error", "Internal server error", Map.of());
    }

    /** The same, of one place in the request. */
    ApiError at(String place) {
        return new ApiError(status, code, place + message(), headers);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    Map<String, String> headers() {
        return headers;
    }

    String message() {
        var message = getMessage();
        return message == null ? code : message;
    }
}
