package io.stentor.app;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An unanchored regular expression over channel names that comes to an end. Lanes ask it, and clients choose the names:
 * an expression that backtracks exponentially could otherwise hold a lane for ever. A search may look at so many
 * characters that every expression of quadratic cost is answered in full; one that needs more is given up, and the name
 * counts as no match. Any thread.
 */
public final class ChannelPattern {
    private static final int SPARE = 10_000;

    private final Pattern pattern;
    private volatile boolean gaveUp;

    /** @throws java.util.regex.PatternSyntaxException when the expression is none */
    ChannelPattern(String expression) {
        pattern = Pattern.compile(expression);
    }

    /** Whether the expression is found in the name. */
    public boolean find(String name) {
        try {
            return pattern.matcher(new Counted(name)).find();
        } catch (TooLongException | StackOverflowError tooLong) {
            gaveUp = true;
            return false;
        }
    }

    /** Whether a search was ever given up. */
    public boolean gaveUp() {
        return gaveUp;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChannelPattern same && pattern.pattern().equals(same.pattern.pattern());
    }

    @Override
    public int hashCode() {
        return pattern.pattern().hashCode();
    }

    @Override
    public String toString() {
        return pattern.pattern();
    }

    /** A name that can be looked at only so often. */
    private static final class Counted implements CharSequence {
        private final String name;
        private int left;

        Counted(String name) {
            this.name = name;
            this.left = SPARE + 2 * name.length() * name.length();
        }

        @Override
        public char charAt(int index) {
            if (left-- == 0) {
                throw new TooLongException();
            }
            return name.charAt(index);
        }

        @Override
        public int length() {
            return name.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return name.subSequence(start, end);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLongException() {
            super(null, null, false, false);
        }
    }
}
