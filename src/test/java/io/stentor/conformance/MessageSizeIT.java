package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stentor.conformance.client.Frame;
import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.container.Container.Engine;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One message has 64 KB at most, in bytes and however it is cut (protocol 0, 6: close 1009). */
class MessageSizeIT extends ConformanceTest {
    private static final int LIMIT = 64 * 1024;
    private static final String PONG = "{\"event\":\"pusher:pong\",\"data\":null}";

    @ParameterizedTest
    @ValueSource(ints = {8192, 8193, 32_768, 65_535, LIMIT})
    void aMessageUpToTheLimitIsRead(int length) {
        connect("app-key").text(ping(length, 'x')).awaitExactly(PONG).assertNothingElse();
    }

    @Test
    void bytesCountAndNotCharacters() {
        connect("app-key").text(ping(LIMIT, '€')).awaitExactly(PONG).assertNothingElse();

        assertTooLarge(settled().text(ping(LIMIT + 1, '€')));
    }

    @ParameterizedTest
    @ValueSource(ints = {LIMIT + 1, LIMIT + 2, 100_000})
    void aLargerMessageEndsTheConnection(int length) {
        var client = settled();

        client.quietly(() -> client.text(ping(length, 'x')));

        assertTooLarge(client);
    }

    @Test
    void fragmentsAreReadAsOneMessage() {
        connect("app-key")
                .fragments(Frame.TEXT, parts(ping(LIMIT, 'x'), 1000))
                .awaitExactly(PONG)
                .assertNothingElse();
    }

    @Test
    void aCharacterMayBeCutByFragments() {
        var message = "{\"event\":\"pusher:ping\",\"data\":\"é€😀\"}";

        connect("app-key")
                .fragments(Frame.TEXT, parts(message, 1))
                .awaitExactly(PONG)
                .assertNothingElse();
    }

    @Test
    void emptyFragmentsAreFragments() {
        var ping = "{\"event\":\"pusher:ping\"}".getBytes(UTF_8);

        connect("app-key")
                .fragments(Frame.TEXT, new byte[0], ping, new byte[0], new byte[0])
                .awaitExactly(PONG)
                .assertNothingElse();
    }

    @Test
    void aLargerMessageInFragmentsEndsTheConnection() {
        var client = settled();

        client.quietly(() -> client.fragments(Frame.TEXT, parts(ping(LIMIT + 1, 'x'), 1000)));

        assertTooLarge(client);
    }

    @Test
    void fragmentsWithoutAnEndEndTheConnection() {
        exceptOn(Engine.UNDERTOW, "assembles a whole message before anybody can look at it");
        exceptOn(Engine.LIBERTY, "assembles a whole message before anybody can look at it");

        var client = settled();
        var part = " ".repeat(1000).getBytes(UTF_8);

        client.quietly(() -> {
            client.frame(false, 0, Frame.TEXT, part);
            IntStream.range(0, 70).forEach(i -> client.frame(false, 0, Frame.CONTINUATION, part));
        });

        assertTooLarge(client);
    }

    /** Such a message is too large and also binary: the answer to either is right. */
    @Test
    void aLargerBinaryMessageIsRefused() {
        var client = settled();

        client.quietly(() -> client.binary(new byte[LIMIT + 1]));

        var first = client.await();
        if (first.opcode() == Frame.TEXT && first.text().equals(error(4000, "Binary messages are not supported"))) {
            client.assertNothingElse();
        } else {
            assertTooLarge(client, first);
        }
    }

    /** However much is announced: when more than the limit has arrived, that is the end. */
    @ParameterizedTest
    @ValueSource(longs = {70_000, 10_000_000, Integer.MAX_VALUE, Long.MAX_VALUE})
    void whatWasAnnouncedIsNotWaitedFor(long length) {
        exceptOn(Engine.UNDERTOW, "assembles a whole message before anybody can look at it");
        exceptOn(Engine.TYRUS, "assembles a whole frame before anybody can look at it");
        var client = settled();

        client.quietly(() -> client.announced(Frame.TEXT, length, new byte[LIMIT + 1]));

        assertTooLarge(client);
    }

    @Test
    void whatWasAnnouncedIsNotReserved() {
        var bystander = connect("app-key");
        for (int i = 0; i < 40; i++) {
            var client = settled();
            client.quietly(() -> client.announced(Frame.TEXT, 100_000_000, new byte[10]));
        }

        bystander.assertNothingElse();
        connect("app-key").assertNothingElse();
    }

    @Test
    void oneConnectionEndsAlone() {
        var bystander = connect("app-key");
        var client = settled();
        client.quietly(() -> client.text(ping(LIMIT + 1, 'x')));

        assertTooLarge(client);

        bystander.assertNothingElse();
    }

    /** An error frame may explain the close; none is required. */
    private static void assertTooLarge(RawWebSocket client) {
        assertTooLarge(client, client.await());
    }

    private static void assertTooLarge(RawWebSocket client, Frame first) {
        var frame = first;
        if (frame.opcode() == Frame.TEXT && frame.text().startsWith("{\"event\":\"pusher:error\",")) {
            frame = client.await();
        }
        if (frame.opcode() != Frame.CLOSE || frame.closeCode() != 1009) {
            throw client.failure("Close 1009 was expected, not " + frame);
        }
        var close = frame;
        client.quietly(() -> client.frame(true, 0, Frame.CLOSE, close.payload()));
        client.awaitEnd();
    }

    /** A ping of exactly this many bytes. */
    private static String ping(int bytes, char filler) {
        var start = "{\"event\":\"pusher:ping\",\"data\":\"";
        var end = "\"}";
        int room = bytes - start.length() - end.length();
        int width = String.valueOf(filler).getBytes(UTF_8).length;
        return start + String.valueOf(filler).repeat(room / width) + "x".repeat(room % width) + end;
    }

    private static byte[][] parts(String message, int size) {
        var bytes = message.getBytes(UTF_8);
        return IntStream.range(0, (bytes.length + size - 1) / size)
                .mapToObj(i -> Arrays.copyOfRange(bytes, i * size, Math.min(bytes.length, (i + 1) * size)))
                .toArray(byte[][]::new);
    }
}
