package io.stentor.webhook;

/**
 * A request that nobody took (protocol 11). Immutable.
 *
 * @param id to resend it by
 * @param address the endpoint's URL without its query
 * @param failedAtMillis when it was given up, in milliseconds since 1970
 * @param attempts that were made, 0 when its event found no room in the queue
 * @param events in the body
 * @param body as it was sent
 */
public record DeadLetter(
        String id,
        String appId,
        String address,
        long failedAtMillis,
        int attempts,
        String lastError,
        int events,
        String body) {}
