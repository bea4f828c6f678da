package io.stentor.app.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stentor.app.App;
import io.stentor.app.AppReader;
import io.stentor.app.Signature;
import io.stentor.config.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every database does for the table of apps, made by the script that is for it. */
public abstract class AppTableContract {
    private final AppReader reader = new AppReader(120, warning -> {
        throw new AssertionError(warning);
    });

    private AppTable table;

    /** The database under test, the same for all tests of a class. */
    protected abstract Database database();

    @BeforeEach
    final void makeTable() {
        execute("DROP TABLE IF EXISTS stentor_app");
        execute(script(database().scripts()));
        insert(
                "chat",
                "chat-key",
                "hush",
                "{\"max_connections\":7,\"allowed_origins\":[\"https://ä.example\"],\"allow_missing_origin\":true}");
        table = AppTables.ofUrl(database().url(), database().user(), database().password());
    }

    @AfterEach
    final void close() {
        table.close();
    }

    /** The script that a database of this kind is given. */
    public static String script(String folder) {
        try {
            return Files.readString(Path.of("src/main/webapp/WEB-INF/sql", folder, "V1__stentor_app.sql"));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    @Test
    void aRowIsAnApp() {
        insert("off", "off-key", "hush", null);
        execute("UPDATE stentor_app SET enabled = FALSE WHERE id = 'off'");

        var apps = read();

        assertThat(apps).extracting(App::id).containsExactly("chat", "off");
        assertThat(apps).extracting(App::key).containsExactly("chat-key", "off-key");
        assertThat(apps).extracting(App::enabled).containsExactly(true, false);
        assertThat(apps.get(0).limits().connections()).isEqualTo(7);
        assertThat(apps.get(0).origins().allow(List.of("https://xn--4ca.example")))
                .isTrue();
        assertThat(apps.get(0).signature().of("x")).isEqualTo(new Signature("hush").of("x"));
    }

    @Test
    void aTableThatIsAsItWasSaysNothing() {
        read();

        assertThat(table.read()).isNull();
    }

    @Test
    void everyChangeIsSeen() {
        read();

        insert("next", "next-key", "s", "");
        assertThat(read()).hasSize(2);
        execute("UPDATE stentor_app SET secret = 't' WHERE id = 'next'");
        assertThat(read()).hasSize(2);
        execute("UPDATE stentor_app SET enabled = FALSE WHERE id = 'next'");
        assertThat(read().get(1).enabled()).isFalse();
        execute("UPDATE stentor_app SET options = '{\"max_connections\":8}' WHERE id = 'chat'");
        assertThat(read().get(0).limits().connections()).isEqualTo(8);
        execute("DELETE FROM stentor_app WHERE id = 'chat'");
        assertThat(read()).hasSize(1);
        execute("DELETE FROM stentor_app");
        assertThat(read()).isEmpty();
        assertThat(table.read()).isNull();
    }

    @Test
    void idsAndKeysAreComparedExactly() {
        insert("CHAT", "CHAT-KEY", "s", null);

        assertThat(read()).extracting(App::key).containsExactlyInAnyOrder("chat-key", "CHAT-KEY");
    }

    @Test
    void optionsThatAreNoneAreComplainedOfAtEachLookWithTheirRow() {
        execute("UPDATE stentor_app SET options = '{\"secret' WHERE id = 'chat'");

        assertThatThrownBy(table::read)
                .isInstanceOf(ConfigException.class)
                .hasMessage("stentor_app[chat].options is not a JSON object");
        assertThatThrownBy(table::read).isInstanceOf(ConfigException.class);
        execute("UPDATE stentor_app SET options = '[]' WHERE id = 'chat'");
        assertThatThrownBy(table::read).hasMessage("stentor_app[chat].options is not a JSON object");
        execute("UPDATE stentor_app SET options = '{\"secret\":\"x\"}' WHERE id = 'chat'");
        assertThatThrownBy(table::read)
                .hasMessage("stentor_app[chat].options has secret, which is a column of its own");
        execute("UPDATE stentor_app SET options = '{\"max_connections\":\"many\"}' WHERE id = 'chat'");
        assertThatThrownBy(this::read)
                .hasMessage("stentor_app[chat].max_connections is \"many\", allowed: -1–2147483647");
    }

    @Test
    void withoutATableItIsSaidInOneLine() {
        execute("DROP TABLE stentor_app");

        assertThatThrownBy(table::read)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("SQL state 42")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aConnectionThatBrokeIsMadeAnew() {
        read();

        database().cutOff();
        execute("DELETE FROM stentor_app");

        assertThat(read()).isEmpty();
    }

    @Test
    void aWrongPasswordIsTheOperatorsAndIsNotShown() {
        var wrong = AppTables.ofUrl(database().url(), database().user(), "not-the-password");

        assertThatThrownBy(wrong::read).isInstanceOf(ConfigException.class).hasMessageNotContaining("not-the-password");
    }

    @Test
    void nothingIsReadAfterTheEnd() {
        read();
        table.close();

        assertThatThrownBy(table::read).isInstanceOf(RuntimeException.class);
    }

    protected final List<App> read() {
        return reader.read(table.read(), table::place);
    }

    protected final void insert(String id, String key, String secret, String options) {
        try (var connection = connect();
                var statement = connection.prepareStatement(
                        "INSERT INTO stentor_app (id, app_key, secret, options) VALUES (?, ?, ?, ?)")) {
            statement.setString(1, id);
            statement.setString(2, key);
            statement.setString(3, secret);
            statement.setString(4, options);
            statement.executeUpdate();
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
    }

    protected final void execute(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new AssertionError(sql, failed);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                database().url(), database().user(), database().password());
    }
}
