package io.stentor.bench;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Keep-alive connections to the HTTP API, each with one request under way. */
final class ApiClient {
    private final Loop loop;
    private final Target target;
    private final Runnable answered;
    private final ArrayDeque<Caller> idle = new ArrayDeque<>();
    private final List<Caller> callers = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private Histogram times = Latencies.histogram();
    private long accepted;
    private long refused;

    /** @param answered called after each answer, when the connection is free again */
    ApiClient(Loop loop, Target target, int connections, Runnable answered) {
        this.loop = loop;
        this.target = target;
        this.answered = answered;
        for (int i = 0; i < connections; i++) {
            var caller = new Caller();
            callers.add(caller);
            idle.add(caller);
        }
    }

    boolean free() {
        return !idle.isEmpty();
    }

    /** Whether no request is under way. */
    boolean quiet() {
        return idle.size() == callers.size();
    }

    /** Sends a request over a connection that is {@link #free}. */
    void send(byte[] request) {
        idle.remove().call(request);
    }

    void reset() {
        times = Latencies.histogram();
        accepted = 0;
        refused = 0;
    }

    /** From sending a request to its answer. */
    Histogram times() {
        return times;
    }

    long accepted() {
        return accepted;
    }

    long refused() {
        return refused;
    }

    /** The first few refusals. */
    List<String> errors() {
        return errors;
    }

    private void end(Caller caller, long sent, String error) {
        if (error == null) {
            accepted++;
            times.recordValue(Latencies.clamp(System.nanoTime() - sent));
        } else {
            refused++;
            if (errors.size() < 3) {
                errors.add(error);
            }
        }
        idle.add(caller);
        answered.run();
    }

    private final class Caller extends Socket {
        private static final byte[] NONE = {};
        private static final byte[] OK = {'H', 'T', 'T', 'P', '/', '1', '.', '1', ' ', '2'};

        private byte[] request = NONE;
        private boolean busy;
        private boolean again;
        private long sent;

        Caller() {
            super(ApiClient.this.loop);
        }

        void call(byte[] bytes) {
            request = bytes;
            busy = true;
            again = false;
            sent = System.nanoTime();
            if (open()) {
                send(bytes);
            } else {
                dial();
            }
        }

        private void dial() {
            try {
                connect(target.address(), null, 0);
            } catch (IOException e) {
                finish(String.valueOf(e.getMessage()));
            }
        }

        @Override
        protected void connected() {
            send(request);
        }

        @Override
        protected void received(int to) {
            var bytes = loop.bytes();
            int end = Bytes.find(bytes, 0, to, Bytes.BLANK_LINE);
            if (end < 0 || !whole(bytes, end, to)) {
                reader.keep(bytes, 0, to);
                return;
            }
            boolean accepted = Bytes.startsWith(bytes, 0, to, OK);
            finish(accepted ? null : Bytes.text(bytes, 0, Math.min(to, 300)));
        }

        private boolean whole(byte[] bytes, int end, int to) {
            var head = Bytes.text(bytes, 0, end + 2).toLowerCase(Locale.ROOT);
            int body = end + Bytes.BLANK_LINE.length;
            int length = head.indexOf("\r\ncontent-length:");
            if (length >= 0) {
                int value = length + "\r\ncontent-length:".length();
                return to - body
                        >= Integer.parseInt(head.substring(value, head.indexOf("\r\n", value))
                                .trim());
            }
            return !head.contains("\r\ntransfer-encoding: chunked")
                    || to - body >= 5 && Bytes.text(bytes, to - 5, to).equals("0\r\n\r\n");
        }

        /** A server may end a connection that was quiet: then the request is made once more. */
        @Override
        protected void lost(String why) {
            if (!busy) {
                return;
            }
            if (again) {
                finish(why);
            } else {
                again = true;
                dial();
            }
        }

        private void finish(String error) {
            if (busy) {
                busy = false;
                end(this, sent, error);
            }
        }
    }
}
