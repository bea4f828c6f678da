package io.stentor.app.jdbc;

import io.stentor.app.AppSource;
import io.stentor.config.ConfigException;
import io.stentor.protocol.Json;
import io.stentor.protocol.Json.DefectException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The apps in the table {@code stentor_app}, a row each. It is only read, and always whole: whoever changes a row, by
 * whatever tool, need not say so. The scripts that make it are in {@code WEB-INF/sql}.
 *
 * <p>The rest of an app is the column {@code options}, a JSON object with the fields of protocol 12 that have no column.
 */
public final class AppTable implements AppSource {
    private static final String TABLE = "stentor_app";
    private static final String QUERY = "SELECT id, app_key, secret, enabled, options FROM " + TABLE + " ORDER BY id";

    /** Fields that have a column. */
    private static final Set<String> COLUMNS = Set.of("id", "key", "secret", "enabled");

    /** An error of one of these classes of SQL states is the operator's: authorization, no such database, no such table. */
    private static final Set<String> WRONG = Set.of("28", "3D", "42");

    private static final int MOST_ROWS = 100_000;
    private static final int QUERY_SECONDS = 5;
    private static final int LONGEST = 200;

    private final ConnectionSource connections;
    private List<Row> last = List.of();
    private boolean read;

    /** One app as it stands in the table. It is printed nowhere. */
    private record Row(
            @Nullable String id,
            @Nullable String key,
            @Nullable String secret,
            boolean enabled,
            @Nullable String options) {}

    AppTable(ConnectionSource connections) {
        this.connections = connections;
    }

    @Override
    public String name() {
        return "the table " + TABLE;
    }

    @Override
    public String place(int index) {
        return place(last.get(index));
    }

    private static String place(Row row) {
        return TABLE + "[" + row.id() + "]";
    }

    @Override
    public @Nullable List<?> read() {
        List<Row> rows;
        try {
            rows = connections.use(AppTable::rows);
        } catch (SQLException failed) {
            throw complaint(failed);
        }
        if (rows.size() > MOST_ROWS) {
            throw new ConfigException(TABLE + " has more than " + MOST_ROWS + " rows");
        }
        if (read && rows.equals(last)) {
            return null;
        }
        var apps = new ArrayList<Map<String, Object>>();
        rows.forEach(row -> apps.add(members(row)));
        last = rows;
        read = true;
        return apps;
    }

    private static List<Row> rows(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(QUERY)) {
            statement.setQueryTimeout(QUERY_SECONDS);
            statement.setMaxRows(MOST_ROWS + 1);
            var rows = new ArrayList<Row>();
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(new Row(
                            result.getString(1),
                            result.getString(2),
                            result.getString(3),
                            result.getBoolean(4),
                            result.getString(5)));
                }
            }
            return rows;
        }
    }

    private static Map<String, Object> members(Row row) {
        var members = new LinkedHashMap<String, Object>();
        options(row).forEach((name, value) -> {
            if (value != null) {
                members.put(String.valueOf(name), value);
            }
        });
        for (var column : COLUMNS) {
            if (members.containsKey(column)) {
                throw new ConfigException(place(row) + ".options has " + column + ", which is a column of its own");
            }
        }
        put(members, "id", row.id());
        put(members, "key", row.key());
        put(members, "secret", row.secret());
        members.put("enabled", row.enabled());
        return members;
    }

    private static void put(Map<String, Object> members, String name, @Nullable String value) {
        if (value != null) {
            members.put(name, value);
        }
    }

    private static Map<?, ?> options(Row row) {
        var options = row.options();
        if (options == null || options.isBlank()) {
            return Map.of();
        }
        try {
            if (Json.tree(options) instanceof Map<?, ?> members) {
                return members;
            }
        } catch (DefectException malformed) {
            throw noObject(row);
        }
        throw noObject(row);
    }

    private static ConfigException noObject(Row row) {
        return new ConfigException(place(row) + ".options is not a JSON object");
    }

    private RuntimeException complaint(SQLException failed) {
        var state = failed.getSQLState();
        var message = failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
        var line = connections.redact(message).lines().findFirst().orElse("");
        var start = line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
        var why = "the database says " + Json.quote(start) + (state == null ? "" : " (SQL state " + state + ")");
        return state != null && state.length() == 5 && WRONG.contains(state.substring(0, 2))
                ? new ConfigException(why)
                : new UnavailableException(why);
    }

    @Override
    public void close() {
        connections.close();
    }
}
