/**
 * Clients and how they are written to: connections, their outboxes, the lanes that own them. Knows apps and the wire;
 * knows neither channels nor containers.
 */
package io.stentor.connection;
