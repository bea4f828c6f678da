package io.stentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the app demands it, a client must be vouched for in time (protocol 5.1). */
class SignInDeadlineTest {
    private static final String IN_TIME = "4009 Connection not authorized within timeout.";

    private final SteppedServer server =
            SteppedServer.with("\"enable_user_authentication\":true,\"max_presence_members_per_channel\":1");

    @Test
    void whoDoesNothingIsLetGoAtTheDeadlineAndNotBefore() {
        var ann = server.client();
        server.run();

        server.tickAfter(Duration.ofMillis(29_999));
        assertThat(ann.closed()).isNull();
        server.tickAfter(Duration.ofMillis(1));

        assertThat(ann.closed()).isEqualTo(IN_TIME);
        assertThat(ann.heard())
                .containsExactly(
                        "{\"event\":\"pusher:error\",\"data\":{\"code\":4009,\"message\":\"Connection not authorized within timeout.\"},\"channel\":null}");
    }

    @Test
    void whoSignsInMayStay() {
        var ann = server.client().signIn("{\"id\":\"1\"}");
        server.run();

        server.tickAfter(Duration.ofSeconds(31));

        assertThat(ann.closed()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-x", "private-encrypted-x", "private-cache-x", "private-encrypted-cache-x"})
    void whoJoinsASignedChannelMayStay(String channel) {
        var ann = server.client().subscribe(channel);
        server.run();

        server.tickAfter(Duration.ofSeconds(31));

        assertThat(ann.closed()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"presence-x", "presence-cache-x"})
    void whoJoinsAPresenceChannelMayStayEvenAfterLeavingIt(String channel) {
        var ann = server.client().subscribe(channel, "1").unsubscribe(channel);
        server.run();

        server.tickAfter(Duration.ofSeconds(31));

        assertThat(ann.closed()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "cache-x"})
    void aPublicChannelIsNotEnough(String channel) {
        var ann = server.client().subscribe(channel);
        server.run();

        server.tickAfter(Duration.ofSeconds(30));

        assertThat(ann.closed()).isEqualTo(IN_TIME);
    }

    @Test
    void aSubscriptionThatWasRefusedIsNotEnough() {
        var ann = server.client()
                .say("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"private-x\",\"auth\":\"app-key:"
                        + "0".repeat(64) + "\"}}");
        server.run();

        server.tickAfter(Duration.ofSeconds(30));

        assertThat(ann.closed()).isEqualTo(IN_TIME);
    }

    @Test
    void withoutTheOptionEverybodyMayStay() {
        var lenient = SteppedServer.with("");
        var ann = lenient.client();
        lenient.run();

        lenient.tickAfter(Duration.ofSeconds(60));

        assertThat(ann.closed()).isNull();
    }

    @Test
    void aBadSignInEndsTheConnectionAtOnce() {
        var ann = server.client()
                .say("{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"app-key:" + "0".repeat(64)
                        + "\",\"user_data\":\"{\\\"id\\\":\\\"1\\\"}\"}}");
        server.run();

        assertThat(ann.closed()).isEqualTo("4009 Connection not authorized.");
        assertThat(server.userCount()).isZero();
    }
}
