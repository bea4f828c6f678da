package io.stentor.app.jdbc;

/** A database that a test may do with as it likes; closing it ends it. */
public interface Database extends AutoCloseable {
    /** Of the folder in {@code WEB-INF/sql} whose script is for it. */
    String scripts();

    String url();

    /** Who may read and write everything. */
    String user();

    String password();

    /** What cuts every other connection off. */
    void cutOff();

    @Override
    void close();
}
