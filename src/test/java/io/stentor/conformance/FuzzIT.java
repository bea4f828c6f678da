package io.stentor.conformance;

import static java.util.stream.Collectors.joining;

import io.stentor.conformance.client.RawWebSocket;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Any text is answered by a row of protocol 6 or of 3.4, or ignored; never by silence, another frame or a close. The
 * seeds are fixed, so that a failure can be repeated.
 */
class FuzzIT extends ConformanceTest {
    private static final int INPUTS = 300;
    /** One connection takes twenty bad messages only (protocol 6). */
    private static final int INPUTS_PER_CONNECTION = 20;

    private static final String PONG = "{\"event\":\"pusher:pong\",\"data\":null}";
    private static final Pattern ANSWER = Pattern.compile(Stream.of(
                    "\\{\"event\":\"pusher:error\",\"data\":\\{\"code\":(4000|4301),\"message\":\"[^\"\\\\]+\"},"
                            + "\"channel\":.+}",
                    "\\{\"event\":\"pusher:subscription_error\",\"channel\":\".*\",\"data\":\\{\"type\":\"[A-Za-z]+\","
                            + "\"error\":\"[^\"\\\\]+\",\"status\":[0-9]+}}",
                    "\\{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":\"[^\"]+\",\"data\":\"\\{}\"}",
                    Pattern.quote(PONG))
            .collect(joining("|")));
    private static final String JSON = "{}[]\":,\\ \n0123456789.eE+-truefalsn";
    private static final List<String> EVENTS = List.of(
            "pusher:ping",
            "pusher:pong",
            "pusher:subscribe",
            "pusher:unsubscribe",
            "pusher:error",
            "pusher_internal:member_added",
            "client-x",
            "x",
            "");
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1.5e300",
            "\"\"",
            "\"orders\"",
            "\"private-x\"",
            "\"presence-x\"",
            "\"#server-to-user-1\"",
            "\"a b\"",
            "\"{\\\"channel\\\":\\\"orders\\\"}\"",
            "\"\\u0000\\ud800\"",
            "[]",
            "{}",
            "{\"channel\":\"orders\"}",
            "{\"channel\":\"private-x\",\"auth\":7}",
            "{\"channel\":[[[[]]]]}");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomTextIsAnsweredOrIgnored(long seed) {
        var random = new Random(seed);
        assertAnswered(Stream.generate(() -> text(random)));
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void randomMessagesAreAnsweredOrIgnored(long seed) {
        var random = new Random(seed);
        assertAnswered(Stream.generate(() -> message(random)));
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void goodMessagesWithADefectAreAnsweredOrIgnored(long seed) {
        var random = new Random(seed);
        assertAnswered(Stream.generate(() -> damaged(message(random), random)));
    }

    private void assertAnswered(Stream<String> inputs) {
        RawWebSocket client = null;
        var texts = inputs.limit(INPUTS).toList();
        for (int i = 0; i < INPUTS; i++) {
            if (i % INPUTS_PER_CONNECTION == 0) {
                client = connect("app-key");
            }
            assertAnswered(client.text(texts.get(i)));
        }
    }

    /** Nothing but errors, acknowledgements and pongs, and no more than one input can cause. */
    private static void assertAnswered(RawWebSocket client) {
        client.text("{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"fuzz-end\"}}");
        client.text(subscribe("\"fuzz-end\""));
        for (int frames = 0; frames < 3; frames++) {
            var text = client.awaitText();
            if (text.equals(subscribed("fuzz-end"))) {
                client.assertNothingElse();
                return;
            }
            if (!ANSWER.matcher(text).matches()) {
                throw client.failure("No answer that protocol 6 knows: " + text);
            }
        }
        throw client.failure("One input had too many answers");
    }

    private static String text(Random random) {
        int length = random.nextInt(1, 80);
        var alphabet = random.nextInt(3);
        return random.ints(length, 0, Integer.MAX_VALUE)
                .map(number -> switch (alphabet) {
                    case 0 -> JSON.charAt(number % JSON.length());
                    case 1 -> number % 0x80;
                    default -> number % 0xd800;
                })
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String message(Random random) {
        var members = random.ints(random.nextInt(1, 5), 0, 6).mapToObj(kind -> switch (kind) {
            case 0, 1, 2 -> "\"event\":\"" + any(EVENTS, random) + '"';
            case 3, 4 -> "\"data\":" + any(VALUES, random);
            default -> "\"channel\":" + any(VALUES, random);
        });
        return members.collect(joining(",", "{", "}"));
    }

    private static String damaged(String message, Random random) {
        int at = random.nextInt(message.length());
        return switch (random.nextInt(4)) {
            case 0 -> message.substring(0, at);
            case 1 -> message.substring(0, at) + message.substring(at + 1);
            case 2 -> message.substring(0, at) + (char) random.nextInt(0x80) + message.substring(at + 1);
            default -> message.substring(0, at) + message.substring(random.nextInt(message.length()));
        };
    }

    private static String any(List<String> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
