package io.stentor.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebSocketTransportTest {
    private final List<String> calls = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private final WebSocketTransport transport = new WebSocketTransport(session(), null, Runnable::run, later::add);
    private boolean open = true;

    /** The send to a client that has just closed fails before the engine's answer to that close is out. */
    @Test
    void anAbortLeavesTheEngineTimeToAnswerAClose() {
        transport.abort(1001, "");
        assertThat(calls).containsExactly("setMaxIdleTimeout");

        open = false;
        later.forEach(Runnable::run);

        assertThat(calls).doesNotContain("close");
    }

    @Test
    void anAbortClosesWhatIsOpenStill() {
        transport.abort(1001, "");
        later.forEach(Runnable::run);

        assertThat(calls).endsWith("close");
    }

    private Session session() {
        return (Session) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Session.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    return method.getName().equals("isOpen") ? open : null;
                });
    }
}
