package io.stentor.transport.websocket.door;

import io.stentor.protocol.ClientMessage;
import io.stentor.protocol.ClientMessage.Refused;
import io.stentor.protocol.ClientMessage.TooLarge;
import io.stentor.protocol.Refusal;
import io.stentor.protocol.Utf8;
import io.stentor.server.Inbound;
import io.stentor.transport.websocket.Gate;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.exception.BadPayloadException;
import org.jspecify.annotations.Nullable;

/**
 * What one client on Jetty's core says. Jetty checks the frames and answers closes; it hands over one frame at a time,
 * the next only when it is asked for, so a client that floods waits for itself. Nothing here blocks.
 */
final class JettyClient {
    private final Gate gate;
    private final CoreSession session;
    private final Inbound inbound;
    private boolean over;

    // A message that comes in several frames, or that Jetty hands over in several as it reads it.
    private byte kind;
    private long length;
    private boolean tooLarge;
    private @Nullable ByteArrayOutputStream pieces;

    JettyClient(Gate gate, CoreSession session, Inbound inbound) {
        this.gate = gate;
        this.session = session;
        this.inbound = inbound;
    }

    /** As {@link org.eclipse.jetty.websocket.core.FrameHandler#onFrame}. */
    void received(Frame frame, Callback callback) {
        switch (frame.getOpCode()) {
            case OpCode.TEXT, OpCode.BINARY -> {
                kind = frame.getOpCode();
                length = 0;
                tooLarge = false;
                data(frame, callback);
            }
            case OpCode.CONTINUATION -> data(frame, callback);
            case OpCode.PING -> {
                // The payload is Jetty's until the callback is called, and so until it was sent back. It cannot be when
                // our
                // close is on its way already, which is no reason to hang up before the client has read it.
                var next = Callback.from(() -> next(callback), closing -> next(callback));
                session.sendFrame(new Frame(OpCode.PONG, frame.getPayload()), next, false);
            }
            case OpCode.CLOSE -> {
                ended(false);
                callback.succeeded();
            }
            default -> {
                inbound.heard();
                next(callback);
            }
        }
    }

    private void data(Frame frame, Callback callback) {
        var payload = frame.getPayload();
        length += BufferUtil.length(payload);
        if (length > gate.messageBytes()) {
            refuse(callback);
        } else if (!frame.isFin()) {
            keep(payload);
            next(callback);
        } else if (kind == OpCode.BINARY) {
            received(new Refused(Refusal.BINARY), callback);
        } else {
            var text = Utf8.decode(whole(payload));
            if (text == null) {
                callback.failed(new BadPayloadException("not UTF-8"));
            } else {
                received(gate.read(text), callback);
            }
        }
    }

    /** The rest of the message is read and forgotten, while the connection ends. */
    private void refuse(Callback callback) {
        pieces = null;
        if (tooLarge) {
            next(callback);
        } else {
            tooLarge = true;
            received(new TooLarge(), callback);
        }
    }

    private void received(ClientMessage message, Callback callback) {
        callback.succeeded();
        inbound.received(message, session::demand);
    }

    private void keep(@Nullable ByteBuffer payload) {
        if (kind == OpCode.TEXT && BufferUtil.hasContent(payload)) {
            if (pieces == null) {
                pieces = new ByteArrayOutputStream();
            }
            pieces.writeBytes(BufferUtil.toArray(payload));
        }
    }

    private byte[] whole(@Nullable ByteBuffer last) {
        if (pieces == null) {
            return last == null ? new byte[0] : BufferUtil.toArray(last);
        }
        keep(last);
        var bytes = pieces.toByteArray();
        pieces = null;
        return bytes;
    }

    private void next(Callback callback) {
        callback.succeeded();
        session.demand();
    }

    /** The WebSocket is closed, or about to be; what comes later is no news. */
    void ended(boolean brokenOff) {
        if (!over) {
            over = true;
            pieces = null;
            inbound.closed(brokenOff);
        }
    }
}
