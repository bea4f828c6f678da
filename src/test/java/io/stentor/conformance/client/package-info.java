/**
 * What the suite speaks with: a WebSocket client, an HTTP client and a signer that do exactly what a test says and
 * nothing by themselves. Imports the JDK and the assertion library only, never the server.
 */
package io.stentor.conformance.client;
