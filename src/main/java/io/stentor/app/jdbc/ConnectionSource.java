package io.stentor.app.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** Connections to one database, one at a time. */
interface ConnectionSource extends AutoCloseable {
    /** What is done with a connection; it keeps nothing of it. */
    @FunctionalInterface
    interface Query<T> {
        T ask(Connection connection) throws SQLException;
    }

    <T> T use(Query<T> query) throws SQLException;

    /** What a driver said, without what the log must not show. */
    String redact(String message);

    /** Ends what is under way, where that is possible; any thread. */
    @Override
    void close();
}
