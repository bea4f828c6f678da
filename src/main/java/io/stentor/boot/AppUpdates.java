package io.stentor.boot;

import io.stentor.app.AppChanges;
import io.stentor.app.AppReader;
import io.stentor.app.AppSource;
import io.stentor.app.AppSource.UnavailableException;
import io.stentor.app.Apps;
import io.stentor.app.ConfiguredApps;
import io.stentor.config.ConfigException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the apps as they are where they come from. What cannot be read, or makes no sense, leaves them as they were; it is
 * said once, and only when it is no better at the next look, since files are written in more than one step.
 */
final class AppUpdates implements AutoCloseable {
    /** A look that takes longer is worth a word. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AppSource source;
    private final AppReader reader;
    private final ConfiguredApps apps;
    private final Duration interval;
    private final Logger log;
    private final LongSupplier clock;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile long lookingSince;
    private volatile boolean closed;
    private volatile boolean slow;

    // Of whoever looks.
    private @Nullable String defect;
    private @Nullable String lastTrouble;
    private @Nullable String saidTrouble;

    /**
     * @param apps to be kept up to date
     * @param interval between two looks, zero for one at the start and no other
     * @param clock monotonic, in nanoseconds
     */
    AppUpdates(
            AppSource source,
            AppReader reader,
            ConfiguredApps apps,
            Duration interval,
            Logger log,
            LongSupplier clock) {
        this.source = source;
        this.reader = reader;
        this.apps = apps;
        this.interval = interval;
        this.log = log;
        this.clock = clock;
    }

    Duration interval() {
        return interval;
    }

    /**
     * Reads apps that are not known yet; when their source cannot be asked now, they stay unknown until a later look.
     *
     * @throws ConfigException when what is there makes no sense, or there is no later look
     */
    void begin() {
        if (apps.state() != Apps.State.UNKNOWN) {
            return;
        }
        try {
            var unused = apply();
        } catch (UnavailableException notNow) {
            if (interval.isZero()) {
                throw new ConfigException(String.valueOf(notNow.getMessage()));
            }
            saidTrouble = notNow.getMessage();
            lastTrouble = saidTrouble;
            log.log(
                    Level.WARNING,
                    "The apps are not known yet, and clients are told to come back later: " + saidTrouble);
        }
    }

    /**
     * Looks on another thread, unless that is under way; to be called every {@link #interval}.
     *
     * @param then is told after each look what has changed by it, also when that is nothing
     */
    void tick(Executor blocking, Consumer<AppChanges> then) {
        if (looking.compareAndSet(false, true)) {
            lookingSince = clock.getAsLong();
            slow = false;
            blocking.execute(() -> {
                try {
                    look(then);
                } finally {
                    looking.set(false);
                }
            });
        } else if (!slow && clock.getAsLong() - lookingSince > PATIENCE.toNanos()) {
            slow = true;
            apps.readable(false);
            log.log(
                    Level.WARNING,
                    "The apps of " + source.name() + " stay as they were: it has not answered for "
                            + PATIENCE.toSeconds() + " seconds");
        }
    }

    /** Looks once, and puts into effect what has changed. */
    void look(Consumer<AppChanges> then) {
        if (closed) {
            return;
        }
        var changes = AppChanges.NONE;
        try {
            changes = apply();
            fine();
        } catch (ConfigException | UnavailableException why) {
            trouble(String.valueOf(why.getMessage()));
        } catch (RuntimeException | Error bug) {
            trouble("it failed with " + bug.getClass().getName());
        }
        then.accept(changes);
    }

    private AppChanges apply() {
        var found = source.read();
        if (found == null) {
            if (defect != null) {
                throw new ConfigException(defect);
            }
            return AppChanges.NONE;
        }
        try {
            var changes = apps.replace(reader.read(found, source::place));
            defect = null;
            if (!changes.none()) {
                log.log(Level.INFO, "Apps: " + changes);
            }
            return changes;
        } catch (ConfigException wrong) {
            defect = wrong.getMessage();
            throw wrong;
        }
    }

    private void fine() {
        apps.readable(true);
        lastTrouble = null;
        if (saidTrouble != null || slow) {
            saidTrouble = null;
            log.log(Level.INFO, "The apps of " + source.name() + " can be read again");
        }
    }

    private void trouble(String why) {
        if (closed) {
            return;
        }
        if (why.equals(lastTrouble) && !why.equals(saidTrouble)) {
            saidTrouble = why;
            log.log(Level.WARNING, "The apps of " + source.name() + " stay as they were: " + why);
        }
        if (lastTrouble != null) {
            apps.readable(false);
        }
        lastTrouble = why;
    }

    @Override
    public void close() {
        closed = true;
        source.close();
    }
}
