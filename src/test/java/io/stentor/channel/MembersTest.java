package io.stentor.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.protocol.Member;
import org.junit.jupiter.api.Test;

/** Who is in a presence channel, over all their connections (protocol 3.6). */
class MembersTest {
    private static final Member ADA = new Member("ada", "{\"n\":1}");
    private static final Member ADA_AGAIN = new Member("ada", "{\"n\":2}");
    private static final Member BOB = new Member("bob", "{}");
    private static final Member CAT = new Member("cat", "{}");

    private final Members members = new Members();

    @Test
    void aUserIsNewWithTheFirstConnectionOnly() {
        assertThat(members.join(ADA)).isTrue();
        assertThat(members.join(ADA)).isFalse();
        assertThat(members.count()).isOne();
    }

    @Test
    void aUserIsGoneWithTheLastConnectionOnly() {
        members.join(ADA);
        members.join(ADA);

        assertThat(members.leave(ADA)).isFalse();
        assertThat(members.count()).isOne();
        assertThat(members.leave(ADA)).isTrue();
        assertThat(members.count()).isZero();
    }

    @Test
    void whoIsNotThereCannotGo() {
        assertThat(members.leave(ADA)).isFalse();
        assertThat(members.linger(ADA, 1)).isFalse();
        assertThat(members.count()).isZero();
    }

    @Test
    void usersAreListedInTheOrderInWhichTheyJoined() {
        members.join(BOB);
        members.join(ADA);
        members.join(CAT);
        members.join(BOB);

        assertThat(members.list()).containsExactly(BOB, ADA, CAT);
    }

    @Test
    void whoLeftAndCameBackIsTheLast() {
        members.join(ADA);
        members.join(BOB);
        members.leave(ADA);
        members.join(ADA_AGAIN);

        assertThat(members.list()).containsExactly(BOB, ADA_AGAIN);
    }

    @Test
    void whatTheFirstConnectionSaidOfTheUserHoldsAsLongAsTheUserStays() {
        members.join(ADA);
        members.join(ADA_AGAIN);
        members.leave(ADA);

        assertThat(members.list()).containsExactly(ADA);
    }

    @Test
    void aFullChannelAdmitsFurtherConnectionsOfThoseWhoArePresentAlone() {
        members.join(ADA);
        assertThat(members.admits(BOB, 2)).isTrue();
        members.join(BOB);

        assertThat(members.admits(CAT, 2)).isFalse();
        assertThat(members.admits(ADA_AGAIN, 2)).isTrue();
        assertThat(members.admits(CAT, 3)).isTrue();
    }

    @Test
    void whoLingersIsStillPresentAndTakesAPlace() {
        members.join(ADA);

        assertThat(members.linger(ADA, 10)).isFalse();
        assertThat(members.list()).containsExactly(ADA);
        assertThat(members.anyLingers()).isTrue();
        assertThat(members.admits(BOB, 1)).isFalse();
    }

    @Test
    void whoLingersIsGivenUpWhenTheTimeIsOverAndNotBefore() {
        members.join(ADA);
        members.linger(ADA, 10);

        assertThat(members.expire(9)).isEmpty();
        assertThat(members.expire(10)).containsExactly("ada");
        assertThat(members.expire(11)).isEmpty();
        assertThat(members.anyLingers()).isFalse();
        assertThat(members.count()).isZero();
    }

    @Test
    void whoComesBackInTimeWasNeverAwayAndKeepsPlaceAndInfo() {
        members.join(ADA);
        members.join(BOB);
        members.linger(ADA, 10);

        assertThat(members.join(ADA_AGAIN)).isFalse();
        assertThat(members.anyLingers()).isFalse();
        assertThat(members.expire(20)).isEmpty();
        assertThat(members.list()).containsExactly(ADA, BOB);
    }

    @Test
    void aUserLingersWithTheLastConnectionOnly() {
        members.join(ADA);
        members.join(ADA);

        members.linger(ADA, 10);
        assertThat(members.anyLingers()).isFalse();
        assertThat(members.leave(ADA)).isTrue();
    }

    @Test
    void whoLingersAgainHasTheWholeTimeAgain() {
        members.join(ADA);
        members.linger(ADA, 10);
        members.join(ADA);
        members.linger(ADA, 15);

        assertThat(members.expire(14)).isEmpty();
        assertThat(members.expire(15)).containsExactly("ada");
    }

    @Test
    void whoeverIsOverdueIsGivenUpInTheOrderOfJoining() {
        members.join(BOB);
        members.join(ADA);
        members.join(CAT);
        members.linger(ADA, 1);
        members.linger(BOB, 2);

        assertThat(members.expire(3)).containsExactly("bob", "ada");
        assertThat(members.list()).containsExactly(CAT);
    }

    @Test
    void theClockMayPassItsEnd() {
        members.join(ADA);
        members.linger(ADA, Long.MIN_VALUE + 5);

        assertThat(members.expire(Long.MAX_VALUE)).isEmpty();
        assertThat(members.expire(Long.MIN_VALUE + 5)).containsExactly("ada");
    }
}
