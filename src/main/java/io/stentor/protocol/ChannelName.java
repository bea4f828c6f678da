package io.stentor.protocol;

/**
 * A legal channel name and its kind (protocol 3.1): one or more of {@code A-Z a-z 0-9 _ - = @ , . ;}, and a leading
 * {@code #} in the server-to-user form alone. Immutable.
 */
public record ChannelName(String text, ChannelKind kind) implements Comparable<ChannelName> {

    /**
     * Reads a name that came from outside.
     *
     * @param limit greatest length in bytes, prefix included
     * @throws InvalidNameException when the name is empty, too long or breaks the grammar
     */
    public static ChannelName parse(String text, int limit) {
        if (Utf8.length(text) > limit) {
            throw new InvalidNameException("Channel name too long", true);
        }
        var kind = ChannelKind.of(text);
        int start = kind.user() ? 1 : 0;
        boolean empty =
                text.isEmpty() || kind.user() && text.length() == kind.prefix().length();
        if (empty || !text.chars().skip(start).allMatch(ChannelName::legal)) {
            throw new InvalidNameException("Invalid channel name", false);
        }
        return new ChannelName(text, kind);
    }

    private static boolean legal(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "_-=@,.;".indexOf(c) >= 0;
    }

    /** By text; what keeps maps fast when somebody subscribes to names with one hash. */
    @Override
    public int compareTo(ChannelName other) {
        return text.compareTo(other.text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChannelName name && text.equals(name.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
