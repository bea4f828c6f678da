package io.stentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.channel.ChannelSettings;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.ErrorCode;
import io.stentor.protocol.Member;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A user whose connection broke off may come back unnoticed: {@code presence.ungraceful_timeout_seconds} (protocol 3.6). */
class LingeringTest {
    private static final ChannelName ROOM = ChannelName.parse("presence-room", 200);
    private static final String ADA_LEFT =
            "{\"event\":\"pusher_internal:member_removed\",\"channel\":\"presence-room\",\"data\":\"{\\\"user_id\\\":\\\"ada\\\"}\"}";

    private final SteppedServer server = with(Duration.ofSeconds(5));
    private final SteppedServer.Client witness = server.client(0).subscribe("presence-room", "witness");
    private final SteppedServer.Client ada = server.client(1).subscribe("presence-room", "ada");

    @Test
    void whoBreaksOffIsRemovedOnceWhenTheTimeIsOver() {
        witness.heard();
        ada.crash();
        server.run();
        server.tickAfter(Duration.ofMillis(4999));
        assertThat(witness.heard()).isEmpty();
        assertThat(present()).containsExactly("witness", "ada");

        server.tickAfter(Duration.ofMillis(1));
        assertThat(witness.heard()).containsExactly(ADA_LEFT);
        assertThat(present()).containsExactly("witness");
        server.tickAfter(Duration.ofSeconds(20));
        assertThat(witness.heard()).isEmpty();
    }

    @Test
    void whoComesBackInTimeWasNeverAway() {
        witness.heard();
        ada.crash();
        server.run();
        server.tickAfter(Duration.ofSeconds(4));
        var again = server.client(2).subscribe("presence-room", "ada");

        assertThat(again.heard()).singleElement().asString().contains("\\\"ids\\\":[\\\"witness\\\",\\\"ada\\\"]");
        server.tickAfter(Duration.ofSeconds(20));
        assertThat(witness.heard()).isEmpty();
        assertThat(present()).containsExactly("witness", "ada");
    }

    @Test
    void whoComesBackTooLateComesAnew() {
        witness.heard();
        ada.crash();
        server.run();
        server.tickAfter(Duration.ofSeconds(5));
        server.client(2).subscribe("presence-room", "ada");

        assertThat(witness.heard())
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo(ADA_LEFT),
                        second -> assertThat(second).contains("member_added").contains("ada"));
    }

    @Test
    void whoCameBackAndLeavesPolitelyIsRemovedAtOnce() {
        witness.heard();
        ada.crash();
        var again = server.client(2).subscribe("presence-room", "ada");
        server.run();

        again.unsubscribe("presence-room");

        assertThat(witness.heard()).containsExactly(ADA_LEFT);
        server.tickAfter(Duration.ofSeconds(20));
        assertThat(witness.heard()).isEmpty();
    }

    @Test
    void whoClosesPolitelyIsRemovedAtOnce() {
        witness.heard();
        ada.close();

        assertThat(witness.heard()).containsExactly(ADA_LEFT);
    }

    @Test
    void whomTheApplicationEndsIsRemovedAtOnce() {
        witness.heard();
        server.lanes().post(ada.connection().lane(), () -> ada.connection().end(ErrorCode.TERMINATED));

        assertThat(witness.heard()).containsExactly(ADA_LEFT);
    }

    @Test
    void whoComesBackWhileTheOldConnectionSeemsAliveWasNeverAway() {
        witness.heard();
        var again = server.client(2).subscribe("presence-room", "ada");
        server.run();
        ada.crash();
        server.run();
        server.tickAfter(Duration.ofSeconds(20));
        assertThat(witness.heard()).isEmpty();

        again.crash();
        server.run();
        server.tickAfter(Duration.ofSeconds(5));

        assertThat(witness.heard()).containsExactly(ADA_LEFT);
    }

    @Test
    void theInfoOfWhoComesBackInTimeIsTheFirst() {
        var info = "{\"user_id\":\"ada\",\"user_info\":2}";
        witness.heard();
        ada.crash();
        server.run();
        var again = server.client(2);
        again.say(SteppedServer.subscription(again.connection(), "presence-room", info));

        assertThat(again.heard()).singleElement().asString().contains("\\\"ada\\\":{}");
        assertThat(witness.heard()).isEmpty();
    }

    @Test
    void whoHasAnotherConnectionDoesNotLinger() {
        var other = server.client(2).subscribe("presence-room", "ada");
        witness.heard();

        ada.crash();
        server.run();
        server.tickAfter(Duration.ofSeconds(20));
        assertThat(witness.heard()).isEmpty();
        other.close();

        assertThat(witness.heard()).containsExactly(ADA_LEFT);
    }

    @Test
    void aClientThatDoesNotAnswerPingsHasBrokenOff() {
        witness.heard();
        server.lanes().clock().advance(Duration.ofSeconds(120));
        witness.connection().heard();
        server.tickAfter(Duration.ZERO);
        server.lanes().clock().advance(Duration.ofSeconds(30));
        witness.connection().heard();
        server.tickAfter(Duration.ZERO);
        assertThat(ada.closed()).startsWith("4201 ");

        assertThat(witness.heard()).doesNotContain(ADA_LEFT);
        server.tickAfter(Duration.ofSeconds(5));
        assertThat(witness.heard()).containsExactly(ADA_LEFT);
    }

    @Test
    void nobodyLingersInAChannelWithoutSubscribers() {
        server.run();
        ada.crash();
        witness.close();
        server.run();

        assertThat(server.channels().count()).isZero();
        var again = server.client(0).subscribe("presence-room", "bob");
        assertThat(again.heard()).singleElement().asString().contains("\\\"ids\\\":[\\\"bob\\\"]");
        server.tickAfter(Duration.ofSeconds(20));
        assertThat(again.heard()).isEmpty();
    }

    @Test
    void withoutTheOptionWhoBreaksOffIsRemovedAtOnce() {
        var strict = with(Duration.ZERO);
        var stays = strict.client(0).subscribe("presence-room", "witness");
        var goes = strict.client(1).subscribe("presence-room", "ada");
        stays.heard();

        goes.crash();

        assertThat(stays.heard()).containsExactly(ADA_LEFT);
        strict.tickAfter(Duration.ofSeconds(20));
        assertThat(stays.heard()).isEmpty();
    }

    private static SteppedServer with(Duration lingering) {
        return new SteppedServer(3, new ChannelSettings(0, lingering), SteppedServer.app(""));
    }

    private List<String> present() {
        return server.channels().members(ROOM).stream().map(Member::userId).toList();
    }
}
