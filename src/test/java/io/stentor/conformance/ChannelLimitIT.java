package io.stentor.conformance;

import org.junit.jupiter.api.Test;

/**
 * An app's own limits on channels (protocol 3.2 for the order of checks, 3.4, 12). The app "small" allows three
 * channels to a connection and forty characters to a name.
 */
class ChannelLimitIT extends ConformanceTest {

    @Test
    void theFourthOfThreeChannelsIsRefused() {
        connect("small-key")
                .subscribe("one")
                .subscribe("two")
                .subscribe("three")
                .text(subscribe("\"four\""))
                .awaitExactly(tooMany("\"four\""))
                .assertNothingElse();
    }

    @Test
    void anyConnectionHasThreeOfItsOwn() {
        connect("small-key").subscribe("one").subscribe("two").subscribe("three");

        connect("small-key")
                .subscribe("four")
                .subscribe("five")
                .subscribe("six")
                .assertNothingElse();
    }

    @Test
    void aChannelThatOneIsInIsNotCountedTwice() {
        connect("small-key")
                .subscribe("one")
                .subscribe("two")
                .subscribe("two")
                .subscribe("three")
                .subscribe("one")
                .assertNothingElse();
    }

    @Test
    void unsubscribingMakesRoom() {
        connect("small-key")
                .subscribe("one")
                .subscribe("two")
                .subscribe("three")
                .unsubscribe("two")
                .subscribe("four")
                .text(subscribe("\"five\""))
                .awaitExactly(tooMany("\"five\""))
                .assertNothingElse();
    }

    @Test
    void unsubscribingFromElsewhereMakesNone() {
        connect("small-key")
                .subscribe("one")
                .subscribe("two")
                .subscribe("three")
                .unsubscribe("never-joined")
                .text(subscribe("\"four\""))
                .awaitExactly(tooMany("\"four\""));
    }

    @Test
    void aRefusedSubscriptionTakesNoRoom() {
        var client = connect("small-key");
        for (int i = 0; i < 5; i++) {
            client.text(subscribe("\"private-" + i + '"'))
                    .awaitExactly(
                            refusal("\"private-" + i + '"', "AuthError", "Authentication signature required", 401));
        }

        client.subscribe("one").subscribe("two").subscribe("three").assertNothingElse();
    }

    @Test
    void theNumberIsCheckedBeforeTheSignature() {
        connect("small-key")
                .subscribe("one")
                .subscribe("two")
                .subscribe("three")
                .text(subscribe("\"private-four\""))
                .awaitExactly(tooMany("\"private-four\""));
    }

    @Test
    void theNameIsCheckedBeforeTheNumber() {
        connect("small-key")
                .subscribe("one")
                .subscribe("two")
                .subscribe("three")
                .text(subscribe("\"not a name\""))
                .awaitExactly(refusal("\"not a name\"", "InvalidChannel", "Invalid channel name", 400));
    }

    @Test
    void anAppMayWantShorterNames() {
        connect("small-key").subscribe("n".repeat(40)).assertNothingElse();
    }

    @Test
    void aNameThatIsTooLongForTheAppIsRefused() {
        var channel = '"' + "n".repeat(41) + '"';

        connect("small-key")
                .text(subscribe(channel))
                .awaitExactly(refusal(channel, "InvalidChannel", "Channel name too long", 400))
                .assertNothingElse();
    }

    private static String[] tooMany(String channel) {
        return refusal(channel, "LimitReached", "Too many subscriptions", 4100);
    }
}
