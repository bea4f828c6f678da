/** The door for WebSocket clients, in the portable terms of Jakarta WebSocket 2.1. Knows no single container. */
package io.stentor.transport.websocket;
