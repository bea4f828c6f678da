package io.stentor.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A container that gives the streams of an ended connection to the next request, and those who come too late. */
class EndingConnectionTest {
    private final List<String> calls = new ArrayList<>();
    private final CountDownLatch writing = new CountDownLatch(1);
    private final CountDownLatch mayWrite = new CountDownLatch(1);
    private final Queue<Runnable> later = new ArrayDeque<>();
    private boolean writesSlowly;
    private ReadListener listener;
    private boolean cutOff;

    private final EndingConnection connection = connection();

    @Test
    void whatIsWrittenGoesToTheContainer() throws Exception {
        var out = connection.getOutputStream();

        assertThat(out.isReady()).isTrue();
        out.write(new byte[] {1, 2});
        out.flush();
        out.write(3);

        assertThat(calls).containsExactly("write 2", "flush", "write 1");
    }

    @Test
    void whatIsReadComesFromTheContainer() throws Exception {
        var in = connection.getInputStream();

        assertThat(in.isReady()).isTrue();
        assertThat(in.isFinished()).isFalse();
        assertThat(in.available()).isEqualTo(7);
        assertThat(in.read(new byte[4])).isEqualTo(4);
        assertThat(in.read()).isEqualTo('x');
    }

    @Test
    void itEndsOnTheThreadThatReads() throws Exception {
        connection.getInputStream().setReadListener(closing());

        listener.onDataAvailable();

        assertThat(calls).containsExactly("engine", "close", "engine is back");
        assertThat(later).isEmpty();
    }

    /** The client's answer to the close brings it by, or its end; whatever it sends is of no interest any more. */
    @Test
    void whenAnotherThreadEndsItTheNextThatReadsDoes() throws Exception {
        connection.getInputStream().setReadListener(closing());

        connection.close();
        assertThat(calls).isEmpty();
        listener.onDataAvailable();
        listener.onAllDataRead();
        listener.onError(new IOException("reset"));

        assertThat(calls).containsExactly("close");
        later.remove().run();
        assertThat(calls).containsExactly("close");
    }

    @Test
    void whenAnotherThreadEndsItWhileItIsReadTheOneThatReadsDoes() throws Exception {
        connection.getInputStream().setReadListener(new Engine(() -> {
            var other = new Thread(connection::close);
            other.start();
            other.join();
        }));

        listener.onDataAvailable();

        assertThat(calls).containsExactly("engine", "engine is back", "close");
    }

    @Test
    void whoNeitherAnswersNorHangsUpIsNotWaitedForForEver() throws Exception {
        connection.close();
        connection.close();

        later.remove().run();

        assertThat(calls).containsExactly("close");
        assertThat(later).isEmpty();
    }

    @Test
    void itIsAliveUntilItIsCutOffOrEnds() {
        assertThat(connection.alive()).isTrue();
        assertThat(calls).containsExactly("write 0");

        cutOff = true;
        assertThat(connection.alive()).isFalse();

        cutOff = false;
        connection.end();
        assertThat(connection.alive()).isFalse();
    }

    @Test
    void whoWritesAfterTheCloseWritesNowhere() throws Exception {
        var out = connection.getOutputStream();

        connection.close();

        assertThatThrownBy(() -> out.write(new byte[] {1})).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);
        assertThatThrownBy(out::flush).isInstanceOf(IOException.class);
        assertThatThrownBy(out::isReady).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> out.setWriteListener(null)).isInstanceOf(IllegalStateException.class);
        assertThat(calls).isEmpty();
    }

    @Test
    void whoReadsAfterTheCloseReadsNothing() throws Exception {
        var in = connection.getInputStream();

        connection.close();

        assertThat(in.isReady()).isFalse();
        assertThat(in.isFinished()).isTrue();
        assertThatThrownBy(in::available).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> in.read(new byte[4])).isInstanceOf(IOException.class);
        assertThatThrownBy(in::read).isInstanceOf(IOException.class);
    }

    /** Before it, the container must not give the stream away. */
    @Test
    void theCloseWaitsForTheWriteThatIsUnderWay() throws Exception {
        writesSlowly = true;
        var write = CompletableFuture.runAsync(() -> {
            try {
                connection.getOutputStream().write(new byte[] {1, 2});
            } catch (IOException late) {
                throw new AssertionError(late);
            }
        });
        writing.await();

        var closer = new Thread(() -> {
            connection.close();
            calls.add("closed");
        });
        closer.start();
        await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
        mayWrite.countDown();
        write.join();
        closer.join();

        assertThat(calls).containsExactly("write 2", "closed");
    }

    private Engine closing() {
        return new Engine(connection::close);
    }

    private EndingConnection connection() {
        try {
            return new EndingConnection(container(), later::add);
        } catch (IOException streamless) {
            throw new AssertionError(streamless);
        }
    }

    private WebConnection container() {
        return new WebConnection() {
            @Override
            public ServletInputStream getInputStream() {
                return new In();
            }

            @Override
            public ServletOutputStream getOutputStream() {
                return new Out();
            }

            @Override
            public void close() {
                calls.add("close");
            }
        };
    }

    @FunctionalInterface
    private interface Deed {
        void done() throws Exception;
    }

    /** What an engine does when there is something to read. */
    private final class Engine implements ReadListener {
        private final Deed deed;

        Engine(Deed deed) {
            this.deed = deed;
        }

        @Override
        public void onDataAvailable() throws IOException {
            calls.add("engine");
            try {
                deed.done();
            } catch (Exception failed) {
                throw new IOException(failed);
            }
            calls.add("engine is back");
        }

        @Override
        public void onAllDataRead() throws IOException {
            onDataAvailable();
        }

        @Override
        public void onError(Throwable broken) {
            throw new AssertionError(broken);
        }
    }

    private final class Out extends ServletOutputStream {
        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}

        @Override
        public void write(int octet) {
            calls.add("write 1");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (cutOff) {
                throw new IOException("Connection is closed");
            }
            if (writesSlowly) {
                writing.countDown();
                try {
                    mayWrite.await();
                } catch (InterruptedException stop) {
                    throw new AssertionError(stop);
                }
            }
            calls.add("write " + length);
        }

        @Override
        public void flush() {
            calls.add("flush");
        }
    }

    private final class In extends ServletInputStream {
        @Override
        public boolean isFinished() {
            return false;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener reads) {
            listener = reads;
        }

        @Override
        public int available() {
            return 7;
        }

        @Override
        public int read() {
            return 'x';
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            return length;
        }
    }
}
