package io.stentor.transport.websocket.door;

import io.stentor.connection.Batch;
import io.stentor.transport.websocket.Door;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the turn that Tomcat takes for each frame of its own, and writes many frames with it: pongs and closes come before
 * or after, never between. The bytes go to Tomcat's socket, so back-pressure and TLS stay Tomcat's; but a write that is
 * over at once is over here too, for which Tomcat would wake another thread. Nothing may transform frames on their way,
 * so there must be no extension.
 */
final class TomcatDoor implements Door {
    private final TomcatRemote remote;

    TomcatDoor(TomcatRemote remote) {
        this.remote = remote;
    }

    @Override
    public boolean write(Batch frames, Consumer<@Nullable Throwable> done) {
        if (!remote.tryTurn()) {
            return false;
        }
        if (remote.closed()) {
            remote.endTurn();
            done.accept(new IOException("the WebSocket is closed"));
        } else {
            new Write(remote, done).start(frames.wire());
        }
        return true;
    }

    /** One turn. It may end twice: when the socket says so, and when Tomcat gives up the connection. The first counts. */
    private static final class Write implements CompletionHandler<Long, @Nullable Void>, SendHandler {
        private final TomcatRemote remote;
        private final AtomicReference<@Nullable Consumer<@Nullable Throwable>> done;

        private Write(TomcatRemote remote, Consumer<@Nullable Throwable> done) {
            this.remote = remote;
            this.done = new AtomicReference<>(done);
        }

        private void start(ByteBuffer bytes) {
            remote.inFlight(this);
            try {
                if (remote.write(bytes, this)) {
                    end(null);
                }
            } catch (RuntimeException unexpected) {
                end(unexpected);
            }
        }

        @Override
        public void completed(Long bytes, @Nullable Void none) {
            end(null);
        }

        @Override
        public void failed(Throwable why, @Nullable Void none) {
            end(why);
        }

        @Override
        public void onResult(SendResult given) {
            var why = given.getException();
            end(why == null ? new IOException("the WebSocket was given up") : why);
        }

        private void end(@Nullable Throwable why) {
            var told = done.getAndSet(null);
            if (told != null) {
                remote.landed(this);
                remote.endTurn();
                told.accept(why);
            }
        }
    }
}
