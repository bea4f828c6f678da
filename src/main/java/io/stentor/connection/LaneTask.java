package io.stentor.connection;

/** A piece of work for a lane: short, and never waiting for anything. */
public interface LaneTask extends Runnable {
    /** How much work it is, counted in frames handed to outboxes; what lets a lane say that it has enough. */
    default int weight() {
        return 1;
    }
}
