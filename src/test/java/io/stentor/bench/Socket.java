package io.stentor.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** One end of a TCP connection in a {@link Loop}: what it cannot send at once it sends later, in order. */
abstract class Socket implements Loop.Endpoint {
    private static final byte[] NOTHING = {};

    protected final Loop loop;
    protected final FrameReader reader = new FrameReader();
    private SocketChannel channel;
    private SelectionKey key;
    private byte[] waiting = NOTHING;
    private int waitingTo;

    Socket(Loop loop) {
        this.loop = loop;
    }

    /**
     * Begins to connect.
     *
     * @param source the address to come from, null for any
     * @param receiveBuffer in bytes, 0 for the system's choice
     */
    void connect(InetSocketAddress server, InetAddress source, int receiveBuffer) throws IOException {
        reader.clear();
        waitingTo = 0;
        channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (receiveBuffer > 0) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
            }
            if (source != null) {
                channel.bind(new InetSocketAddress(source, 0));
            }
            boolean connected = channel.connect(server);
            key = loop.register(channel, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
            if (connected) {
                connected();
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    boolean open() {
        return channel != null;
    }

    /** The connection is there. */
    protected abstract void connected();

    /** More was read: from 0 to here in the loop's buffer, the {@link #reader}'s rest included. */
    protected abstract void received(int to);

    /** The connection is gone, whatever the reason; it is closed already. */
    protected abstract void lost(String why);

    @Override
    public final void ready(SelectionKey ready) {
        if (ready != key || channel == null) {
            return;
        }
        try {
            if (ready.isConnectable()) {
                channel.finishConnect();
                ready.interestOps(SelectionKey.OP_READ);
                connected();
                return;
            }
            if (ready.isWritable()) {
                flush();
            }
            if (ready.isReadable()) {
                read();
            }
        } catch (IOException e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    private void read() throws IOException {
        do {
            var source = channel;
            int to = loop.read(source, reader);
            if (to < 0) {
                fail("closed by the server");
                return;
            }
            received(to);
            if (channel != source) {
                return;
            }
        } while (loop.full());
    }

    /** Sends this part of some bytes, which may be changed afterwards. */
    void send(byte[] bytes, int from, int to) {
        if (channel == null) {
            return;
        }
        try {
            int sent = waitingTo > 0 ? from : loop.write(channel, bytes, from, to);
            if (sent < to) {
                int size = to - sent;
                if (waiting.length < waitingTo + size) {
                    waiting = Arrays.copyOf(waiting, Math.max(waitingTo + size, waiting.length * 2));
                }
                System.arraycopy(bytes, sent, waiting, waitingTo, size);
                waitingTo += size;
                key.interestOpsOr(SelectionKey.OP_WRITE);
            }
        } catch (IOException e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    void send(byte[] bytes) {
        send(bytes, 0, bytes.length);
    }

    private void flush() throws IOException {
        int sent = loop.write(channel, waiting, 0, waitingTo);
        System.arraycopy(waiting, sent, waiting, 0, waitingTo - sent);
        waitingTo -= sent;
        if (waitingTo == 0) {
            key.interestOpsAnd(~SelectionKey.OP_WRITE);
        }
    }

    /** Reads no more, or again. */
    void listen(boolean on) {
        if (channel == null) {
            return;
        }
        if (on) {
            key.interestOpsOr(SelectionKey.OP_READ);
        } else {
            key.interestOpsAnd(~SelectionKey.OP_READ);
        }
    }

    void close() {
        var open = channel;
        channel = null;
        key = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // It is of no use any more either way.
            }
        }
    }

    protected void fail(String why) {
        if (channel != null) {
            close();
            lost(why);
        }
    }
}
