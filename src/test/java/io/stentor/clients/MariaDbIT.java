package io.stentor.clients;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The table of apps in MariaDB. Skipped where it is missing, unless {@code stentor.required} names {@code mariadb}. */
class MariaDbIT extends AppsInDatabaseContract {
    private static DatabaseServer database;

    @BeforeAll
    static void begin() {
        database = MariaDbServer.find().orElse(null);
        if (database == null) {
            Tools.missing("mariadb", "MariaDbIT", "MariaDB is not installed");
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
        return org.mariadb.jdbc.Driver.class;
    }
}
