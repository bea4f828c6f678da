package io.stentor.app.jdbc;

import io.stentor.config.ConfigException;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Finds the database of an {@link AppTable}. */
public final class AppTables {
    private AppTables() {}

    /**
     * In a data source of the container.
     *
     * @param name below {@code java:comp/env/}, or as it is
     * @throws ConfigException when there is none of this name
     */
    public static AppTable ofDataSource(String name) {
        for (var candidate : new String[] {"java:comp/env/" + name, name}) {
            if (lookup(candidate) instanceof DataSource dataSource) {
                return new AppTable(new LentConnections(dataSource));
            }
        }
        throw new ConfigException("datasource is \"" + name + "\", allowed: the JNDI name of a data source");
    }

    /** The operator's own configuration of his own server: nobody else has a say in this name. */
    @SuppressWarnings("BanJNDI")
    private static @Nullable Object lookup(String name) {
        try {
            return InitialContext.<Object>doLookup(name);
        } catch (NamingException notThere) {
            return null;
        }
    }

    /**
     * At a URL, by the first driver among the libraries that takes it.
     *
     * @throws ConfigException when there is no such driver; it shows nothing of the URL but its beginning
     */
    public static AppTable ofUrl(String url, @Nullable String user, @Nullable String password) {
        try {
            for (var driver : ServiceLoader.load(Driver.class)) {
                if (driver.acceptsURL(url)) {
                    return new AppTable(new OwnConnection(driver, url, user, password));
                }
            }
        } catch (SQLException | ServiceConfigurationError unusable) {
            throw noDriver(url);
        }
        throw noDriver(url);
    }

    private static ConfigException noDriver(String url) {
        var kind = url.matches("jdbc:[a-z0-9]+:.*") ? url.substring(0, url.indexOf(':', 5) + 1) : "jdbc:…";
        return new ConfigException("jdbc.url begins with " + kind
                + ", but no driver takes it; put the driver's jar into the folder lib beside stentor.war");
    }
}
