package io.stentor.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** What is due is found then, not before and not twice, however far ahead it was. */
class WheelTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** A monotonic clock may begin anywhere and turn over. */
    private static final long START = Long.MAX_VALUE - 10 * SECOND;

    private final Wheel wheel = new Wheel(START);

    @Test
    void nothingIsDueBeforeItsTime() {
        wheel.schedule(new Entry(), START + SECOND);

        assertThat(wheel.ripe(START + SECOND - 1)).isEmpty();
    }

    @Test
    void whatIsDueIsFoundOnce() {
        var entry = new Entry();
        wheel.schedule(entry, START + SECOND);

        assertThat(wheel.ripe(START + SECOND)).containsExactly(entry);
        assertThat(wheel.ripe(START + 2 * SECOND)).isEmpty();
    }

    @Test
    void whatIsOverdueIsFoundAtOnce() {
        var entry = new Entry();
        wheel.ripe(START + 60 * SECOND);
        wheel.schedule(entry, START + SECOND);

        assertThat(wheel.ripe(START + 60 * SECOND)).containsExactly(entry);
    }

    @Test
    void aDayAheadIsFoundInADay() {
        var entry = new Entry();
        long day = TimeUnit.DAYS.toNanos(1);
        wheel.schedule(entry, START + day);

        for (long t = 0; t < day; t += 100 * SECOND) {
            assertThat(wheel.ripe(START + t)).isEmpty();
        }
        assertThat(wheel.ripe(START + day)).containsExactly(entry);
    }

    @Test
    void aLateLookFindsAllThatWasDueMeanwhile() {
        var early = new Entry();
        var late = new Entry();
        wheel.schedule(early, START + SECOND);
        wheel.schedule(late, START + 1000 * SECOND);

        assertThat(wheel.ripe(START + 5000 * SECOND)).containsExactlyInAnyOrder(early, late);
    }

    @Test
    void whatIsCancelledIsForgotten() {
        var entry = new Entry();
        wheel.schedule(entry, START + SECOND);
        wheel.cancel(entry);

        assertThat(wheel.isEmpty()).isTrue();
        assertThat(wheel.ripe(START + SECOND)).isEmpty();
    }

    @Test
    void theLatestWordCounts() {
        var entry = new Entry();
        wheel.schedule(entry, START + SECOND);
        wheel.schedule(entry, START + 3 * SECOND);

        assertThat(wheel.ripe(START + 2 * SECOND)).isEmpty();
        assertThat(wheel.ripe(START + 3 * SECOND)).containsExactly(entry);
    }

    @Test
    void toHastenIsNeverToDelay() {
        var entry = new Entry();
        wheel.hasten(entry, START + 3 * SECOND);
        wheel.hasten(entry, START + SECOND);
        wheel.hasten(entry, START + 2 * SECOND);

        assertThat(wheel.ripe(START + SECOND)).containsExactly(entry);
    }

    @Test
    void whatIsNeverDueTakesNoRoom() {
        wheel.schedule(new Entry(), Wheel.NEVER);

        assertThat(wheel.isEmpty()).isTrue();
    }

    /** Against a sorted map of what is due when. */
    @Property(tries = 200)
    void itFindsWhatASortedMapFinds(@ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long seed) {
        var random = new java.util.Random(seed);
        var ring = new Wheel(START);
        var model = new TreeMap<Long, List<Entry>>();
        var all = new ArrayList<Entry>();
        long time = 0;
        for (int i = 0; i < 200; i++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    var entry = new Entry();
                    all.add(entry);
                    put(ring, model, entry, time + ahead(random));
                }
                case 2 -> {
                    if (!all.isEmpty()) {
                        var entry = all.get(random.nextInt(all.size()));
                        model.values().forEach(due -> due.remove(entry));
                        if (random.nextBoolean()) {
                            ring.cancel(entry);
                        } else {
                            put(ring, model, entry, time + ahead(random));
                        }
                    }
                }
                default -> {
                    time += ahead(random);
                    var due = model.headMap(time, true);
                    var expected = due.values().stream().flatMap(List::stream).toList();
                    assertThat(ring.ripe(START + time)).containsExactlyInAnyOrderElementsOf(expected);
                    due.clear();
                }
            }
        }
    }

    private static void put(Wheel ring, TreeMap<Long, List<Entry>> model, Entry entry, long due) {
        ring.schedule(entry, START + due);
        model.computeIfAbsent(due, key -> new ArrayList<>()).add(entry);
    }

    /** Mostly near, sometimes rounds away. */
    private static long ahead(RandomGenerator random) {
        return (long) (Math.exp(random.nextDouble() * 13) * SECOND / 1000);
    }

    private static final class Entry extends Wheel.Timed {
        @Override
        long check(long now) {
            return Wheel.NEVER;
        }
    }
}
