package io.stentor.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stentor.app.AppReader;
import io.stentor.app.AppSource;
import io.stentor.app.Apps.State;
import io.stentor.app.ConfiguredApps;
import io.stentor.config.ConfigException;
import io.stentor.connection.FakeClock;
import io.stentor.protocol.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

/** Apps that are kept as they are where they come from. */
class AppUpdatesTest {
    private static final String ONE = "[{\"id\":\"1\",\"key\":\"a\",\"secret\":\"hush\"}]";
    private static final String WRONG = ONE.replace("}", ",\"max_connections\":\"many\"}");

    private final FakeClock clock = new FakeClock();
    private final Lines log = new Lines();
    private final Fake source = new Fake();
    private final ConfiguredApps apps = new ConfiguredApps();
    private final AppUpdates updates =
            new AppUpdates(source, new AppReader(120, warning -> {}), apps, Duration.ofMillis(500), log, clock);
    private final List<String> told = new ArrayList<>();

    @Test
    void whatHasChangedIsSaidOnce() {
        source.now = ONE;
        look();
        source.now = null;
        look();

        assertThat(apps.byId("1")).isPresent();
        assertThat(log.lines).containsExactly("INFO Apps: 1 added (1)");
        assertThat(told).containsExactly("1 added (1)", "none");
    }

    @Test
    void whatIsWrongLeavesTheAppsAsTheyWereAndIsSaidOnce() {
        source.now = ONE;
        look();
        log.lines.clear();

        source.now = WRONG;
        look();
        source.now = null;
        look();
        look();

        assertThat(apps.byId("1")).isPresent();
        assertThat(apps.state()).isEqualTo(State.STALE);
        assertThat(log.lines)
                .containsExactly("WARNING The apps of here stay as they were: apps[0].max_connections is \"many\","
                        + " allowed: -1–2147483647");
    }

    @Test
    void whatIsWrongForAMomentIsNotSaidAtAll() {
        source.now = ONE;
        look();
        log.lines.clear();

        source.trouble = new ConfigException("half of it");
        look();
        source.trouble = null;
        source.now = ONE.replace("hush", "shh");
        look();

        assertThat(apps.state()).isEqualTo(State.CURRENT);
        assertThat(log.lines).containsExactly("INFO Apps: 1 changed (1)");
    }

    @Test
    void thatItIsWellAgainIsSaidToo() {
        source.now = ONE;
        look();
        log.lines.clear();
        source.trouble = new AppSource.UnavailableException("nobody there");
        look();
        look();
        source.trouble = null;
        source.now = null;
        look();
        look();

        assertThat(apps.state()).isEqualTo(State.CURRENT);
        assertThat(log.lines)
                .containsExactly(
                        "WARNING The apps of here stay as they were: nobody there",
                        "INFO The apps of here can be read again");
    }

    @Test
    void troublesThatTakeTurnsDoNotFloodTheLog() {
        source.now = ONE;
        look();
        log.lines.clear();
        for (int i = 0; i < 100; i++) {
            source.trouble = new AppSource.UnavailableException("number " + i % 2);
            look();
        }

        assertThat(log.lines).isEmpty();
        assertThat(apps.state()).isEqualTo(State.STALE);
    }

    @Test
    void aSourceThatCannotBeAskedAtTheStartLeavesTheAppsUnknown() {
        source.trouble = new AppSource.UnavailableException("nobody there");
        updates.begin();
        look();
        look();

        assertThat(apps.state()).isEqualTo(State.UNKNOWN);
        assertThat(log.lines)
                .containsExactly(
                        "WARNING The apps are not known yet, and clients are told to come back later: nobody there");

        source.trouble = null;
        source.now = ONE;
        look();
        assertThat(apps.state()).isEqualTo(State.CURRENT);
        assertThat(log.lines).contains("INFO Apps: 1 added (1)", "INFO The apps of here can be read again");
    }

    @Test
    void aSourceThatMakesNoSenseAtTheStartStopsIt() {
        source.now = WRONG;

        assertThatThrownBy(updates::begin).isInstanceOf(ConfigException.class);
    }

    @Test
    void whoLooksOnlyOnceCannotWait() {
        source.trouble = new AppSource.UnavailableException("nobody there");
        var once = new AppUpdates(source, new AppReader(120, warning -> {}), apps, Duration.ZERO, log, clock);

        assertThatThrownBy(once::begin).isInstanceOf(ConfigException.class).hasMessage("nobody there");
    }

    @Test
    void aDefectOfStentorLeavesTheAppsAsTheyWereToo() {
        source.now = ONE;
        look();
        source.trouble = new IllegalStateException("hush");
        look();
        look();

        assertThat(apps.byId("1")).isPresent();
        assertThat(log.lines)
                .contains("WARNING The apps of here stay as they were: it failed with java.lang.IllegalStateException")
                .noneMatch(line -> line.contains("hush"));
    }

    @Test
    void aLookThatDoesNotEndIsSaidOnceAndNoOtherBegins() {
        var begun = new ArrayList<Runnable>();
        updates.tick(begun::add, changes -> {});
        for (int i = 0; i < 60; i++) {
            clock.advance(Duration.ofMillis(500));
            updates.tick(begun::add, changes -> {});
        }

        assertThat(begun).hasSize(1);
        assertThat(log.lines)
                .containsExactly("WARNING The apps of here stay as they were: it has not answered for 10 seconds");

        source.now = ONE;
        begun.remove(0).run();
        assertThat(log.lines).contains("INFO The apps of here can be read again");
        updates.tick(begun::add, changes -> {});
        assertThat(begun).hasSize(1);
    }

    @Test
    void afterTheEndNothingIsLookedAt() {
        updates.close();
        source.now = ONE;
        look();

        assertThat(source.closed).isTrue();
        assertThat(apps.all()).isEmpty();
    }

    private void look() {
        updates.look(changes -> told.add(changes.toString()));
    }

    private static final class Fake implements AppSource {
        private String now;
        private RuntimeException trouble;
        private boolean closed;

        @Override
        public String name() {
            return "here";
        }

        @Override
        public List<?> read() {
            if (trouble != null) {
                throw trouble;
            }
            return now == null ? null : (List<?>) Json.tree(now);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static final class Lines implements System.Logger {
        private final List<String> lines = new ArrayList<>();

        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            lines.add(level + " " + message);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... params) {
            lines.add(level + " " + format);
        }
    }
}
