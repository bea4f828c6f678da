package io.stentor.bench;

import java.util.Arrays;

/**
 * What each subscription has received: the last 64 sequence numbers and how many there were. The numbers of one
 * subscription may have gaps of any size. One thread.
 */
final class Windows {
    private static final int SIZE = 64;

    private final long[] next;
    private final long[] seen;
    private final long[] received;
    private final long[] order;
    private long doubled;
    private long outOfOrder;

    Windows(int subscriptions) {
        next = new long[subscriptions];
        seen = new long[subscriptions];
        received = new long[subscriptions];
        order = new long[subscriptions];
    }

    /** Forgets everything; what comes before this sequence number is not to be asked about any more. */
    void reset(long first) {
        Arrays.fill(next, first);
        Arrays.fill(seen, 0);
        Arrays.fill(received, 0);
        Arrays.fill(order, 0);
        doubled = 0;
        outOfOrder = 0;
    }

    int subscriptions() {
        return next.length;
    }

    /** Notes an event; says whether it is the first time. What is too old for the window counts as new, and late. */
    boolean isNew(int subscription, long sequence) {
        long ahead = sequence - next[subscription];
        if (ahead >= 0) {
            seen[subscription] = ahead + 1 >= SIZE ? 1 : seen[subscription] << ahead + 1 | 1;
            next[subscription] = sequence + 1;
        } else {
            long back = -ahead - 1;
            long bit = back < SIZE ? 1L << back : 0;
            if ((seen[subscription] & bit) != 0) {
                doubled++;
                return false;
            }
            seen[subscription] |= bit;
            outOfOrder++;
        }
        received[subscription]++;
        order[subscription] = order[subscription] * 31 + sequence + 1;
        return true;
    }

    /** Different events that a subscription received. */
    long received(int subscription) {
        return received[subscription];
    }

    long received() {
        return Arrays.stream(received).sum();
    }

    long doubled() {
        return doubled;
    }

    /** Events that came after a later one. */
    long outOfOrder() {
        return outOfOrder;
    }

    /** Whether two subscriptions received the same events in the same order. */
    boolean sameOrder(int one, int other) {
        return received[one] == received[other] && order[one] == order[other];
    }
}
