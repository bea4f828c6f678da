package io.stentor.launch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;

/**
 * An answer that never makes its thread wait: what is written is taken at once, and the request is over, and the next one
 * of its connection begun, when the client has taken it. A servlet waits for its writes; on the thread that would have to
 * tell it of their end it would wait in vain.
 */
final class PromptResponse extends Response.Wrapper {
    /** Far more than the answer to a publish. */
    private static final int MOST_BYTES = 256 * 1024;

    private final Callback whole;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Piece> waiting = new ArrayDeque<>(2);
    private int bytes;
    private boolean writing;
    private boolean over;
    private @Nullable Throwable failure;

    private record Piece(boolean last, @Nullable ByteBuffer content) {}

    /** @param whole the request's own, told when all was written */
    PromptResponse(Request request, Response response, Callback whole) {
        super(request, response);
        this.whole = whole;
    }

    /** For the handler, in place of the request's own. */
    Callback completion() {
        return Callback.from(InvocationType.NON_BLOCKING, () -> complete(null), this::complete);
    }

    @Override
    public void write(boolean last, @Nullable ByteBuffer content, Callback callback) {
        var refused = offer(last, content);
        if (refused == null) {
            callback.succeeded();
        } else {
            callback.failed(refused);
        }
    }

    private @Nullable Throwable offer(boolean last, @Nullable ByteBuffer content) {
        lock.lock();
        try {
            bytes += BufferUtil.length(content);
            if (failure != null) {
                return failure;
            }
            if (bytes > MOST_BYTES) {
                return new IOException("an answer of more than " + MOST_BYTES + " bytes");
            }
            waiting.add(new Piece(last, content == null ? null : BufferUtil.copy(content)));
            if (writing) {
                return null;
            }
            writing = true;
        } finally {
            lock.unlock();
        }
        next();
        return null;
    }

    /** Writes what waits, or ends the request when nothing is left. */
    private void next() {
        Piece piece;
        lock.lock();
        try {
            piece = waiting.poll();
            writing = piece != null;
            if (!writing && !over) {
                return;
            }
        } finally {
            lock.unlock();
        }
        if (piece == null) {
            end();
        } else {
            super.write(
                    piece.last(),
                    piece.content(),
                    Callback.from(InvocationType.NON_BLOCKING, this::next, this::failed));
        }
    }

    private void failed(Throwable why) {
        lock.lock();
        try {
            failure = why;
            waiting.clear();
        } finally {
            lock.unlock();
        }
        next();
    }

    private void complete(@Nullable Throwable why) {
        lock.lock();
        try {
            over = true;
            if (failure == null) {
                failure = why;
            }
            if (writing) {
                return;
            }
        } finally {
            lock.unlock();
        }
        end();
    }

    private void end() {
        if (failure == null) {
            whole.succeeded();
        } else {
            whole.failed(failure);
        }
    }
}
