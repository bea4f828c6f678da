/**
 * The wire contract as tests: raw WebSocket and HTTP against a running server, the same classes against any container.
 * Imports nothing of the server. A class tagged {@code http} needs the HTTP API or the pages; all others need the
 * WebSocket endpoint only.
 */
package io.stentor.conformance;
