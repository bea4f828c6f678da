package io.stentor.connection;

import io.stentor.protocol.Member;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Who a connection has signed in as (protocol 5.1). Immutable.
 *
 * @param member id and {@code user_info}, as in a presence channel
 * @param watchlist the ids whose coming and going it wants to hear of, in its order
 */
public record User(Member member, Set<String> watchlist) {
    public User {
        watchlist = Collections.unmodifiableSet(new LinkedHashSet<>(watchlist));
    }

    public String id() {
        return member.userId();
    }
}
