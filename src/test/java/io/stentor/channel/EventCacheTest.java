package io.stentor.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Frame;
import org.junit.jupiter.api.Test;

/** The last event of each cache channel: bounded, and gone after its time (protocol 3.8). */
class EventCacheTest {
    private static final ChannelName A = ChannelName.parse("cache-a", 200);
    private static final ChannelName B = ChannelName.parse("cache-b", 200);
    private static final ChannelName C = ChannelName.parse("cache-c", 200);
    private static final Frame ONE = new Frame("1");
    private static final Frame TWO = new Frame("2");

    private final EventCache cache = new EventCache(2);

    @Test
    void nothingIsCachedBeforeTheFirstEvent() {
        assertThat(cache.get(A, 0)).isNull();
    }

    @Test
    void theLastEventIsKept() {
        cache.put(A, ONE, 0, 100);
        cache.put(A, TWO, 0, 100);

        assertThat(cache.get(A, 0)).isSameAs(TWO);
        assertThat(cache.get(A, 0)).isSameAs(TWO);
        assertThat(cache.get(B, 0)).isNull();
        assertThat(cache.size()).isOne();
    }

    @Test
    void theChannelWrittenLongestAgoGoesFirst() {
        cache.put(A, ONE, 0, 100);
        cache.put(B, ONE, 0, 100);
        cache.put(C, ONE, 0, 100);

        assertThat(cache.get(A, 0)).isNull();
        assertThat(cache.get(B, 0)).isSameAs(ONE);
        assertThat(cache.get(C, 0)).isSameAs(ONE);
        assertThat(cache.size()).isEqualTo(2);
    }

    @Test
    void writingAgainMakesAChannelYoungAndReadingDoesNot() {
        cache.put(A, ONE, 0, 100);
        cache.put(B, ONE, 0, 100);
        cache.put(A, TWO, 0, 100);
        cache.get(B, 0);
        cache.put(C, ONE, 0, 100);

        assertThat(cache.get(B, 0)).isNull();
        assertThat(cache.get(A, 0)).isSameAs(TWO);
    }

    @Test
    void anEventIsGoneWhenItsTimeIsOverAndNotBefore() {
        cache.put(A, ONE, 7, 100);

        assertThat(cache.get(A, 106)).isSameAs(ONE);
        assertThat(cache.get(A, 107)).isNull();
        assertThat(cache.size()).isZero();
    }

    @Test
    void eachEventHasATimeOfItsOwn() {
        cache.put(A, ONE, 0, 100);
        cache.put(A, TWO, 50, 100);
        cache.put(B, ONE, 0, 100);

        assertThat(cache.get(A, 149)).isSameAs(TWO);
        assertThat(cache.get(B, 149)).isNull();
    }

    @Test
    void theClockMayBeginBelowZeroAndPassItsEnd() {
        cache.put(A, ONE, -10, 100);
        assertThat(cache.get(A, 89)).isSameAs(ONE);
        assertThat(cache.get(A, 90)).isNull();

        cache.put(B, ONE, Long.MAX_VALUE - 10, 100);
        assertThat(cache.get(B, Long.MAX_VALUE)).isSameAs(ONE);
        assertThat(cache.get(B, Long.MIN_VALUE + 88)).isSameAs(ONE);
        assertThat(cache.get(B, Long.MIN_VALUE + 89)).isNull();
    }

    @Test
    void aCacheWithoutRoomKeepsNothing() {
        var none = new EventCache(0);
        none.put(A, ONE, 0, 100);

        assertThat(none.get(A, 0)).isNull();
        assertThat(none.size()).isZero();
    }

    @Test
    void theBoundHoldsHoweverManyChannelsThereAre() {
        for (int i = 0; i < 10_000; i++) {
            cache.put(ChannelName.parse("cache-" + i, 200), ONE, i, 100);
            assertThat(cache.size()).isLessThanOrEqualTo(2);
        }

        assertThat(cache.get(ChannelName.parse("cache-9999", 200), 10_000)).isSameAs(ONE);
        assertThat(cache.get(ChannelName.parse("cache-9998", 200), 10_000)).isSameAs(ONE);
    }

    @Test
    void whoLooksIsToldForHowManySecondsTheEventIsKept() {
        long second = 1_000_000_000;
        var slow = new EventCache(2);
        slow.put(A, ONE, 5, 3 * second);

        assertThat(slow.look(A, 5)).isEqualTo(new CachedEvent(ONE, 3));
        assertThat(slow.look(A, 6)).isEqualTo(new CachedEvent(ONE, 3));
        assertThat(slow.look(A, 5 + second)).isEqualTo(new CachedEvent(ONE, 2));
        assertThat(slow.look(A, 4 + 3 * second)).isEqualTo(new CachedEvent(ONE, 1));
        assertThat(slow.look(A, 5 + 3 * second)).isNull();
        assertThat(slow.look(B, 5)).isNull();
    }
}
