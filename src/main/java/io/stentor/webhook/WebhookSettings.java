package io.stentor.webhook;

import java.time.Duration;

/**
 * How webhooks are sent, whatever the endpoint (protocol 9.2, 12). Immutable.
 *
 * @param batching how long events are collected for one request; zero for one event a request
 * @param batchSize events of one request at most
 * @param maxQueue events that may wait for one endpoint
 * @param maxQueueBytes which these events may take, roughly
 * @param deadLetters that are kept
 * @param deadLetterBytes of their bodies together
 * @param refusePrivateAddresses whether endpoints in private networks are refused
 * @param flush for which a stopping server still delivers
 */
public record WebhookSettings(
        Duration batching,
        int batchSize,
        int maxQueue,
        long maxQueueBytes,
        int deadLetters,
        long deadLetterBytes,
        boolean refusePrivateAddresses,
        Duration flush) {}
