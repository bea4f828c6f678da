package io.stentor.app;

import io.stentor.config.ConfigException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The apps that the configuration names. Immutable. */
public final class ConfiguredApps implements Apps {
    private final Map<String, App> byKey;
    private final Map<String, App> byId;

    /** @throws ConfigException when two apps share an id or a key */
    public ConfiguredApps(List<App> apps) {
        var keys = new HashMap<String, App>();
        var ids = new LinkedHashMap<String, App>();
        for (var app : apps) {
            if (ids.put(app.id(), app) != null) {
                throw new ConfigException("apps: the id \"" + app.id() + "\" is used twice");
            }
            add(keys, app.key(), app);
            app.additionalKeys().keySet().forEach(key -> add(keys, key, app));
        }
        this.byKey = Map.copyOf(keys);
        this.byId = Map.copyOf(ids);
    }

    private static void add(Map<String, App> keys, String key, App app) {
        if (keys.put(key, app) != null) {
            throw new ConfigException("apps: a key of app \"" + app.id() + "\" is used twice");
        }
    }

    @Override
    public Optional<App> byKey(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    @Override
    public Optional<App> byId(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    @Override
    public Collection<App> all() {
        return byId.values();
    }
}
