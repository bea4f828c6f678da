package io.stentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.app.App;
import io.stentor.connection.Connection;
import io.stentor.connection.FakeTransport;
import io.stentor.connection.User;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.ClientMessage.SignIn;
import io.stentor.protocol.ClientMessage.Subscribe;
import io.stentor.protocol.Member;
import io.stentor.protocol.SubscriptionError;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures of subscriptions and sign-ins, with the vectors of protocol 3.2 and 5.1. */
class AuthorizerTest {
    private static final String FOO = "f1b1f20d3d8e21ed94dd79c9e43875c940ace6789e969a2bb1f6b458f1430a07";
    private static final String ADA = "{\"user_id\":\"42\",\"user_info\":{\"name\":\"Ada\"}}";

    private final App app = SteppedServer.app("");
    private final Connection connection = connection(app, "123456.789012");
    private final Authorizer authorizer = new Authorizer();

    @Test
    void theVectorOfAPrivateChannelIsGranted() {
        assertThat(error("private-foo", "app-key:" + FOO, null)).isNull();
    }

    @Test
    void theVectorOfAPresenceChannelIsGranted() {
        var decision = decide(
                connection,
                "presence-room",
                "app-key:9b5850d4da50beb35025e6284e2b36ca6ba08bb88886513e78e3e55c04037a4b",
                ADA);

        assertThat(decision.error()).isNull();
        assertThat(decision.member()).isEqualTo(new Member("42", "{\"name\":\"Ada\"}"));
    }

    @Test
    void theVectorsOfThePusherPagesAreGranted() {
        var pusher = connection(pusherApp(), "1234.1234");

        assertThat(decide(
                                pusher,
                                "private-foobar",
                                "278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4",
                                null)
                        .error())
                .isNull();
        assertThat(decide(
                                pusher,
                                "presence-foobar",
                                "278d425bdf160c739803:afaed3695da2ffd16931f457e338e6c9f2921fa133ce7dac49f529792be6304c",
                                "{\"user_id\":10,\"user_info\":{\"name\":\"Mr. Pusher\"}}")
                        .member())
                .isEqualTo(new Member("10", "{\"name\":\"Mr. Pusher\"}"));
        assertThat(decide(
                                pusher,
                                "presence-foobar",
                                "278d425bdf160c739803:31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80",
                                "{\"user_id\":10,\"user_info\":{\"name\":\"Mr. Channels\"}}")
                        .error())
                .isNull();
    }

    @Test
    void theVectorsOfASignInAreGranted() {
        assertThat(authorizer.signedIn(
                        connection,
                        new SignIn(
                                "app-key:7456fdd8c432d23a443471a1fc0ceb2aff7f8255f3e5aca86a74b99cfa64d28a",
                                "{\"id\":\"42\",\"user_info\":{\"name\":\"Ada\"},\"watchlist\":[\"7\",\"9\"]}")))
                .isTrue();
        assertThat(authorizer.signedIn(
                        connection(pusherApp(), "1234.1234"),
                        new SignIn(
                                "278d425bdf160c739803:4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba",
                                "{\"id\":\"12345\"}")))
                .isTrue();
    }

    @Test
    void aSignInThatIsNotVouchedForIsNone() {
        var data = "{\"id\":\"42\"}";
        var right = app.signature().of("123456.789012::user::" + data);

        assertThat(authorizer.signedIn(connection, new SignIn("app-key:" + right, data)))
                .isTrue();
        assertThat(authorizer.signedIn(connection, new SignIn("app-key:" + right, data + " ")))
                .isFalse();
        assertThat(authorizer.signedIn(connection, new SignIn("other:" + right, data)))
                .isFalse();
        assertThat(authorizer.signedIn(connection, new SignIn("app-key:" + FOO, data)))
                .isFalse();
        assertThat(authorizer.signedIn(connection, new SignIn(null, data))).isFalse();
        assertThat(authorizer.signedIn(connection, new SignIn("app-key:" + right, null)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "private-x",
                "private-cache-x",
                "private-encrypted-x",
                "private-encrypted-cache-x",
                "presence-x",
                "presence-cache-x"
            })
    void everySignedKindOfChannelChecksTheSignature(String channel) {
        var data = channel.startsWith("presence") ? ADA : null;
        var right = app.signature().of("123456.789012:" + channel + (data == null ? "" : ":" + data));

        assertThat(error(channel, "app-key:" + right, data)).isNull();
        assertThat(error(channel, "app-key:" + FOO, data)).isEqualTo(SubscriptionError.INVALID_SIGNATURE);
        assertThat(error(channel, null, data)).isEqualTo(SubscriptionError.SIGNATURE_REQUIRED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "cache-x", "foo-private-x", "mycache-x"})
    void publicChannelsIgnoreTheSignature(String channel) {
        assertThat(error(channel, null, null)).isNull();
        assertThat(error(channel, "", null)).isNull();
        assertThat(error(channel, "nonsense", "nonsense")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "app-key",
                "app-key:",
                FOO,
                "app-key:" + "f1b1f20d3d8e21ed94dd79c9e43875c940ace6789e969a2bb1f6b458f1430a0",
                "app-key:" + FOO + "0",
                "app-key:" + FOO + " ",
                "app-key:F1B1F20D3D8E21ED94DD79C9E43875C940ACE6789E969A2BB1F6B458F1430A07"
            })
    void aSignatureThatHasNotTheFormOfOneIsNone(String auth) {
        assertThat(error("private-foo", auth, null)).isEqualTo(SubscriptionError.SIGNATURE_REQUIRED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "APP-KEY", "app-key ", "app-key:app-key", "other"})
    void theKeyMustBeTheAppsOwn(String key) {
        assertThat(error("private-foo", key + ":" + FOO, null)).isEqualTo(SubscriptionError.INVALID_KEY);
    }

    @ParameterizedTest
    @CsvSource({"1.1, private-foo", "123456.789012, private-fo", "123456.78901, private-foo"})
    void aSignatureHoldsForOneConnectionAndOneChannel(String socketId, String channel) {
        assertThat(decide(connection(app, socketId), channel, "app-key:" + FOO, null)
                        .error())
                .isEqualTo(SubscriptionError.INVALID_SIGNATURE);
    }

    @Test
    void channelDataOfAPrivateChannelIsSignedToo() {
        var with = "app-key:" + app.signature().of("123456.789012:private-foo:x");

        assertThat(error("private-foo", with, "x")).isNull();
        assertThat(error("private-foo", with, null)).isEqualTo(SubscriptionError.INVALID_SIGNATURE);
        assertThat(error("private-foo", "app-key:" + FOO, "x")).isEqualTo(SubscriptionError.INVALID_SIGNATURE);
    }

    @Test
    void channelDataIsSignedExactlyAsItCame() {
        var spaced = ADA.replace(":", ": ");

        assertThat(presence(spaced).error()).isNull();
        assertThat(error(
                        "presence-room", "app-key:" + app.signature().of("123456.789012:presence-room:" + ADA), spaced))
                .isEqualTo(SubscriptionError.INVALID_SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "x", "{\"user_id\":\"\"}", "{\"user_id\":1.5}"})
    void badChannelDataIsRefusedAfterTheSignature(String data) {
        assertThat(presence(data).error()).isEqualTo(SubscriptionError.INVALID_CHANNEL_DATA);
        assertThat(error("presence-room", "app-key:" + FOO, data)).isEqualTo(SubscriptionError.INVALID_SIGNATURE);
    }

    @Test
    void aPresenceChannelNeedsChannelDataOfWhoIsNotSignedIn() {
        assertThat(presence(null).error()).isEqualTo(SubscriptionError.INVALID_CHANNEL_DATA);
    }

    @Test
    void whoIsSignedInJoinsPresenceChannelsAsThatUser() {
        connection.signIn(new User(new Member("7", "{\"a\":1}"), Set.of()));

        assertThat(presence(null).member()).isEqualTo(new Member("7", "{\"a\":1}"));
        assertThat(presence(ADA).member()).isEqualTo(new Member("42", "{\"name\":\"Ada\"}"));
    }

    @Test
    void anInfoHasAtMostTwoKilobytes() {
        assertThat(presence(withInfo(2048)).error()).isNull();
        assertThat(presence(withInfo(2049)).error()).isEqualTo(SubscriptionError.MEMBER_TOO_LARGE);
    }

    @Test
    void theLimitOfAnInfoIsTheApps() {
        var roomy = connection(SteppedServer.app("\"max_presence_member_size_in_kb\":3"), "123456.789012");
        var data = withInfo(3072);

        assertThat(decide(
                                roomy,
                                "presence-room",
                                "app-key:" + app.signature().of("123456.789012:presence-room:" + data),
                                data)
                        .error())
                .isNull();
    }

    @Test
    void anInfoFromTheSignInHasTheSameLimit() {
        connection.signIn(new User(new Member("7", "\"" + "x".repeat(2047) + "\""), Set.of()));

        assertThat(presence(null).error()).isEqualTo(SubscriptionError.MEMBER_TOO_LARGE);
    }

    @Test
    void theChannelOfAUserIsForThatUserAlone() {
        assertThat(error("#server-to-user-7", null, null)).isEqualTo(SubscriptionError.NOT_THIS_USER);

        connection.signIn(new User(new Member("7", "{}"), Set.of()));

        assertThat(error("#server-to-user-7", null, null)).isNull();
        assertThat(error("#server-to-user-", null, null)).isEqualTo(SubscriptionError.NOT_THIS_USER);
        assertThat(error("#server-to-user-77", null, null)).isEqualTo(SubscriptionError.NOT_THIS_USER);
        assertThat(error("#server-to-user-8", null, null)).isEqualTo(SubscriptionError.NOT_THIS_USER);
    }

    private static String withInfo(int bytes) {
        return "{\"user_id\":\"1\",\"user_info\":\"" + "x".repeat(bytes - 2) + "\"}";
    }

    private Authorizer.Decision presence(String data) {
        var signed = "123456.789012:presence-room" + (data == null ? "" : ":" + data);
        return decide(connection, "presence-room", "app-key:" + app.signature().of(signed), data);
    }

    private SubscriptionError error(String channel, String auth, String data) {
        return decide(connection, channel, auth, data).error();
    }

    private Authorizer.Decision decide(Connection who, String channel, String auth, String data) {
        var kind = channel.equals("#server-to-user-")
                ? ChannelName.parse(channel + "0", 200).kind()
                : null;
        var name = kind == null ? ChannelName.parse(channel, 200) : new ChannelName(channel, kind);
        return authorizer.decide(who, name, new Subscribe(channel, auth, data, false));
    }

    private static App pusherApp() {
        return SteppedServer.app("278d425bdf160c739803", "7ad3773142a6692b25b8", "");
    }

    private static Connection connection(App app, String socketId) {
        return new SteppedServer(1, SteppedServer.CHANNELS, app)
                .connection(0, FakeTransport.prompt(), SteppedServer.UNLIMITED, socketId);
    }
}
