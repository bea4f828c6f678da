package io.stentor.app.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stentor.app.AppSource.UnavailableException;
import io.stentor.config.ConfigException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.Driver;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The table of apps in H2, and what needs no other database. */
class H2AppTableTest extends AppTableContract {
    private static final H2 DATABASE = new H2();

    @BeforeAll
    static void open() throws SQLException {
        DATABASE.kept = DriverManager.getConnection(DATABASE.url(), DATABASE.user(), DATABASE.password());
    }

    @AfterAll
    static void end() {
        DATABASE.close();
    }

    @Override
    protected Database database() {
        return DATABASE;
    }

    @Test
    void aLentConnectionIsGivenBackEachTime() {
        var pool = JdbcConnectionPool.create(DATABASE.url(), DATABASE.user(), DATABASE.password());
        try (var table = new AppTable(new LentConnections(pool))) {
            pool.setMaxConnections(1);
            pool.setLoginTimeout(1);

            assertThat(table.read()).hasSize(1);
            assertThat(table.read()).isNull();
            execute("DROP TABLE stentor_app");
            assertThatThrownBy(table::read).isInstanceOf(ConfigException.class);
            assertThat(pool.getActiveConnections()).isZero();
        } finally {
            pool.dispose();
        }
    }

    @Test
    void aLentConnectionIsInNoTransactionAfterwards() {
        var rolledBack = new AtomicInteger();
        try (var table = new AppTable(new LentConnections(withoutAutoCommit(rolledBack)))) {
            assertThat(table.read()).hasSize(1);
        }

        assertThat(rolledBack).hasValue(1);
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsUnavailable() {
        try (var table = AppTables.ofUrl("jdbc:h2:tcp://127.0.0.1:1/nowhere", "sa", "hush")) {
            assertThatThrownBy(table::read)
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageNotContaining("hush")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void aUrlForWhichThereIsNoDriverIsSaidWithoutIt() {
        assertThatThrownBy(() -> AppTables.ofUrl("jdbc:oracle:thin:scott/tiger@//db/x", null, null))
                .isInstanceOf(ConfigException.class)
                .hasMessage("jdbc.url begins with jdbc:oracle:, but no driver takes it; put the driver's jar into the"
                        + " folder lib beside stentor.war");
        assertThatThrownBy(() -> AppTables.ofUrl("hush", null, null)).hasMessageNotContaining("hush");
    }

    @Test
    void aNameThatIsNoDataSourceIsSaid() {
        assertThatThrownBy(() -> AppTables.ofDataSource("jdbc/nowhere"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("datasource is \"jdbc/nowhere\", allowed: the JNDI name of a data source");
    }

    @Test
    void whatAUrlHasBehindItsQuestionMarkIsNotShown() {
        var own = new OwnConnection(new Driver(), "jdbc:x://h/db?password=tiger", "scott", "lion");

        assertThat(own.redact("bad: jdbc:x://h/db?password=tiger")).isEqualTo("bad: …");
        assertThat(own.redact("bad option password=tiger, lion")).isEqualTo("bad option …, …");
    }

    private static DataSource withoutAutoCommit(AtomicInteger rolledBack) {
        return proxy(DataSource.class, (source, method, none) -> {
            var real = DriverManager.getConnection(DATABASE.url(), DATABASE.user(), DATABASE.password());
            real.setAutoCommit(false);
            return proxy(Connection.class, (connection, call, arguments) -> {
                if (call.getName().equals("rollback")) {
                    rolledBack.incrementAndGet();
                }
                return call.invoke(real, arguments);
            });
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static final class H2 implements Database {
        private Connection kept;

        @Override
        public String scripts() {
            return "h2";
        }

        @Override
        public String url() {
            return "jdbc:h2:mem:apps";
        }

        @Override
        public String user() {
            return "sa";
        }

        @Override
        public String password() {
            return "sa-password";
        }

        @Override
        public void cutOff() {
            try (var statement = kept.createStatement();
                    var sessions = statement.executeQuery(
                            "SELECT session_id FROM information_schema.sessions WHERE session_id <> session_id()")) {
                while (sessions.next()) {
                    try (var killer = kept.createStatement()) {
                        killer.execute("CALL ABORT_SESSION(" + sessions.getInt(1) + ")");
                    }
                }
            } catch (SQLException failed) {
                throw new AssertionError(failed);
            }
        }

        @Override
        public void close() {
            try {
                kept.close();
            } catch (SQLException failed) {
                throw new AssertionError(failed);
            }
        }
    }
}
