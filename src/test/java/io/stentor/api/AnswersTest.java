package io.stentor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.json.bind.JsonbBuilder;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private final AtomicInteger writes = new AtomicInteger();

    /** Some containers log a trace for each, which a client could make them do as often as it likes. */
    @Test
    void aClientThatIsGoneIsNoFaultOfTheApplication() throws Exception {
        try (var jsonb = JsonbBuilder.create()) {
            var answers = new Answers(response(), jsonb);

            assertThatCode(answers::notFound).doesNotThrowAnyException();
            assertThatCode(() -> answers.send(ApiError.internal())).doesNotThrowAnyException();
        }
        assertThat(writes).hasValue(2);
    }

    private HttpServletResponse response() {
        return (HttpServletResponse) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, method, arguments) -> method.getName().equals("getOutputStream") ? new Closed() : null);
    }

    private final class Closed extends ServletOutputStream {
        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}

        @Override
        public void write(int octet) throws IOException {
            writes.incrementAndGet();
            throw new IOException("Connection is closed");
        }
    }
}
