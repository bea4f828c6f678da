/**
 * What happens, reported to the back ends of each app (protocol 9): which endpoint is told of what, in which order, how
 * often it is tried, and what becomes of what nobody took. Knows events and apps; how a request is made is the business
 * of {@code webhook.http}.
 */
package io.stentor.webhook;
