package io.stentor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a subscription lost, heard twice or heard late. */
class WindowsTest {
    private final Windows windows = new Windows(2);

    @Test
    void eventsInOrderAreNewOnce() {
        for (int i = 0; i < 200; i++) {
            assertThat(windows.isNew(0, i)).isTrue();
        }

        assertThat(windows.received(0)).isEqualTo(200);
        assertThat(windows.received()).isEqualTo(200);
        assertThat(windows.doubled()).isZero();
        assertThat(windows.outOfOrder()).isZero();
    }

    @Test
    void whatIsMissingIsNotReceived() {
        hear(0, 0, 1, 5, 100, 1000);

        assertThat(windows.received(0)).isEqualTo(5);
        assertThat(windows.outOfOrder()).isZero();
    }

    @Test
    void aSecondTimeIsDoubledWithinTheLastSixtyFour() {
        hear(0, 0, 1, 2, 3);
        for (int i = 4; i < 64; i++) {
            hear(0, i);
        }

        assertThat(windows.isNew(0, 63)).isFalse();
        assertThat(windows.isNew(0, 0)).isFalse();

        assertThat(windows.doubled()).isEqualTo(2);
        assertThat(windows.received(0)).isEqualTo(64);
    }

    @Test
    void aLateEventIsOutOfOrderAndReceivedOnce() {
        hear(0, 0, 2);

        assertThat(windows.isNew(0, 1)).isTrue();
        assertThat(windows.isNew(0, 1)).isFalse();

        assertThat(windows.outOfOrder()).isOne();
        assertThat(windows.doubled()).isOne();
        assertThat(windows.received(0)).isEqualTo(3);
    }

    @Test
    void aGapWiderThanTheWindowForgetsWhatWasBefore() {
        hear(0, 0, 64);
        assertThat(windows.isNew(0, 0)).isTrue();
        assertThat(windows.isNew(0, 64)).isFalse();

        assertThat(windows.outOfOrder()).isOne();
    }

    @Test
    void subscriptionsAreApart() {
        hear(0, 0, 1);
        hear(1, 0);

        assertThat(windows.received(0)).isEqualTo(2);
        assertThat(windows.received(1)).isEqualTo(1);
        assertThat(windows.doubled()).isZero();
    }

    @Test
    void twoThatHeardTheSameInAnotherOrderAreFound() {
        hear(0, 0, 1, 3, 2);
        hear(1, 0, 1, 2, 3);
        assertThat(windows.sameOrder(0, 1)).isFalse();

        windows.reset(4);
        hear(0, 5, 4);
        hear(1, 5, 4);
        assertThat(windows.sameOrder(0, 1)).isTrue();
    }

    @Test
    void aResetForgetsEverythingBeforeItsFirst() {
        hear(0, 0, 1, 1);
        windows.reset(2);
        hear(0, 2);

        assertThat(windows.received(0)).isOne();
        assertThat(windows.doubled()).isZero();
        assertThat(windows.outOfOrder()).isZero();
    }

    private void hear(int subscription, long... sequences) {
        for (long sequence : sequences) {
            windows.isNew(subscription, sequence);
        }
    }
}
