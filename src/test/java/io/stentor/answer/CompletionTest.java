package io.stentor.answer;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That it waits where it has to, the conformance suite shows on Payara and GlassFish. */
class CompletionTest {
    private final List<Runnable> blocking = new ArrayList<>();
    private final Completion completion = new Completion(blocking::add);
    private final List<String> calls = new ArrayList<>();
    private boolean complete;

    @Test
    void aRequestIsCompletedAtOnceWhereTheContainerCanBearIt() {
        completion.of(request());

        assertThat(calls).containsExactly("complete");
        assertThat(blocking).isEmpty();
    }

    @Test
    void aRequestThatIsCompleteIsLeftAlone() {
        complete = true;

        completion.of(request());
        Completion.now(request());

        assertThat(calls).containsExactly("complete", "complete");
    }

    private AsyncContext request() {
        return (AsyncContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {AsyncContext.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    if (complete) {
                        throw new IllegalStateException("complete");
                    }
                    return null;
                });
    }
}
