/**
 * The doors of single engines. Their classes are linked against the engine, or look for it by name, and are loaded by
 * {@code DoorLoader} alone; nobody else may refer to them.
 */
package io.stentor.transport.websocket.door;
