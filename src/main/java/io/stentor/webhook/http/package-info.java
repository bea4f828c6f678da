/** Webhooks over HTTP: the one room that knows {@code java.net.http}. */
package io.stentor.webhook.http;
