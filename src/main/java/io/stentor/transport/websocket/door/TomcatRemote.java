package io.stentor.transport.websocket.door;

import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's own way to write to one WebSocket, as {@code WsRemoteEndpointImplServer} goes it: whoever has the turn may
 * write to the socket, nobody else does. What is not public is found by its name and type when this class is loaded,
 * which fails where anything is different.
 */
final class TomcatRemote {
    private static final String WEBSOCKET = "org.apache.tomcat.websocket.";
    private static final String SOCKET_WRAPPER = "org.apache.tomcat.util.net.SocketWrapperBase";

    private static final MethodHandle REMOTE;
    private static final MethodHandle SOCKET;
    private static final MethodHandle TURN;
    private static final MethodHandle END_TURN;
    private static final MethodHandle CLOSED;
    private static final MethodHandle ASYNCHRONOUS;
    private static final MethodHandle WRITE;
    private static final VarHandle IN_FLIGHT;
    private static final Object INLINE;

    static {
        try {
            var session = engine(WEBSOCKET + "WsSession");
            var base = engine(WEBSOCKET + "WsRemoteEndpointImplBase");
            var server = engine(WEBSOCKET + "server.WsRemoteEndpointImplServer");
            var socket = engine(SOCKET_WRAPPER);
            REMOTE = generic(all(session).findGetter(session, "wsRemoteEndpoint", base), Object.class, Session.class);
            SOCKET = generic(all(server).findGetter(server, "socketWrapper", socket), Object.class, Object.class);
            TURN = generic(
                    all(base).findGetter(base, "messagePartInProgress", Semaphore.class),
                    Semaphore.class,
                    Object.class);
            var end = MethodType.methodType(void.class, SendHandler.class, SendResult.class);
            END_TURN = generic(
                    MethodHandles.insertArguments(all(base).findVirtual(base, "endMessage", end), 1, null, null),
                    void.class,
                    Object.class);
            CLOSED = generic(all(base).findGetter(base, "closed", boolean.class), boolean.class, Object.class);
            IN_FLIGHT = all(server).findVarHandle(server, "handler", SendHandler.class);
            ASYNCHRONOUS = generic(
                    MethodHandles.publicLookup()
                            .findVirtual(socket, "hasAsyncIO", MethodType.methodType(boolean.class)),
                    boolean.class,
                    Object.class);
            WRITE = write(socket);
            INLINE = constant("CompletionState", "INLINE");
        } catch (ReflectiveOperationException other) {
            throw new ExceptionInInitializerError(other);
        }
    }

    private final Object remote;
    private final Object socket;
    private final Semaphore turn;

    /** @throws IllegalStateException when the session is not Tomcat's own, or its connector writes in another way */
    TomcatRemote(Session session) {
        try {
            remote = REMOTE.invokeExact(session);
            socket = SOCKET.invokeExact(remote);
            turn = (Semaphore) TURN.invokeExact(remote);
            if (!(boolean) ASYNCHRONOUS.invokeExact(socket)) {
                throw new IllegalStateException("its connector has useAsyncIO off");
            }
        } catch (Throwable other) {
            throw unexpected(other);
        }
    }

    /** Does nothing, which takes that this class could be loaded. */
    static void verify() {}

    /** Takes the turn to write, if it is free; never waits. */
    boolean tryTurn() {
        return turn.tryAcquire();
    }

    /** Gives the turn back, or to what Tomcat has queued meanwhile. */
    void endTurn() {
        try {
            END_TURN.invokeExact(remote);
        } catch (Throwable other) {
            throw unexpected(other);
        }
    }

    /** Whether the close frame is out, after which nothing may follow. Who has the turn and hears no is before it. */
    boolean closed() {
        try {
            return (boolean) CLOSED.invokeExact(remote);
        } catch (Throwable other) {
            throw unexpected(other);
        }
    }

    /** Says who is to hear of it when Tomcat gives up the connection before the write that follows is over. */
    void inFlight(SendHandler handler) {
        IN_FLIGHT.setVolatile(remote, handler);
    }

    /** The write is over; Tomcat need not tell any more. */
    void landed(SendHandler handler) {
        IN_FLIGHT.compareAndSet(remote, handler, null);
    }

    /**
     * Writes as much as the socket takes and the rest when it takes more; returns at once. To be called by who has the
     * turn.
     *
     * @param end told about the end, on any thread, unless this returns true
     * @return whether all was written at once
     */
    boolean write(ByteBuffer bytes, CompletionHandler<Long, @Nullable Void> end) {
        try {
            var state = WRITE.invokeExact(socket, end, new ByteBuffer[] {bytes});
            return state == INLINE;
        } catch (Throwable other) {
            throw unexpected(other);
        }
    }

    private static RuntimeException unexpected(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException runtime ? runtime : new IllegalStateException(thrown);
    }

    private static Class<?> engine(String name) throws ClassNotFoundException {
        return Class.forName(name, false, TomcatRemote.class.getClassLoader());
    }

    private static Lookup all(Class<?> type) throws IllegalAccessException {
        return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    }

    private static MethodHandle generic(MethodHandle handle, Class<?> result, Class<?>... arguments) {
        return handle.asType(MethodType.methodType(result, arguments));
    }

    private static Object constant(String type, String name) throws ReflectiveOperationException {
        return engine(SOCKET_WRAPPER + "$" + type).getField(name).get(null);
    }

    /**
     * The write of a socket that writes what it can at once, does the rest when the client has read, has no deadline of
     * its own, and calls its handler unless all was written at once.
     */
    private static MethodHandle write(Class<?> socket) throws ReflectiveOperationException {
        var mode = engine(SOCKET_WRAPPER + "$BlockingMode");
        var check = engine(SOCKET_WRAPPER + "$CompletionCheck");
        var type = MethodType.methodType(
                engine(SOCKET_WRAPPER + "$CompletionState"),
                mode,
                long.class,
                TimeUnit.class,
                Object.class,
                check,
                CompletionHandler.class,
                ByteBuffer[].class);
        var bound = MethodHandles.insertArguments(
                MethodHandles.publicLookup().findVirtual(socket, "write", type).asFixedArity(),
                1,
                constant("BlockingMode", "CLASSIC"),
                Long.MAX_VALUE,
                TimeUnit.MILLISECONDS,
                null,
                socket.getField("COMPLETE_WRITE").get(null));
        return generic(bound, Object.class, Object.class, CompletionHandler.class, ByteBuffer[].class);
    }
}
