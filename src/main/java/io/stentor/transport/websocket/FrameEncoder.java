package io.stentor.transport.websocket;

import io.stentor.protocol.Frame;
import jakarta.websocket.Encoder;

/** {@link Frame} to text, which it already is: a frame is encoded once, however many get it. */
public class FrameEncoder implements Encoder.Text<Frame> {
    @Override
    public String encode(Frame frame) {
        return frame.text();
    }
}
