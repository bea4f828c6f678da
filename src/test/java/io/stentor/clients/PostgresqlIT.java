package io.stentor.clients;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The table of apps in PostgreSQL. Skipped where it is missing, unless {@code stentor.required} names {@code postgresql}. */
class PostgresqlIT extends AppsInDatabaseContract {
    private static DatabaseServer database;

    @BeforeAll
    static void begin() {
        database = PostgresqlServer.find().orElse(null);
        if (database == null) {
            Tools.missing("postgresql", "PostgresqlIT", "PostgreSQL is not installed");
        }
    }

    @AfterAll
    static void end() {
        if (database != null) {
            database.close();
        }
    }

    @Override
    protected DatabaseServer database() {
        return database;
    }

    @Override
    protected Class<?> driver() {
        return org.postgresql.Driver.class;
    }
}
