package io.stentor.connection;

import io.stentor.protocol.Frame;

/**
 * How much may wait for one client (protocol 7); the first limit reached counts, 0 means none. Immutable.
 *
 * @param frames frames waiting
 * @param bytes their UTF-8 bytes
 * @param disconnect whether a client whose outbox is full is let go (4100), or misses the event
 */
public record OutboxLimits(int frames, int bytes, boolean disconnect) {
    /** A frame larger than the byte limit fits when nothing waits. */
    boolean admit(int waitingFrames, long waitingBytes, Frame frame) {
        return waitingFrames == 0
                || (frames == 0 || waitingFrames < frames) && (bytes == 0 || waitingBytes + frame.bytes() <= bytes);
    }
}
