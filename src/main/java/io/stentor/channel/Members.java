package io.stentor.channel;

import io.stentor.protocol.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The users of a presence channel, over all their connections, in the order in which they joined (protocol 3.6). Used
 * under the channel's lock.
 */
final class Members {
    private final Map<String, Entry> present = new LinkedHashMap<>();

    private static final class Entry {
        private final Member member;
        private int connections;

        /** When the user is given up, while it has no connection. */
        private long until;

        private Entry(Member member) {
            this.member = member;
        }
    }

    /** Whether one more connection of this user fits in; of a user who is present it always does. */
    boolean admits(Member member, int limit) {
        return present.size() < limit || present.containsKey(member.userId());
    }

    /** Adds a connection of a user; says whether the user was not here before. */
    boolean join(Member member) {
        var entry = present.get(member.userId());
        boolean added = entry == null;
        if (entry == null) {
            entry = new Entry(member);
            present.put(member.userId(), entry);
        }
        entry.connections++;
        return added;
    }

    /** Takes a connection of a user away; says whether the user is gone with it. */
    boolean leave(Member member) {
        return leave(member, false, 0);
    }

    /** The same for a connection that broke off: the user stays until then, and may come back unnoticed. */
    boolean linger(Member member, long until) {
        return leave(member, true, until);
    }

    private boolean leave(Member member, boolean linger, long until) {
        var entry = present.get(member.userId());
        if (entry == null || --entry.connections > 0) {
            return false;
        }
        entry.until = until;
        if (!linger) {
            present.remove(member.userId());
        }
        return !linger;
    }

    /** Gives up the users whose time is over, and tells who they are. */
    List<String> expire(long now) {
        var gone = new ArrayList<String>();
        present.values().removeIf(entry -> {
            boolean over = entry.connections == 0 && now - entry.until >= 0;
            if (over) {
                gone.add(entry.member.userId());
            }
            return over;
        });
        return gone;
    }

    boolean anyLingers() {
        return present.values().stream().anyMatch(entry -> entry.connections == 0);
    }

    List<Member> list() {
        return present.values().stream().map(entry -> entry.member).toList();
    }

    int count() {
        return present.size();
    }
}
