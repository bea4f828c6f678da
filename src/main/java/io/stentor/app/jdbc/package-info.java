/** Apps in a table of a database: the one room that knows {@code java.sql}. */
package io.stentor.app.jdbc;
