package io.stentor.app.jdbc;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * One connection of our own, kept from one query to the next and made anew when it broke: a pool would hold no more for
 * one query twice a second.
 */
final class OwnConnection implements ConnectionSource {
    /** Of waiting for an answer; without it, a database that vanished without a word would never be missed. */
    private static final int NETWORK_MILLIS = 10_000;

    private final Driver driver;
    private final String url;
    private final @Nullable String user;
    private final @Nullable String password;
    private volatile @Nullable Connection kept;
    private volatile boolean closed;

    OwnConnection(Driver driver, String url, @Nullable String user, @Nullable String password) {
        this.driver = driver;
        this.url = url;
        this.user = user;
        this.password = password;
    }

    @Override
    public <T> T use(Query<T> query) throws SQLException {
        if (closed) {
            throw new SQLException("closed");
        }
        var connection = kept;
        if (connection != null) {
            try {
                return query.ask(connection);
            } catch (SQLException broken) {
                // It may have been broken for long: only a new one tells whether the database is.
                discard();
            }
        }
        try {
            return query.ask(connect());
        } catch (SQLException | RuntimeException failed) {
            discard();
            throw failed;
        }
    }

    private Connection connect() throws SQLException {
        var properties = new Properties();
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        var connection = driver.connect(url, properties);
        if (connection == null) {
            throw new SQLException("the driver does not take the URL");
        }
        kept = connection;
        if (closed) {
            close();
        }
        connection.setReadOnly(true);
        limitWaiting(connection);
        return connection;
    }

    private static void limitWaiting(Connection connection) throws SQLException {
        try {
            connection.setNetworkTimeout(Runnable::run, NETWORK_MILLIS);
        } catch (SQLFeatureNotSupportedException | AbstractMethodError without) {
            // A database in this process has no network.
            return;
        }
    }

    private void discard() {
        var connection = kept;
        kept = null;
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException broken) {
                // It is of no use any more, whatever it says.
                return;
            }
        }
    }

    /** An URL may hold a password too. */
    @Override
    public String redact(String message) {
        var text = message.replace(url, "…");
        int query = url.indexOf('?');
        if (query >= 0 && query < url.length() - 1) {
            text = text.replace(url.substring(query + 1), "…");
        }
        return password == null || password.isEmpty() ? text : text.replace(password, "…");
    }

    @Override
    public void close() {
        closed = true;
        var connection = kept;
        if (connection != null) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException | AbstractMethodError broken) {
                // The polite way is left.
            }
        }
        discard();
    }
}
