package io.stentor.bench;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** One WebSocket client of the Pusher protocol, from the handshake to the events it is sent. */
final class Client extends Socket implements FrameReader.Sink {
    private static final byte[] SWITCHING = Bytes.ascii("HTTP/1.1 101");
    private static final byte[] EVENT = Bytes.ascii("\"event\"");
    private static final byte[] SOCKET_ID = Bytes.ascii("socket_id");
    private static final byte[] PONG = ClientFrames.text("{\"event\":\"pusher:pong\",\"data\":{}}");

    private final Crowd crowd;
    private final int index;
    private final int receiveBuffer;
    private State state = State.CLOSED;
    private long begun;
    private String socketId = "";
    private int subscribing;
    private int closeCode;
    private long received;
    private int markerAt;
    private long closedAt;

    /** How far a client has come. */
    enum State {
        CLOSED,
        CONNECTING,
        UPGRADING,
        OPEN,
        ESTABLISHED,
        SUBSCRIBED
    }

    Client(Crowd crowd, int index, int receiveBuffer) {
        super(crowd.loop());
        this.crowd = crowd;
        this.index = index;
        this.receiveBuffer = receiveBuffer;
    }

    /** Its place in the crowd, from 0. */
    int index() {
        return index;
    }

    State state() {
        return state;
    }

    /** When it began to connect. */
    long begun() {
        return begun;
    }

    /** What the server called it. */
    String socketId() {
        return socketId;
    }

    /** Of the close frame that came, 0 when none did. */
    int closeCode() {
        return closeCode;
    }

    /** When the connection was lost, 0 while it is not. */
    long closedAt() {
        return closedAt;
    }

    /** Messages it has read. */
    long messages() {
        return received;
    }

    void begin() {
        state = State.CONNECTING;
        begun = System.nanoTime();
        closeCode = 0;
        closedAt = 0;
        subscribing = 0;
        try {
            connect(crowd.server(), crowd.source(), receiveBuffer);
        } catch (IOException e) {
            lost(String.valueOf(e.getMessage()));
        }
    }

    void subscribe(String channel) {
        subscribing++;
        send(ClientFrames.text(crowd.signer().subscription(socketId, channel, index)));
    }

    void unsubscribe(String channel) {
        send(ClientFrames.text("{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"" + channel + "\"}}"));
    }

    /** Says goodbye and leaves. */
    void leave() {
        send(ClientFrames.CLOSE);
        close();
        state = State.CLOSED;
    }

    @Override
    protected void connected() {
        state = State.UPGRADING;
        send(crowd.handshake());
    }

    @Override
    protected void received(int to) {
        var bytes = loop.bytes();
        int from = 0;
        if (state == State.UPGRADING) {
            int end = Bytes.find(bytes, 0, to, Bytes.BLANK_LINE);
            if (end < 0) {
                reader.keep(bytes, 0, to);
                return;
            }
            if (!Bytes.startsWith(bytes, 0, to, SWITCHING)) {
                fail(Bytes.text(bytes, 0, Math.min(to, 300)));
                return;
            }
            state = State.OPEN;
            from = end + Bytes.BLANK_LINE.length;
        }
        crowd.readAt(System.nanoTime());
        reader.read(bytes, from, to, this);
    }

    @Override
    public boolean frame(int opcode, byte[] bytes, int from, int to) {
        switch (opcode) {
            case FrameReader.CLOSE ->
                closeCode = to - from < 2 ? 1005 : (bytes[from] & 0xff) << 8 | bytes[from + 1] & 0xff;
            case FrameReader.PING -> send(ClientFrames.frame(FrameReader.PONG, bytes, from, to));
            case FrameReader.PONG -> {}
            default -> {
                received++;
                return message(bytes, from, to);
            }
        }
        return true;
    }

    private boolean message(byte[] bytes, int from, int to) {
        int marker = from + markerAt;
        if (!Marker.at(bytes, marker, to)) {
            marker = Marker.find(bytes, from, to);
            if (marker < 0) {
                return control(bytes, from, to);
            }
            markerAt = marker - from;
        }
        crowd.script().event(this, bytes, marker);
        return true;
    }

    private boolean control(byte[] bytes, int from, int to) {
        var event = Bytes.member(bytes, from, to, EVENT);
        switch (event) {
            case "pusher:connection_established" -> {
                socketId = socketIdIn(bytes, from, to);
                state = State.ESTABLISHED;
                crowd.established(this);
            }
            case "pusher_internal:subscription_succeeded" -> {
                if (--subscribing == 0) {
                    state = State.SUBSCRIBED;
                    crowd.subscribed(this);
                }
            }
            case "pusher:ping" -> send(PONG);
            case "pusher:error", "pusher:subscription_error" ->
                crowd.error(Bytes.text(bytes, from, Math.min(to, from + 300)));
            default -> crowd.script().told(this, event, bytes, from, to);
        }
        return state != State.CLOSED && state != State.CONNECTING && state != State.UPGRADING;
    }

    private static String socketIdIn(byte[] bytes, int from, int to) {
        int start = Bytes.find(bytes, from, to, SOCKET_ID);
        while (start >= 0 && start < to && (bytes[start] < '0' || bytes[start] > '9')) {
            start++;
        }
        int end = start;
        while (end >= 0 && end < to && (bytes[end] >= '0' && bytes[end] <= '9' || bytes[end] == '.')) {
            end++;
        }
        return start < 0 ? "" : Bytes.text(bytes, start, end);
    }

    @Override
    protected void lost(String why) {
        var before = state;
        state = State.CLOSED;
        closedAt = System.nanoTime();
        crowd.lost(this, before, why);
    }

    /** How often each close code came; 0 stands for none. */
    static Map<Integer, Integer> closeCodes(Iterable<Client> clients) {
        var codes = new HashMap<Integer, Integer>();
        for (var client : clients) {
            if (!client.open()) {
                codes.merge(client.closeCode(), 1, Integer::sum);
            }
        }
        return codes;
    }
}
