/**
 * Measures any Pusher server: connections, fan-out, client events, presence, publishing, slow readers. A program by
 * itself that needs the JDK and HdrHistogram and nothing of Stentor; see {@code docs/performance.md}.
 */
package io.stentor.bench;
