package io.stentor.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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

    @Test
    void optionsMayBeOfTheDatabasesOwnTypeForJson() {
        execute("ALTER TABLE stentor_app ALTER COLUMN options TYPE JSONB USING options::jsonb");

        assertThat(read().get(0).limits().connections()).isEqualTo(7);
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
