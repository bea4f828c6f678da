package io.stentor.answer;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PatientAnswerTest {
    private static final byte[] LARGE = new byte[20_000];

    static {
        new Random(1).nextBytes(LARGE);
    }

    private final PatientAnswer answer = new PatientAnswer(Runnable::run);
    private final Connection connection = new Connection();
    private @Nullable AsyncListener lifetime;
    private String method = "GET";
    private int completions;

    @Test
    void aLargeOneIsWrittenAsItsClientTakesIt() throws Exception {
        send(LARGE);

        connection.takes(1);
        assertThat(connection.written()).isBetween(1, LARGE.length - 1);
        assertThat(completions).isZero();

        connection.takes(100);
        assertThat(connection.bytes.toByteArray()).isEqualTo(LARGE);
        assertThat(completions).isEqualTo(1);
    }

    @Test
    void theEndIsNotToldBeforeTheLastPieceIsTaken() throws Exception {
        send(LARGE);

        connection.takes(3);

        assertThat(connection.written()).isEqualTo(LARGE.length);
        assertThat(completions).isZero();
    }

    @Test
    void aSmallOneIsWrittenAtOnce() throws Exception {
        send(new byte[100]);

        assertThat(connection.written()).isEqualTo(100);
        assertThat(lifetime).isNull();
    }

    @Test
    void theHeadAloneNeedsNoPatience() throws Exception {
        method = "HEAD";

        send(LARGE);

        assertThat(lifetime).isNull();
    }

    @Test
    void aClientThatIsGoneEndsIt() throws Exception {
        send(LARGE);

        connection.broken = true;
        connection.takes(1);

        assertThat(completions).isEqualTo(1);
    }

    @Test
    void aClientThatTakesNothingForTooLongIsGivenUp() throws Exception {
        send(LARGE);

        lifetime.onTimeout(null);

        assertThat(completions).isEqualTo(1);
        assertThat(connection.written()).isZero();
    }

    private void send(byte[] body) throws IOException {
        answer.send(request(), response(), "text/plain", body);
    }

    private HttpServletRequest request() {
        return proxy(
                HttpServletRequest.class,
                called -> called.equals("getMethod") ? method : context(),
                (name, argument) -> {});
    }

    private AsyncContext context() {
        return proxy(AsyncContext.class, called -> null, (name, argument) -> {
            if (name.equals("addListener")) {
                lifetime = (AsyncListener) argument;
            } else if (name.equals("complete")) {
                completions++;
            }
        });
    }

    private HttpServletResponse response() {
        return proxy(
                HttpServletResponse.class,
                called -> called.equals("getOutputStream") ? connection : null,
                (name, argument) -> {});
    }

    @FunctionalInterface
    private interface Result {
        @Nullable
        Object of(String method);
    }

    @FunctionalInterface
    private interface Effect {
        void of(String method, @Nullable Object argument);
    }

    private static <T> T proxy(Class<T> type, Result result, Effect effect) {
        return type.cast(Proxy.newProxyInstance(
                PatientAnswerTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, called, arguments) -> {
                    effect.of(called.getName(), arguments == null ? null : arguments[0]);
                    return result.of(called.getName());
                }));
    }

    /** Takes so many pieces. */
    private static final class Connection extends ServletOutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private @Nullable WriteListener listener;
        private int pieces;
        private boolean broken;

        private void takes(int count) throws IOException {
            pieces = count;
            listener.onWritePossible();
        }

        private int written() {
            return bytes.size();
        }

        @Override
        public boolean isReady() {
            return pieces > 0;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            this.listener = listener;
        }

        @Override
        public void write(int octet) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(byte[] from, int offset, int count) throws IOException {
            pieces--;
            if (broken) {
                throw new IOException("Connection reset by peer");
            }
            bytes.write(from, offset, count);
        }
    }
}
