package io.stentor.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Frames as clients send them, masked with the key 0: legal (RFC 6455 5.3), and nothing has to be computed. */
final class ClientFrames {
    /** Close with 1000. */
    static final byte[] CLOSE = frame(FrameReader.CLOSE, new byte[] {0x03, (byte) 0xe8}, 0, 2);

    private ClientFrames() {}

    static byte[] text(String text) {
        var payload = text.getBytes(UTF_8);
        return frame(FrameReader.TEXT, payload, 0, payload.length);
    }

    static byte[] frame(int opcode, byte[] payload, int from, int to) {
        int size = to - from;
        int extended = size < 126 ? 0 : size < 65_536 ? 2 : 8;
        var frame = new byte[2 + extended + 4 + size];
        frame[0] = (byte) (0x80 | opcode);
        frame[1] = (byte) (0x80 | (extended == 0 ? size : extended == 2 ? 126 : 127));
        for (int i = 0; i < extended; i++) {
            frame[2 + i] = (byte) ((long) size >> 8 * (extended - 1 - i));
        }
        System.arraycopy(payload, from, frame, frame.length - size, size);
        return frame;
    }
}
