package io.stentor.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.answer.Completion;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.connector.AsyncContextImpl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a body is read, the conformance suite shows; this is what no client can see. */
class RequestBodyTest {
    private static final byte[] BODY = "0123456789".getBytes(UTF_8);

    private final Input input = new Input();
    private final List<String> heard = new ArrayList<>();

    @Test
    void payaraAndGlassFishAreNotAskedForMoreAfterTheLastByte() throws Exception {
        read(new AsyncContextImpl());

        input.gets(4);
        assertThat(input.askedInVain).isEqualTo(1);

        input.gets(6);
        assertThat(input.askedInVain).isEqualTo(1);

        input.ends();
        assertThat(heard).containsExactly("0123456789");
    }

    @Test
    void othersAreAskedUntilTheyTellTheEnd() throws Exception {
        read((AsyncContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {AsyncContext.class}, (proxy, method, arguments) -> null));

        input.gets(4);
        input.gets(6);
        assertThat(input.askedInVain).isEqualTo(2);

        input.ends();
        assertThat(heard).containsExactly("0123456789");
    }

    private void read(AsyncContext asynchronous) throws IOException {
        var request = (HttpServletRequest) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getInputStream" -> input;
                    case "getContentLengthLong" -> (long) BODY.length;
                    case "startAsync" -> asynchronous;
                    default -> null;
                });
        var body = new RequestBody(100, Duration.ofSeconds(3), new Completion(Runnable::run));
        body.read(request, new RequestBody.Reader() {
            @Override
            public void read(byte[] whole) {
                heard.add(new String(whole, UTF_8));
            }

            @Override
            public void refused(ApiError why) {
                heard.add("refused");
            }
        });
    }

    /** What has come of the body. */
    private static final class Input extends ServletInputStream {
        private @Nullable ReadListener listener;
        private int there;
        private int read;
        private int askedInVain;

        void gets(int bytes) throws IOException {
            there += bytes;
            listener().onDataAvailable();
        }

        void ends() throws IOException {
            listener().onAllDataRead();
        }

        private ReadListener listener() {
            assertThat(listener).isNotNull();
            return listener;
        }

        @Override
        public void setReadListener(ReadListener reader) {
            listener = reader;
        }

        @Override
        public boolean isReady() {
            boolean ready = read < there;
            askedInVain += ready ? 0 : 1;
            return ready;
        }

        @Override
        public boolean isFinished() {
            return false;
        }

        @Override
        public int read() {
            return read < there ? BODY[read++] : -1;
        }
    }
}
