package io.stentor.event;

import io.stentor.event.ServerEvent.ClientEventReceived;
import io.stentor.event.ServerEvent.MemberAdded;
import io.stentor.event.ServerEvent.MemberRemoved;
import io.stentor.event.ServerEvent.OfChannel;

/** What an event weighs in a queue, for clients decide what most of it is. */
public final class Weight {
    private static final int FIXED = 200;

    private Weight() {}

    /** Roughly the bytes that an event takes in memory. */
    public static int of(ServerEvent event) {
        int fixed = FIXED
                + (event instanceof OfChannel happened
                        ? happened.channel().text().length()
                        : 0);
        if (event instanceof MemberAdded added) {
            return fixed
                    + added.member().userId().length()
                    + added.member().info().length();
        }
        if (event instanceof MemberRemoved removed) {
            return fixed + removed.userId().length();
        }
        return event instanceof ClientEventReceived sent
                ? fixed + sent.event().length() + sent.data().length()
                : fixed;
    }
}
