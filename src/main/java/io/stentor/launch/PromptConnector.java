package io.stentor.launch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.WebSocketConnection;
import org.jspecify.annotations.Nullable;

/**
 * Lets the thread that finds a socket readable read it and go on with what was read. Jetty would wake another one for
 * it, and take the socket out of the selector meanwhile, since it cannot know that what follows never blocks; here it
 * does not, see {@link PromptRequests}.
 */
final class PromptConnector extends ServerConnector {
    /** @param selectors threads that look after sockets */
    PromptConnector(Server server, int selectors, HttpConnectionFactory http) {
        super(server, -1, selectors, http);
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        var endPoint = new PromptEndPoint(channel, selector, key, getScheduler());
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }

    private static final class PromptEndPoint extends SocketChannelEndPoint {
        /** Reads in a row; then others have their turn, however much there is left to read. */
        private static final int MOST_READS = 4;

        private @Nullable Prompt prompt;
        private int reads;

        PromptEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
            super(channel, selector, key, scheduler);
        }

        @Override
        public Runnable onSelected() {
            reads = 0;
            return super.onSelected();
        }

        @Override
        public int fill(ByteBuffer buffer) throws IOException {
            // Nothing, says this, and so the socket goes back to the selector, which finds it readable again.
            return reads++ < MOST_READS ? super.fill(buffer) : 0;
        }

        /**
         * The first callback is that of HTTP for requests, and the same each time; another one waits for more of a body and
         * goes Jetty's own way. A WebSocket has one as well.
         */
        @Override
        public void fillInterested(Callback readable) {
            var known = prompt;
            if (known == null || known.readable() != readable && getConnection() instanceof WebSocketConnection) {
                known = new Prompt(readable);
                prompt = known;
            }
            super.fillInterested(known.readable() == readable ? known : readable);
        }
    }

    private record Prompt(Callback readable) implements Callback {
        @Override
        public void succeeded() {
            readable.succeeded();
        }

        @Override
        public void failed(Throwable why) {
            readable.failed(why);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
