package io.stentor.app;

import java.util.Collection;
import java.util.Optional;

/** The apps of this server, as they are configured now. Any thread; never blocks. */
public interface Apps {
    /** By any of an app's keys. Exact, case-sensitive. */
    Optional<App> byKey(String key);

    /** Exact, case-sensitive. */
    Optional<App> byId(String id);

    /** The same, for those who keep it. */
    Optional<LiveApp> live(String id);

    Collection<App> all();

    /** How much is known of them. */
    State state();

    /** How much is known of the apps. */
    enum State {
        /** Nothing: where they come from could not be read yet, so none can be said not to exist. */
        UNKNOWN,

        /** They are as they were read last. */
        CURRENT,

        /** They are as they were read last, but could not be read since. */
        STALE
    }
}
