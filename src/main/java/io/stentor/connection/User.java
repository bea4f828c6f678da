package io.stentor.connection;

import io.stentor.protocol.Member;
import java.util.Set;

/**
 * Who a connection has signed in as (protocol 5.1). Immutable.
 *
 * @param member id and {@code user_info}, as in a presence channel
 * @param watchlist the ids whose coming and going it wants to hear of
 */
public record User(Member member, Set<String> watchlist) {
    public User {
        watchlist = Set.copyOf(watchlist);
    }

    public String id() {
        return member.userId();
    }
}
