package io.stentor.api;

import io.stentor.answer.Completion;
import io.stentor.answer.EndedRequest;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request raw, for its digest, and not a byte more than allowed. One that is there already is read
 * at once; one that is still on its way is read as it comes, without a thread, within a time (protocol 8.2). Tomcat never
 * tells of more than one byte that is there, so on it every body comes the second way.
 */
final class RequestBody {
    private static final byte[] NONE = {};
    private static final int PIECE = 8 * 1024;

    /** For which a refused body is dropped as it comes; and no more of it than a body may have. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private final long limit;
    private final Duration timeout;
    private final Completion completion;

    /** Hears once how the reading ended. */
    interface Reader {
        void read(byte[] body) throws IOException;

        void refused(ApiError why) throws IOException;
    }

    /** Writes the answer to a request that is refused. */
    @FunctionalInterface
    interface Refusal {
        void answer() throws IOException;
    }

    RequestBody(long limit, Duration timeout, Completion completion) {
        this.limit = limit;
        this.timeout = timeout;
        this.completion = completion;
    }

    /** Whether the length was announced and is more than allowed. */
    boolean isTooLarge(HttpServletRequest request) {
        return request.getContentLengthLong() > limit;
    }

    ApiError tooLarge() {
        return ApiError.bodyTooLarge(limit);
    }

    /** Reads it, now or later; if later, the request is asynchronous from here on. */
    void read(HttpServletRequest request, Reader reader) throws IOException {
        if (isEmpty(request)) {
            reader.read(NONE);
        } else if (isThere(request)) {
            reader.read(request.getInputStream().readNBytes((int) request.getContentLengthLong()));
        } else {
            var asynchronous = request.startAsync();
            asynchronous.setTimeout(timeout.toMillis());
            listen(request, new Pieces(request, asynchronous, reader));
        }
    }

    /**
     * Answers a request whose body is of no interest. What still comes of it is dropped for a while, again without a
     * thread: a client may be deaf until it has sent all, and some containers would wait for it.
     */
    void dismiss(HttpServletRequest request, HttpServletResponse response, Refusal refusal) throws IOException {
        if (isEmpty(request)) {
            refusal.answer();
        } else if (isThere(request)) {
            request.getInputStream().skipNBytes(request.getContentLengthLong());
            refusal.answer();
        } else {
            var asynchronous = request.startAsync();
            asynchronous.setTimeout(Math.min(LINGER.toMillis(), timeout.toMillis()));
            var pieces = new Pieces(request, asynchronous, null);
            response.setHeader("Connection", "close");
            pieces.answerNow(refusal);
            listen(request, pieces);
        }
    }

    private static void listen(HttpServletRequest request, Pieces pieces) throws IOException {
        pieces.asynchronous.addListener(pieces);
        request.getInputStream().setReadListener(pieces);
    }

    private static boolean isThere(HttpServletRequest request) throws IOException {
        long length = request.getContentLengthLong();
        return length > 0 && request.getInputStream().available() >= length;
    }

    /** In HTTP/1 a body announces itself (RFC 9112 6). */
    private static boolean isEmpty(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        return length == 0
                || length < 0
                        && request.getProtocol().startsWith("HTTP/1")
                        && request.getHeader("Transfer-Encoding") == null;
    }

    /** A body that comes in pieces, which are kept until the request is refused. The container calls, once at a time. */
    private final class Pieces extends EndedRequest implements ReadListener {
        private final ServletInputStream in;
        private final AsyncContext asynchronous;
        private final @Nullable Reader reader;
        private final byte[] piece = new byte[PIECE];
        private final AtomicBoolean answered = new AtomicBoolean();
        private ByteArrayOutputStream body = new ByteArrayOutputStream();
        private long dropped;
        private long left;

        /** @param reader null when the request is refused already */
        private Pieces(HttpServletRequest request, AsyncContext asynchronous, @Nullable Reader reader)
                throws IOException {
            super(asynchronous, completion);
            this.in = request.getInputStream();
            this.left = request.getContentLengthLong();
            this.asynchronous = asynchronous;
            this.reader = reader;
        }

        @Override
        public void onDataAvailable() throws IOException {
            while (dropped <= limit && mayAsk() && in.isReady()) {
                int count = in.read(piece);
                if (count < 0) {
                    return;
                }
                left -= count;
                if (answered.get()) {
                    dropped += count;
                } else if (body.size() + count > limit) {
                    refuse(tooLarge());
                } else {
                    body.write(piece, 0, count);
                }
            }
            if (dropped > limit) {
                complete();
            }
        }

        /**
         * Whether there may be more. GlassFish and Payara, when asked after the last byte and before they have told the end,
         * read on behind this request while it is answered, and lose the next one of the connection.
         */
        private boolean mayAsk() {
            return left != 0 || !Completion.isHasty(asynchronous);
        }

        @Override
        public void onAllDataRead() throws IOException {
            answer(() -> {
                if (reader != null) {
                    reader.read(body.toByteArray());
                }
            });
            complete();
        }

        /** The client is gone, or was silent for longer than the container has patience. */
        @Override
        public void onError(Throwable broken) {
            try {
                refuse(tooSlow());
            } catch (IOException | RuntimeException gone) {
                // Nobody hears it.
            }
            completeBroken();
        }

        @Override
        public void onTimeout(AsyncEvent event) throws IOException {
            refuse(tooSlow());
            super.onTimeout(event);
        }

        private ApiError tooSlow() {
            return ApiError.bodyTooSlow(timeout.toSeconds());
        }

        private void refuse(ApiError why) throws IOException {
            answerNow(() -> {
                if (reader != null) {
                    reader.refused(why);
                }
            });
        }

        /** Answers although there is more to come. */
        private void answerNow(Refusal refusal) throws IOException {
            answer(() -> {
                refusal.answer();
                asynchronous.getResponse().flushBuffer();
            });
        }

        /**
         * Answers, unless that is done. The answer to a whole body leaves with the completion of the request, not before:
         * a client that has it sends its next request, and GlassFish would give that to this listener.
         */
        private void answer(Refusal refusal) throws IOException {
            if (answered.compareAndSet(false, true)) {
                try {
                    refusal.answer();
                    body = new ByteArrayOutputStream(0);
                } catch (IOException | RuntimeException failed) {
                    complete();
                    throw failed;
                }
            }
        }
    }
}
