package io.stentor.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stentor.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JSON file, looked at again and again while the server runs. */
class ConfigFileTest {
    private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Clock MUCH_LATER = Clock.fixed(WRITTEN.plusSeconds(3600), ZoneOffset.UTC);

    @TempDir
    private Path directory;

    private Path path;
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        path = directory.resolve("stentor.json");
        write("[{\"id\":1}]");
    }

    @Test
    void aFileThatIsAsItWasSaysNothing() throws IOException {
        var file = open(MUCH_LATER);

        assertThat(file.read()).isNull();
        Files.setLastModifiedTime(path, FileTime.from(WRITTEN.plusSeconds(1)));
        assertThat(file.read()).as("touched").isNull();
    }

    @Test
    void anotherContentIsSeenOnce() throws IOException {
        var file = open(MUCH_LATER);

        write("[{\"id\":22}]");

        assertThat(file.read()).hasToString("[{id=22}]");
        assertThat(file.read()).isNull();
    }

    @Test
    void aFileThatWasRenamedIntoItsPlaceIsSeenThoughItIsAsOldAndAsLong() throws IOException {
        var file = open(MUCH_LATER);
        var other = directory.resolve("stentor.json.new");
        Files.writeString(other, "{\"apps\":[{\"id\":2}]}");
        Files.setLastModifiedTime(other, FileTime.from(WRITTEN));

        Files.move(other, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);

        assertThat(file.read()).hasToString("[{id=2}]");
    }

    @Test
    void aChangeWithinTheSameInstantIsSeenThoughItIsAsLong() throws IOException {
        var file = open(Clock.fixed(WRITTEN.plusMillis(5), ZoneOffset.UTC));

        write("[{\"id\":2}]");

        assertThat(file.read()).hasToString("[{id=2}]");
    }

    @Test
    void aFileThatIsNotTouchedForLongIsNotRead() throws IOException {
        var file = open(MUCH_LATER);
        assertThat(file.read()).isNull();

        // Only for this test: the same file, as old and as long as before.
        write("[{\"id\":2}]");

        assertThat(file.read()).isNull();
    }

    @Test
    void aBrokenFileIsComplainedOfAtEachLookUntilItIsMended() throws IOException {
        var file = open(MUCH_LATER);
        Files.writeString(path, "{\"apps\":[{\"id\":");
        assertThatThrownBy(file::read).isInstanceOf(ConfigException.class).hasMessageEndingWith("is not valid JSON");
        assertThatThrownBy(file::read).hasMessageEndingWith("is not valid JSON");

        Files.delete(path);
        assertThatThrownBy(file::read).hasMessageEndingWith("no such file");

        write("[{\"id\":3}]");
        assertThat(file.read()).hasToString("[{id=3}]");
    }

    @Test
    void aFileWithoutAppsDoesNotRemoveThem() throws IOException {
        var file = open(MUCH_LATER);
        Files.writeString(path, "{}");
        assertThatThrownBy(file::read).hasMessageEndingWith("an empty array would remove them all");
        assertThatThrownBy(file::read).hasMessageEndingWith("an empty array would remove them all");

        write("[]");
        assertThat(file.read()).isEmpty();
    }

    @Test
    void aFileThatHadNoAppsNeedsNone() throws IOException {
        Files.writeString(path, "{}");
        var file = open(MUCH_LATER);

        Files.writeString(path, "{\"port\":1}");
        assertThat(file.read()).isNull();

        write("[{\"id\":3}]");
        assertThat(file.read()).hasToString("[{id=3}]");
    }

    @Test
    void variablesAreReplacedInTheApps() throws IOException {
        var file = new ConfigFile(path.toString(), name -> "hush", warnings::add, MUCH_LATER);

        write("[{\"id\":\"${X}\"}]");

        assertThat(file.read()).hasToString("[{id=hush}]");
    }

    @Test
    void aVariableThatIsNotSetIsComplainedOfAtEachLook() throws IOException {
        var file = open(MUCH_LATER);
        write("[{\"id\":\"${X}\"}]");

        assertThatThrownBy(file::read).hasMessageContaining("${X}");
        assertThatThrownBy(file::read).hasMessageContaining("${X}");
    }

    @Test
    void otherOptionsThatChangedAreNamed() throws IOException {
        var file = open(MUCH_LATER);
        Files.writeString(path, "{\"apps\":[{\"id\":1}],\"lanes\":3,\"websocket\":{\"max_bytes\":1}}");

        assertThat(file.read()).isNull();
        assertThat(file.read()).isNull();

        assertThat(warnings)
                .containsExactly("config " + path
                        + " has changed options that take effect at the next start: lanes, websocket.max_bytes");
    }

    private ConfigFile open(Clock clock) {
        return new ConfigFile(path.toString(), name -> null, warnings::add, clock);
    }

    private void write(String apps) throws IOException {
        Files.writeString(path, "{\"apps\":" + apps + "}");
        Files.setLastModifiedTime(path, FileTime.from(WRITTEN));
    }
}
