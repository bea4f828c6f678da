package io.stentor.connection;

import io.stentor.protocol.Frame;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames that leave in one write. Connections of a lane for which the same frames wait share one batch, and so the bytes
 * of it. Its lane alone uses it, within {@link Transport#write}; what it gives away may be kept.
 */
public final class Batch extends AbstractList<Frame> {
    private final Frame[] frames;
    private byte @Nullable [] wire;

    Batch(List<Frame> frames) {
        this.frames = frames.toArray(Frame[]::new);
    }

    @Override
    public Frame get(int index) {
        return frames[index];
    }

    @Override
    public int size() {
        return frames.length;
    }

    /** Whether these are the very same frames. */
    boolean isOf(List<Frame> others) {
        if (others.size() != frames.length) {
            return false;
        }
        for (int i = 0; i < frames.length; i++) {
            if (frames[i] != others.get(i)) {
                return false;
            }
        }
        return true;
    }

    /** All frames as RFC 6455 has them on the wire (5.2), one after the other, unmasked; a buffer of the caller's own. */
    public ByteBuffer wire() {
        if (frames.length == 1) {
            return frames[0].wire();
        }
        var joined = wire;
        if (joined == null) {
            joined = join();
            wire = joined;
        }
        return ByteBuffer.wrap(joined).asReadOnlyBuffer();
    }

    private byte[] join() {
        int size = 0;
        for (var frame : frames) {
            size += frame.wireBytes();
        }
        var joined = ByteBuffer.allocate(size);
        for (var frame : frames) {
            joined.put(frame.wire());
        }
        return joined.array();
    }
}
