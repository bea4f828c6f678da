/**
 * Stentor, a Pusher-compatible realtime server in one WAR.
 *
 * <p>The rooms, from the ground up; each may use what stands before it:
 *
 * <ul>
 *   <li>{@code protocol}: the wire; {@code config}: what an option is
 *   <li>{@code event}: what happens, and who is told of it
 *   <li>{@code app}: tenants and their signatures; {@code connection}: clients, outboxes, lanes
 *   <li>{@code channel}: who hears what in which order; {@code cluster}: how events reach every node
 *   <li>{@code webhook}: what is reported to back ends
 *   <li>{@code server}: what clients and back ends can cause
 *   <li>edges, which do not know each other: {@code transport.websocket}, {@code api}, {@code console}, {@code
 *       webhook.http}, {@code app.jdbc}
 *   <li>{@code boot}: wires it all in a web application; {@code launch}: runs that application by itself
 * </ul>
 *
 * <p>The path of one event: {@code api} checks the signature and reads it, {@code server.Publisher} encodes its frame
 * once and gives it to the {@code cluster.Relay}, which brings it to every node; there {@code channel.Channels} posts it
 * to each {@code connection.Lane} that has subscribers, the lane fills their {@code Outbox}es and flushes each once, and
 * a {@code Transport} writes.
 */
package io.stentor;
