package io.stentor.transport.websocket.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.protocol.ClientMessage;
import io.stentor.server.Inbound;
import io.stentor.transport.websocket.Gate;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.junit.jupiter.api.Test;

/** What the conformance suite cannot bring about at will. */
class JettyClientTest {
    private final List<String> calls = new ArrayList<>();
    private final CoreSession session = (CoreSession) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {CoreSession.class}, (proxy, method, arguments) -> {
                calls.add(method.getName());
                if (method.getName().equals("sendFrame")) {
                    ((Callback) arguments[1]).failed(new ClosedChannelException());
                }
                return null;
            });
    private final JettyClient client = new JettyClient(new Gate(null), session, new Deaf());

    /** To fail would make Jetty hang up, with our close perhaps still behind what waits for the client. */
    @Test
    void aPingThatCannotBeAnsweredSinceTheCloseIsOnItsWayIsPassedOver() {
        var ping = new Frame(OpCode.PING, ByteBuffer.allocate(4));

        client.received(ping, Callback.from(() -> calls.add("succeeded"), failed -> calls.add("failed")));

        assertThat(calls).containsExactly("sendFrame", "succeeded", "demand");
    }

    private static final class Deaf implements Inbound {
        @Override
        public void received(ClientMessage message) {}

        @Override
        public void received(ClientMessage message, Runnable next) {}

        @Override
        public void heard() {}

        @Override
        public void closed(boolean brokenOff) {}
    }
}
