/** The door for WebSocket clients, in the portable terms of Jakarta WebSocket 2.1. What is special to one engine is in {@code door}. */
package io.stentor.transport.websocket;
