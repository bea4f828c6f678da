package io.stentor.protocol;

/** What a channel's prefix promises (protocol 3.1). Longest prefix first: the order is the rule. */
public enum ChannelKind {
    PRESENCE_CACHE("presence-cache-"),
    PRESENCE("presence-"),
    ENCRYPTED_CACHE("private-encrypted-cache-"),
    ENCRYPTED("private-encrypted-"),
    PRIVATE_CACHE("private-cache-"),
    PRIVATE("private-"),
    CACHE("cache-"),
    USER("#server-to-user-"),
    PUBLIC("");

    private final String prefix;

    ChannelKind(String prefix) {
        this.prefix = prefix;
    }

    /** The kind of the channel with this name; anchored, so {@code foo-private-x} is public. */
    static ChannelKind of(String name) {
        for (var kind : values()) {
            if (name.startsWith(kind.prefix)) {
                return kind;
            }
        }
        throw new AssertionError("every name has the empty prefix");
    }

    /** Whether a subscription needs a signature of the application. */
    public boolean signed() {
        return prefix.startsWith("private-") || presence();
    }

    public boolean presence() {
        return prefix.startsWith("presence-");
    }

    public boolean encrypted() {
        return prefix.startsWith("private-encrypted-");
    }

    public boolean cached() {
        return prefix.endsWith("cache-");
    }

    /** Whether the channel belongs to one signed-in user (protocol 5.2). */
    public boolean user() {
        return this == USER;
    }

    String prefix() {
        return prefix;
    }
}
