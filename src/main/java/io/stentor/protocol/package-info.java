/**
 * The wire, and nothing else: names, messages in, frames out, error codes. Imports the JDK, and {@code jakarta.json} in
 * {@link io.stentor.protocol.Json} alone.
 */
package io.stentor.protocol;
