package io.stentor.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** With a facade and a request as Catalina has them. */
class PooledRequestTest {
    private final HttpUpgradeHandler handler = new EndingUpgrade();
    private final Pooled pooled = new Pooled();
    private final ServletRequest request = new Facade(pooled);

    @Test
    void itForgetsTheHandlerOfItsWebSocket() {
        pooled.httpUpgradeHandler = handler;

        new PooledRequest(request).forget(handler);

        assertThat(pooled.httpUpgradeHandler).isNull();
    }

    @Test
    void itKeepsTheHandlerOfTheNext() {
        var next = new EndingUpgrade();
        pooled.httpUpgradeHandler = next;

        new PooledRequest(request).forget(handler);

        assertThat(pooled.httpUpgradeHandler).isSameAs(next);
    }

    @Test
    void anotherServersRequestIsLeftAlone() {
        assertThatCode(() -> new PooledRequest(stranger()).forget(handler)).doesNotThrowAnyException();
    }

    private static ServletRequest stranger() {
        return (ServletRequest) Proxy.newProxyInstance(
                PooledRequestTest.class.getClassLoader(), new Class<?>[] {ServletRequest.class}, (p, m, a) -> null);
    }

    private static class Base {
        HttpUpgradeHandler httpUpgradeHandler;
    }

    private static final class Pooled extends Base {}

    private static final class Facade extends ServletRequestWrapper {
        private final Pooled request;

        Facade(Pooled request) {
            super(stranger());
            this.request = request;
        }

        @Override
        public String toString() {
            return "of " + request;
        }
    }
}
