package io.stentor.app;

import java.util.Collection;
import java.util.Optional;

/** The apps of this server. Any thread; never blocks. */
public interface Apps {
    /** By any of an app's keys. Exact, case-sensitive. */
    Optional<App> byKey(String key);

    /** Exact, case-sensitive. */
    Optional<App> byId(String id);

    Collection<App> all();
}
