package io.stentor.answer;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class EndedRequestTest {
    private int completions;
    private final AsyncContext asynchronous = (AsyncContext) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {AsyncContext.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("complete")) {
                    completions++;
                }
                return null;
            });
    private final EndedRequest request = new EndedRequest(asynchronous, new Completion(Runnable::run)) {};
    private final AsyncEvent event = new AsyncEvent(asynchronous);

    @Test
    void whatIsCompleteIsNotCompletedAgain() throws Exception {
        request.complete();
        request.complete();
        request.completeBroken();
        request.onTimeout(event);
        request.onError(event);

        assertThat(completions).isEqualTo(1);
    }

    @Test
    void aRequestThatTakesTooLongIsCompleted() throws Exception {
        request.onTimeout(event);
        request.complete();

        assertThat(completions).isEqualTo(1);
    }

    @Test
    void aBrokenRequestIsCompleted() {
        request.onError(event);
        request.completeBroken();

        assertThat(completions).isEqualTo(1);
    }
}
