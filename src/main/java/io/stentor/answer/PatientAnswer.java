package io.stentor.answer;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * An answer whose body is too large for the buffers of a connection that nobody reads from: it is written as the client
 * takes it, without a thread, since Payara and GlassFish have five of them, and within a time.
 */
public final class PatientAnswer {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PIECE = 8 * 1024;

    private final Completion completion;

    /** @param blocking where there is time to wait */
    public PatientAnswer(Executor blocking) {
        this.completion = new Completion(blocking);
    }

    /** Writes it, now or later; if later, the request is asynchronous from here on. */
    public void send(HttpServletRequest request, HttpServletResponse response, String type, byte[] body)
            throws IOException {
        if (body.length <= PIECE || request.getMethod().equals("HEAD")) {
            WholeAnswer.send(response, HttpServletResponse.SC_OK, type, body);
            return;
        }
        response.setContentType(type);
        response.setContentLength(body.length);
        var asynchronous = request.startAsync();
        asynchronous.setTimeout(PATIENCE.toMillis());
        var pieces = new Pieces(response.getOutputStream(), body, asynchronous);
        asynchronous.addListener(pieces);
        response.getOutputStream().setWriteListener(pieces);
    }

    /** The container calls, once at a time. */
    private final class Pieces extends EndedRequest implements WriteListener {
        private final ServletOutputStream out;
        private final byte[] body;
        private int written;

        private Pieces(ServletOutputStream out, byte[] body, AsyncContext asynchronous) {
            super(asynchronous, completion);
            this.out = out;
            this.body = body;
        }

        @Override
        public void onWritePossible() {
            try {
                write();
            } catch (IOException gone) {
                onError(gone);
            }
        }

        private void write() throws IOException {
            while (out.isReady()) {
                if (written == body.length) {
                    complete();
                    return;
                }
                int count = Math.min(PIECE, body.length - written);
                int from = written;
                written += count;
                out.write(body, from, count);
            }
        }

        @Override
        public void onError(Throwable gone) {
            WholeAnswer.gone(gone);
            completeBroken();
        }
    }
}
