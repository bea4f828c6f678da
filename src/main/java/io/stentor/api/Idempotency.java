package io.stentor.api;

import io.stentor.app.App;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests that name a key are done once, and answered the same when they are repeated (protocol 8.7). What is
 * remembered of an app is bounded in keys and in bytes, and the oldest goes first: a key that was just used must be
 * remembered, whatever else is. Any thread; a repetition may wait a moment for the first to end.
 */
final class Idempotency {
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final int LONGEST_KEY = 128;

    /** Requests that wait at once; threads are few. */
    private static final int MOST_WAITING = 16;

    private final int mostKeys;
    private final long mostBytes;
    private final LongSupplier clock;
    private final Map<String, Keys> perApp = new ConcurrentHashMap<>();
    private final Semaphore waiting = new Semaphore(MOST_WAITING);

    /**
     * @param mostKeys and {@code mostBytes} of one app
     * @param clock monotonic, in nanoseconds
     */
    Idempotency(int mostKeys, long mostBytes, LongSupplier clock) {
        this.mostKeys = mostKeys;
        this.mostBytes = mostBytes;
        this.clock = clock;
    }

    /** The key if it may be one. */
    static String valid(String key) {
        int length = key.codePointCount(0, key.length());
        if (length < 1 || length > LONGEST_KEY) {
            throw ApiError.invalidInput("an idempotency key must have 1 to " + LONGEST_KEY + " characters");
        }
        return key;
    }

    /** The digest of what must be equal for a request to be a repetition. */
    static byte[] digest(byte[]... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /**
     * Does the work, or repeats the answer that it had.
     *
     * @param endpoint within which the key is unique
     * @param key null for a request that has none
     * @param digest made only when there is a key
     */
    Answer once(App app, String endpoint, @Nullable String key, Supplier<byte[]> digest, Supplier<Answer> work) {
        if (key == null) {
            return work.get();
        }
        var claim = claim(app, endpoint, key, digest.get());
        var known = claim.known();
        if (known != null) {
            return known;
        }
        try {
            var answer = work.get();
            claim.done(answer);
            return answer;
        } finally {
            claim.free();
        }
    }

    /**
     * Takes a key, or finds out what its request was answered, for which it waits a moment; {@link ApiError} when the key
     * was another request's, or that one is still in progress.
     */
    Claim claim(App app, String endpoint, String key, byte[] digest) {
        var keys = perApp.computeIfAbsent(app.id(), id -> new Keys());
        var name = new Name(endpoint, key);
        var mine = new Entry(digest);
        long deadline = clock.getAsLong() + WAIT_NANOS;
        while (true) {
            var found = keys.putIfAbsent(name, mine, clock.getAsLong());
            if (found == null) {
                long lifetime = TimeUnit.SECONDS.toNanos(app.limits().idempotencySeconds());
                return new Claim(
                        mine,
                        null,
                        answer -> keys.done(mine, answer, clock.getAsLong() + lifetime),
                        () -> keys.free(name, mine));
            }
            found.requireSame(digest);
            var known = await(found, deadline - clock.getAsLong());
            if (known.isPresent()) {
                return new Claim(found, known.get(), answer -> {}, () -> {});
            }
        }
    }

    /** The answer of the request that has the key; none when it failed and the key is free again. */
    private Optional<Answer> await(Entry entry, long nanos) {
        if (entry.outcome.isDone()) {
            return entry.outcome.join();
        }
        if (nanos <= 0 || !waiting.tryAcquire()) {
            throw ApiError.inProgress();
        }
        try {
            return entry.outcome.get(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw ApiError.inProgress();
        } catch (TimeoutException | ExecutionException stillWorking) {
            throw ApiError.inProgress();
        } finally {
            waiting.release();
        }
    }

    /** Forgets the apps with these ids. */
    void forget(Predicate<String> gone) {
        perApp.keySet().removeIf(gone);
    }

    /** Keys of an app that are remembered now. */
    int count(App app) {
        var keys = perApp.get(app.id());
        return keys == null ? 0 : keys.count();
    }

    private record Name(String endpoint, String key) {
        int bytes() {
            return 2 * (endpoint.length() + key.length());
        }
    }

    /** A key that this request took, or the answer that another had for it. */
    static final class Claim {
        private final Entry entry;
        private final @Nullable Answer known;
        private final Runnable free;
        private final Consumer<Answer> done;

        /** @param known null when the key is taken, and then to be done or freed */
        private Claim(Entry entry, @Nullable Answer known, Consumer<Answer> done, Runnable free) {
            this.entry = entry;
            this.known = known;
            this.free = free;
            this.done = done;
        }

        /** What the request was answered already, null when it is this one that shall do the work. */
        @Nullable
        Answer known() {
            return known;
        }

        /** {@link ApiError} when the key is another request's. */
        void requireSame(byte[] digest) {
            entry.requireSame(digest);
        }

        /** Remembers the answer; nothing happens to a key that was not taken. */
        void done(Answer answer) {
            done.accept(answer);
        }

        /** Gives the key back, unless its request is done. */
        void free() {
            free.run();
        }
    }

    /** What is remembered of one key; the fields that change are under the lock of its {@link Keys}. */
    private static final class Entry {
        /** What an entry costs beside its texts, in bytes. */
        private static final int OVERHEAD = 300;

        private final byte[] digest;
        private final CompletableFuture<Optional<Answer>> outcome = new CompletableFuture<>();
        private int bytes;
        private long until;

        private Entry(byte[] digest) {
            this.digest = digest;
        }

        private void requireSame(byte[] other) {
            if (!MessageDigest.isEqual(digest, other)) {
                throw ApiError.idempotencyConflict();
            }
        }

        private boolean expired(long now) {
            return outcome.isDone() && now - until >= 0;
        }
    }

    /** The keys of one app, the oldest first. What is still in progress stays, of which there are as many as threads. */
    private final class Keys {
        private final Map<Name, Entry> entries = new LinkedHashMap<>();
        private long bytes;

        synchronized @Nullable Entry putIfAbsent(Name name, Entry entry, long now) {
            forgetExpired(now);
            var found = entries.get(name);
            if (found != null && !found.expired(now)) {
                return found;
            }
            remove(name);
            entries.put(name, entry);
            grow(entry, Entry.OVERHEAD + name.bytes());
            return null;
        }

        synchronized void done(Entry entry, Answer answer, long until) {
            entry.until = until;
            entry.outcome.complete(Optional.of(answer));
            grow(entry, 2 * answer.body().length());
        }

        synchronized void free(Name name, Entry entry) {
            if (entry.outcome.complete(Optional.empty())) {
                remove(name);
            }
        }

        private void grow(Entry entry, int more) {
            entry.bytes += more;
            bytes += more;
            var oldest = entries.values().iterator();
            while ((entries.size() > mostKeys || bytes > mostBytes) && oldest.hasNext()) {
                var candidate = oldest.next();
                if (candidate != entry && candidate.outcome.isDone()) {
                    oldest.remove();
                    bytes -= candidate.bytes;
                }
            }
        }

        private void forgetExpired(long now) {
            var oldest = entries.values().iterator();
            while (oldest.hasNext()) {
                var candidate = oldest.next();
                if (!candidate.expired(now)) {
                    return;
                }
                oldest.remove();
                bytes -= candidate.bytes;
            }
        }

        private void remove(Name name) {
            var removed = entries.remove(name);
            if (removed != null) {
                bytes -= removed.bytes;
            }
        }

        synchronized int count() {
            return entries.size();
        }
    }
}
