package io.stentor.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class WebSocketTransportTest {
    private final List<String> calls = new ArrayList<>();
    private final Queue<Runnable> later = new ArrayDeque<>();
    private final WebSocketTransport transport = new WebSocketTransport(session(), null, Runnable::run, later::add);
    private boolean open = true;

    /** The send to a client that has just closed fails before the engine's answer to that close is out. */
    @Test
    void anAbortLeavesTheEngineTimeToAnswerAClose() {
        transport.abort(1001, "");
        assertThat(calls).isEmpty();

        open = false;
        runAll();

        assertThat(calls).containsExactly("isOpen");
    }

    /** An engine that drops who is idle says 1001 of its own. */
    @Test
    void anAbortClosesWhatIsOpenStillBeforeTheEngineMayDropIt() {
        transport.abort(4100, "Buffer full");
        runAll();

        assertThat(calls).containsExactly("isOpen", "close", "setMaxIdleTimeout");
    }

    private void runAll() {
        while (!later.isEmpty()) {
            later.remove().run();
        }
    }

    private Session session() {
        return (Session) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Session.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    return method.getName().equals("isOpen") ? open : null;
                });
    }
}
