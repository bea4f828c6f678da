package io.stentor.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stentor.conformance.client.Frame;
import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.container.Container.Engine;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 6455 forbids is the container's to answer: 1007 for bad UTF-8, 1002 for the rest (protocol 6, 1.5). */
class BadFrameIT extends ConformanceTest {
    private static final byte[] PING = "{\"event\":\"pusher:ping\"}".getBytes(UTF_8);

    static Stream<Named<Consumer<RawWebSocket>>> brokenFrames() {
        return Stream.of(
                broken("reserved bit 1", client -> client.frame(true, 4, Frame.TEXT, PING)),
                broken("reserved bit 2", client -> client.frame(true, 2, Frame.TEXT, PING)),
                broken("reserved bit 3", client -> client.frame(true, 1, Frame.TEXT, PING)),
                broken("a reserved bit in a ping", client -> client.frame(true, 4, Frame.PING, new byte[0])),
                broken("opcode 3", client -> client.frame(true, 0, 3, PING)),
                broken("opcode 7", client -> client.frame(true, 0, 7, new byte[0])),
                broken("opcode 11", client -> client.frame(true, 0, 11, new byte[0])),
                broken("opcode 15", client -> client.frame(true, 0, 15, new byte[0])),
                broken("a ping in fragments", client -> client.frame(false, 0, Frame.PING, new byte[0])),
                broken("a close in fragments", client -> client.frame(false, 0, Frame.CLOSE, new byte[0])),
                broken("a ping of 126 bytes", client -> client.frame(true, 0, Frame.PING, new byte[126])),
                broken("a pong of 126 bytes", client -> client.frame(true, 0, Frame.PONG, new byte[126])),
                broken("a close of 126 bytes", client -> client.sendClose(1000, "x".repeat(124))),
                broken("a continuation of nothing", client -> client.frame(true, 0, Frame.CONTINUATION, PING)),
                broken(
                        "a text within a text",
                        client -> client.frame(false, 0, Frame.TEXT, PING).frame(true, 0, Frame.TEXT, PING)),
                broken(
                        "a binary within a text",
                        client -> client.frame(false, 0, Frame.TEXT, PING).frame(true, 0, Frame.BINARY, PING)),
                broken("a close of one byte", client -> client.frame(true, 0, Frame.CLOSE, new byte[] {3})),
                broken("close code 999", client -> client.sendClose(999, "")),
                broken("close code 1005", client -> client.sendClose(1005, "")),
                broken("close code 1006", client -> client.sendClose(1006, "")));
    }

    @ParameterizedTest
    @MethodSource("brokenFrames")
    void aBrokenFrameEndsTheConnection(Consumer<RawWebSocket> breaking) {
        var client = settled();

        client.quietly(() -> breaking.accept(client));

        assertDropped(client);
    }

    @Test
    void anUnmaskedTextEndsTheConnection() {
        exceptOn(Engine.UNDERTOW, "reads it");
        exceptOn(Engine.TYRUS, "reads it");

        assertDropped(settled().unmasked(Frame.TEXT, PING));
    }

    @Test
    void anUnmaskedPingEndsTheConnection() {
        exceptOn(Engine.UNDERTOW, "reads it");
        exceptOn(Engine.TYRUS, "reads it");
        exceptOn(Engine.LIBERTY, "reads it");

        assertDropped(settled().unmasked(Frame.PING, new byte[0]));
    }

    /** A length with its highest bit set is malformed, and also more than 64 KB: both answers are right. */
    @Test
    void aNegativeLengthEndsTheConnection() {
        exceptOn(Engine.UNDERTOW, "waits for it");
        exceptOn(Engine.LIBERTY, "takes it for the length 0");

        var client = settled();

        client.quietly(() -> client.announced(Frame.TEXT, Long.MIN_VALUE, new byte[0]));

        assertDropped(client, 1002, 1009);
    }

    @Test
    void aBrokenFrameEndsNoOtherConnection() {
        var bystander = connect("app-key");

        brokenFrames().forEach(broken -> {
            var client = settled();
            client.quietly(() -> broken.getPayload().accept(client));
            assertDropped(client);
        });

        bystander.assertNothingElse();
    }

    /** Parts in hexadecimal, each a fragment. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "7bff7d",
                "c328",
                "c080",
                "e28228",
                "e282",
                "eda080",
                "f4908080",
                "f8888080",
                "80",
                "22c3 28",
                "22e2 82 22"
            })
    void invalidUtf8EndsTheConnection(String parts) {
        var client = settled();
        var fragments =
                Stream.of(parts.split(" ")).map(HexFormat.of()::parseHex).toArray(byte[][]::new);

        client.quietly(() -> client.fragments(Frame.TEXT, fragments));

        client.awaitClosed(1007);
    }

    private static void assertDropped(RawWebSocket client) {
        assertDropped(client, 1002);
    }

    /** Whoever writes the close, the container or the server, nobody else may write into it. */
    @Test
    void theCloseIsWholeHoweverEarlyTheFrameComes() {
        exceptOn(Engine.TOMCAT, "spoils one in some thousand");

        for (int i = 0; i < 200; i++) {
            var client = connect("app-key");
            client.quietly(() -> client.frame(true, 0, Frame.TEXT, new byte[] {(byte) 0xc3, 0x28}));
            client.awaitClosed(1007);
            client.close();
        }
    }

    /** A close and the end of the TCP connection, or the latter alone where the engine drops it without a word. */
    private static void assertDropped(RawWebSocket client, Integer... codes) {
        var last = client.next(RawWebSocket.PATIENCE);
        if (last.isPresent()) {
            var frame = last.get();
            if (frame.opcode() != Frame.CLOSE || !List.of(codes).contains(frame.closeCode())) {
                throw client.failure("Close " + List.of(codes) + " was expected, not " + frame);
            }
        }
        client.awaitEnd();
    }

    private static Named<Consumer<RawWebSocket>> broken(String name, Consumer<RawWebSocket> breaking) {
        return Named.of(name, breaking);
    }
}
