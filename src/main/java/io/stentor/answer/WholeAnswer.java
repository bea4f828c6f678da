package io.stentor.answer;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;

/** An answer whose body is at hand, and small enough to be written by the thread that has it. */
public final class WholeAnswer {
    private static final System.Logger LOG = System.getLogger(WholeAnswer.class.getName());

    private WholeAnswer() {}

    /** What writes. */
    @FunctionalInterface
    public interface Writing {
        void write() throws IOException;
    }

    /** @param type the media type, with its charset where it has one */
    public static void send(HttpServletResponse response, int status, String type, byte[] body) {
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(body.length);
        unlessGone(() -> response.getOutputStream().write(body));
    }

    /**
     * Writes, and takes a client that is gone for nobody's fault: GlassFish and Payara would log each with a trace, and one
     * that pipelines may leave thousands.
     */
    public static void unlessGone(Writing writing) {
        try {
            writing.write();
        } catch (IOException gone) {
            gone(gone);
        }
    }

    static void gone(Throwable cause) {
        LOG.log(Level.DEBUG, "a client was gone before its answer", cause);
    }
}
