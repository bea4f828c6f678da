package io.stentor.protocol;

import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The public name of a connection, such as {@code 123456.789012} (protocol 1.3). Immutable. */
public record SocketId(String text) {
    private static final long LARGEST = 9_999_999_999L;
    private static final int LONGEST = 64;
    private static final Pattern FORM = Pattern.compile("[0-9]+\\.[0-9]+");

    /** Draws two independent numbers in 1…9 999 999 999; uniqueness is the caller's affair. */
    public static SocketId draw(RandomGenerator random) {
        return new SocketId(random.nextLong(1, LARGEST + 1) + "." + random.nextLong(1, LARGEST + 1));
    }

    /** Reads an id that a back end sent (protocol 8.3), or returns null when it has not the form of one. */
    public static @Nullable SocketId parse(String text) {
        return text.length() <= LONGEST && FORM.matcher(text).matches() ? new SocketId(text) : null;
    }

    @Override
    public String toString() {
        return text;
    }
}
