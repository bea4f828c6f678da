package io.stentor.bench;

/** What a scenario does with what its clients meet. The loop calls it. */
interface Script {
    Script NONE = new Script() {};

    /** A client has its socket id. */
    default void established(Client client) {}

    /** All subscriptions of a client are acknowledged. */
    default void subscribed(Client client) {}

    /** An event with a {@link Marker}. */
    default void event(Client client, byte[] bytes, int marker) {}

    /** Any other event, by its name; the whole of it is from here to there. */
    default void told(Client client, String event, byte[] bytes, int from, int to) {}

    /** A connection ended that was not to end. */
    default void lost(Client client) {}
}
