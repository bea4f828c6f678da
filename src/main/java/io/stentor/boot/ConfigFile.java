package io.stentor.boot;

import io.stentor.app.AppSource;
import io.stentor.config.ConfigException;
import io.stentor.config.Values;
import io.stentor.protocol.Json;
import io.stentor.protocol.Json.DefectException;
import io.stentor.protocol.Utf8;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The JSON file: a place for options when the server starts, and the place of the apps from then on. It is looked at
 * again and again, and read when it may have changed; a file that was put in the place of another is seen too. One thread
 * at a time.
 */
final class ConfigFile implements Source, AppSource {
    /** A change within a file system's shortest unit of time leaves no trace but the content. */
    private static final long COARSEST_MILLIS = 2_000;

    private static final String APPS = ServerOptions.APPS.name();

    private final String path;
    private final Function<String, @Nullable String> environment;
    private final Consumer<String> warnings;
    private final Clock clock;
    private final Map<String, Object> values;

    // What was read last.
    private @Nullable Stamp stamp;
    private byte[] digest = {};
    private Map<String, Object> latest;

    /** What tells that a file is not the one that it was, without reading it. */
    private record Stamp(
            FileTime modified, long size, @Nullable Object key, boolean settled) {}

    /**
     * Reads the file.
     *
     * @param environment for {@code ${VAR}} in the apps
     * @param warnings hears, in a sentence, that a change has no effect yet
     * @throws ConfigException when it cannot be read, or is no JSON object
     */
    ConfigFile(String path, Function<String, @Nullable String> environment, Consumer<String> warnings, Clock clock) {
        this.path = path;
        this.environment = environment;
        this.warnings = warnings;
        this.clock = clock;
        this.latest = Map.of();
        changed();
        this.values = latest;
    }

    @Override
    public String label() {
        return "members of " + path;
    }

    @Override
    public @Nullable String get(String option) {
        var value = values.get(option);
        return value == null ? null : Values.text(value);
    }

    @Override
    public Set<String> names() {
        return new TreeSet<>(values.keySet());
    }

    @Override
    public String name() {
        return path;
    }

    @Override
    public @Nullable List<?> read() {
        var before = latest;
        if (!changed()) {
            return null;
        }
        try {
            var apps = apps(before, latest);
            warnOfOthers(before, latest);
            return apps;
        } catch (ConfigException wrong) {
            // As if it had not been read, so that it is complained of again.
            stamp = null;
            digest = new byte[0];
            latest = before;
            throw wrong;
        }
    }

    private @Nullable List<?> apps(Map<String, Object> before, Map<String, Object> after) {
        if (after.get(APPS) instanceof List<?> apps) {
            return apps.equals(before.get(APPS)) ? null : (List<?>) Values.substituteAll(apps, environment);
        }
        if (before.containsKey(APPS)) {
            throw new ConfigException("config " + path + " has no apps any more; an empty array would remove them all");
        }
        return null;
    }

    private void warnOfOthers(Map<String, Object> before, Map<String, Object> after) {
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        names.removeIf(name -> name.equals(APPS) || Objects.equals(before.get(name), after.get(name)));
        if (!names.isEmpty()) {
            warnings.accept("config " + path + " has changed options that take effect at the next start: "
                    + String.join(", ", names));
        }
    }

    /** Reads the file if it may have changed; says whether it has. */
    private boolean changed() {
        try {
            var file = Path.of(path);
            var known = stamp;
            stamp = null;
            var found = Files.readAttributes(file, BasicFileAttributes.class);
            boolean settled = clock.millis() - found.lastModifiedTime().toMillis() > COARSEST_MILLIS;
            var now = new Stamp(found.lastModifiedTime(), found.size(), found.fileKey(), settled);
            if (now.equals(known)) {
                stamp = known;
                return false;
            }
            var content = Files.readAllBytes(file);
            var hash = hash(content);
            boolean changed = !Arrays.equals(hash, digest);
            if (changed) {
                latest = parse(content);
                digest = hash;
            }
            stamp = settled ? now : null;
            return changed;
        } catch (DefectException malformed) {
            throw new ConfigException("config " + path + " is not valid JSON");
        } catch (IOException | RuntimeException unreadable) {
            if (unreadable instanceof ConfigException wrong) {
                throw wrong;
            }
            throw new ConfigException("config " + path + " cannot be read: " + reason(unreadable));
        }
    }

    private Map<String, Object> parse(byte[] content) {
        var text = Utf8.decode(content);
        if (text == null) {
            throw new ConfigException("config " + path + " is not UTF-8");
        }
        if (!(Json.tree(text) instanceof Map<?, ?> tree)) {
            throw new ConfigException("config " + path + " is not a JSON object");
        }
        if (tree.containsKey(APPS) && !(tree.get(APPS) instanceof List<?>)) {
            throw new ConfigException("apps is not an array, allowed: " + ServerOptions.APPS.allowed());
        }
        return new HashMap<>(Values.flat(tree));
    }

    private static byte[] hash(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static String reason(Exception unreadable) {
        if (unreadable instanceof NoSuchFileException) {
            return "no such file";
        }
        return unreadable instanceof AccessDeniedException ? "permission denied" : "it is no readable file";
    }

    @Override
    public void close() {}
}
