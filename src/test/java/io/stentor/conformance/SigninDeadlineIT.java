package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The deadline of {@code enable_user_authentication}, two seconds here (protocol 5.1, at the end). */
class SigninDeadlineIT extends SignedTest {
    private static final String TOO_LATE = "Connection not authorized within timeout.";

    @Override
    SignedRequests app() {
        return SignedRequests.of("deadline");
    }

    @Test
    void whoDoesNotSignInIsLetGo() {
        long before = System.nanoTime();
        var client = connect();

        var frame = client.await();

        assertThat(frame.text()).isEqualTo("""
                        {"event":"pusher:error","data":{"code":4009,"message":"Connection not authorized within timeout."},"channel":null}""");
        assertThat(Duration.ofNanos(frame.nanos() - before)).isBetween(Duration.ofMillis(1900), Duration.ofSeconds(6));
        client.awaitClosed(4009, TOO_LATE);
    }

    @Test
    void whoIsOnlyInPublicChannelsIsLetGo() {
        assertLetGo(connect().subscribe(unique("orders")));
    }

    @Test
    void whoOnlyTriedIsLetGo() {
        var channel = unique("private-room");

        assertLetGo(connect()
                .text(subscription(channel, "deadline-key:" + "0".repeat(64)))
                .awaitExactly(refusal(quoted(channel), "AuthError", "Invalid signature", 401)));
    }

    @Test
    void whoTalksButDoesNotSignInIsLetGo() {
        assertLetGo(connect().unsubscribe("a").assertNothingElse());
    }

    @Test
    void whoHasSignedInStays() {
        var client = signIn(connect(), "{\"id\":\"42\"}");

        assertLetGo(connect());

        client.assertNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-room", "private-encrypted-room"})
    void whoIsInASignedChannelStays(String prefix) {
        var client = join(connect(), unique(prefix));

        assertLetGo(connect());

        client.assertNothingElse();
    }

    @Test
    void whoIsInAPresenceChannelStays() {
        var client = member(
                unique("presence-room"), "{\"user_id\":\"42\"}", "{\"ids\":[\"42\"],\"hash\":{\"42\":{}},\"count\":1}");

        assertLetGo(connect());

        client.assertNothingElse();
    }

    @Test
    void whoHasLeftASignedChannelHadBeenInIt() {
        var channel = unique("private-room");
        var client = join(connect(), channel).unsubscribe(channel);

        assertLetGo(connect());

        client.assertNothingElse();
    }

    @Test
    void thereIsNoDeadlineUnlessTheAppSetsOne() {
        var client = connect("app-key");

        assertLetGo(connect());

        client.assertNothingElse();
    }

    private static void assertLetGo(RawWebSocket client) {
        client.awaitExactly(error(4009, TOO_LATE)).awaitClosed(4009, TOO_LATE);
    }
}
