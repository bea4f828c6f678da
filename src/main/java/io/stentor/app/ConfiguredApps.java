package io.stentor.app;

import io.stentor.config.ConfigException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The apps that the configuration names: a snapshot that is replaced as a whole while the server runs. Readers see either
 * the old one or the new one; whoever holds an app for long holds its {@link LiveApp}.
 */
public final class ConfiguredApps implements Apps {
    private volatile Snapshot snapshot;
    private volatile State state;

    /** Immutable. */
    private record Snapshot(Map<String, App> byKey, Map<String, App> byId, Map<String, LiveApp> live) {
        static final Snapshot EMPTY = new Snapshot(Map.of(), Map.of(), Map.of());
    }

    /** Apps that are not known yet. */
    public ConfiguredApps() {
        snapshot = Snapshot.EMPTY;
        state = State.UNKNOWN;
    }

    /** @throws ConfigException when two apps share an id or a key */
    public ConfiguredApps(List<App> apps) {
        snapshot = next(Snapshot.EMPTY, apps, new LinkedHashMap<>());
        state = State.CURRENT;
    }

    /**
     * Puts these apps in the place of those that there are; one that is the same object as before has not changed. One
     * thread at a time.
     *
     * @throws ConfigException when two of them share an id or a key; nothing has changed then
     */
    public AppChanges replace(List<App> apps) {
        var before = snapshot;
        var changed = new LinkedHashMap<LiveApp, App>();
        var after = next(before, apps, changed);
        changed.forEach(LiveApp::change);
        snapshot = after;
        state = State.CURRENT;
        return new AppChanges(
                missing(after, before), changed.values().stream().map(App::id).toList(), missing(before, after));
    }

    /** Notes whether they could be read again, whatever they were then. */
    public void readable(boolean readable) {
        if (state != State.UNKNOWN) {
            state = readable ? State.CURRENT : State.STALE;
        }
    }

    /** The ids that one snapshot has and the other has not. */
    private static List<String> missing(Snapshot there, Snapshot elsewhere) {
        return there.byId().keySet().stream()
                .filter(id -> !elsewhere.byId().containsKey(id))
                .toList();
    }

    /** An app that is as it was is the same object, so it is compared as one. */
    @SuppressWarnings("ReferenceEquality")
    private static Snapshot next(Snapshot before, List<App> apps, Map<LiveApp, App> changed) {
        var keys = new HashMap<String, App>();
        var ids = new LinkedHashMap<String, App>();
        var live = new HashMap<String, LiveApp>();
        for (var app : apps) {
            if (ids.put(app.id(), app) != null) {
                throw new ConfigException("apps: the id \"" + app.id() + "\" is used twice");
            }
            add(keys, app.key(), app);
            app.additionalKeys().keySet().forEach(key -> add(keys, key, app));
            var known = before.live().get(app.id());
            live.put(app.id(), known == null ? new LiveApp(app) : known);
            if (known != null && known.now() != app) {
                changed.put(known, app);
            }
        }
        return new Snapshot(Map.copyOf(keys), Map.copyOf(ids), Map.copyOf(live));
    }

    private static void add(Map<String, App> keys, String key, App app) {
        if (keys.put(key, app) != null) {
            throw new ConfigException("apps: a key of app \"" + app.id() + "\" is used twice");
        }
    }

    @Override
    public Optional<App> byKey(String key) {
        return Optional.ofNullable(snapshot.byKey().get(key));
    }

    @Override
    public Optional<App> byId(String id) {
        return Optional.ofNullable(snapshot.byId().get(id));
    }

    @Override
    public Optional<LiveApp> live(String id) {
        return Optional.ofNullable(snapshot.live().get(id));
    }

    @Override
    public Collection<App> all() {
        return snapshot.byId().values();
    }

    @Override
    public State state() {
        return state;
    }
}
