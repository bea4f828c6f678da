package io.stentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.connection.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

/** Log lines that strangers can provoke are few, short and harmless (protocol 2.2). */
class NoticesTest {
    private final FakeClock clock = new FakeClock();
    private final List<String> lines = new ArrayList<>();
    private final Notices notices = new Notices(new Lines(lines), clock);

    @Test
    void oneLineASecondIsWritten() {
        notices.say("one");
        notices.say("two");
        notices.say("three");
        clock.advance(Duration.ofSeconds(1));
        notices.say("four");
        clock.advance(Duration.ofSeconds(1));
        notices.say("five");

        assertThat(lines).containsExactly("one", "four (and 2 more refused before)", "five");
    }

    @Test
    void aStrangersTextIsCutAt200Characters() {
        assertThat(Notices.printable("x".repeat(200))).isEqualTo("x".repeat(200));
        assertThat(Notices.printable("x".repeat(5000))).isEqualTo("x".repeat(200) + "…");
    }

    @Test
    void aStrangersTextCannotWriteALineOfItsOwn() {
        assertThat(Notices.printable("a\nb\rc\u0000d\u001b[31m\u2028é")).isEqualTo("a?b?c?d?[31m??");
    }

    private record Lines(List<String> lines) implements System.Logger {
        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
            lines.add(text);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... params) {
            lines.add(format);
        }
    }
}
