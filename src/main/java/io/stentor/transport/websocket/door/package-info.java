/**
 * The doors of single engines. Their classes are linked against the engine and loaded by {@code DoorLoader} alone; nobody
 * else may refer to them.
 */
package io.stentor.transport.websocket.door;
