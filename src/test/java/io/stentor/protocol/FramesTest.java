package io.stentor.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything the server says, letter by letter. */
class FramesTest {
    private static final ChannelName ORDERS = ChannelName.parse("orders", 200);

    @Test
    void aConnectionIsEstablishedWithItsSocketIdAndTimeout() {
        assertThat(Frames.connectionEstablished(new SocketId("123456.789012"), 120))
                .hasToString("""
                        {"event":"pusher:connection_established","data":"{\\"socket_id\\":\\"123456.789012\\",\\"activity_timeout\\":120}"}""");
    }

    @Test
    void pingAndPongCarryNull() {
        assertThat(Frames.PING).hasToString("{\"event\":\"pusher:ping\",\"data\":null}");
        assertThat(Frames.PONG).hasToString("{\"event\":\"pusher:pong\",\"data\":null}");
    }

    @Test
    void anErrorOfTheConnectionNamesNoChannel() {
        assertThat(Frames.error(ErrorCode.APP_NOT_FOUND)).hasToString("""
                        {"event":"pusher:error","data":{"code":4001,"message":"Application does not exist"},"channel":null}""");
    }

    @Test
    void aPongTimeoutHasOneCodeInTheFrameAndAnotherInTheClose() {
        assertThat(Frames.error(ErrorCode.PONG_TIMEOUT)).hasToString("""
                        {"event":"pusher:error","data":{"code":4009,"message":"Connection timeout"},"channel":null}""");
    }

    @Test
    void aRefusalNamesTheChannelWhenThereIsOne() {
        assertThat(Frames.error(Refusal.INVALID_JSON, null)).hasToString("""
                        {"event":"pusher:error","data":{"code":4000,"message":"Invalid JSON"},"channel":null}""");
        assertThat(Frames.error(Refusal.CLIENT_EVENTS_DISABLED, "private-a")).hasToString("""
                        {"event":"pusher:error","data":{"code":4301,"message":"Client events are not enabled for this app"},"channel":"private-a"}""");
    }

    @Test
    void aStrangersChannelNameIsQuoted() {
        assertThat(Frames.error(Refusal.CLIENT_EVENTS_DISABLED, "a\"\\\n\u0000\ud800é"))
                .hasToString("""
                        {"event":"pusher:error","data":{"code":4301,"message":"Client events are not enabled for this app"},"channel":"a\\"\\\\\\n\\u0000\\ud800é"}""");
        assertThat(Frames.subscriptionError("\"}", SubscriptionError.INVALID_CHANNEL))
                .hasToString("""
                        {"event":"pusher:subscription_error","channel":"\\"}","data":{"type":"InvalidChannel","error":"Invalid channel name","status":400}}""");
    }

    @Test
    void aSubscriptionIsAcknowledged() {
        assertThat(Frames.subscriptionSucceeded(ORDERS)).hasToString("""
                        {"event":"pusher_internal:subscription_succeeded","channel":"orders","data":"{}"}""");
    }

    @Test
    void aFailedSubscriptionIsSaidTwice() {
        assertThat(Frames.subscriptionError("private-foo", SubscriptionError.INVALID_SIGNATURE))
                .hasToString("""
                        {"event":"pusher:subscription_error","channel":"private-foo","data":{"type":"AuthError","error":"Invalid signature","status":401}}""");
        assertThat(Frames.subscriptionFailed("private-foo", SubscriptionError.INVALID_SIGNATURE))
                .hasToString("""
                        {"event":"pusher:error","data":{"code":4000,"message":"Invalid signature"},"channel":"private-foo"}""");
    }

    @Test
    void aFailedSubscriptionWithoutAUsableNameNamesNone() {
        assertThat(Frames.subscriptionFailed(null, SubscriptionError.CHANNEL_TOO_LONG))
                .hasToString("""
                        {"event":"pusher:error","data":{"code":4000,"message":"Channel name too long"},"channel":null}""");
    }

    @Test
    void anEventCarriesItsDataAsAString() {
        assertThat(Frames.event(ORDERS, "order.created", Json.quote("{\"id\":1}")))
                .hasToString("""
                        {"event":"order.created","channel":"orders","data":"{\\"id\\":1}"}""");
        assertThat(Frames.event(ORDERS, "naïve \"é\"\n", Json.quote("a/b\u0001")))
                .hasToString("""
                        {"event":"naïve \\"é\\"\\n","channel":"orders","data":"a/b\\u0001"}""");
    }

    @ParameterizedTest
    @EnumSource
    void everyErrorIsJsonWithData(ErrorCode error) {
        var members = Json.object(Frames.error(error).text());

        assertThat(members).containsOnlyKeys("event", "data", "channel");
        assertThat(Json.object(members.get("data").json()).get("code").json())
                .isEqualTo(Integer.toString(error.frameCode()));
        assertThat(Json.object(members.get("data").json()).get("message").string())
                .isEqualTo(error.message());
    }

    @Test
    void aFrameKnowsItsLengthOnTheWire() {
        var frame = new Frame("{\"é€😀\":1}");

        assertThat(frame.bytes()).isEqualTo(frame.text().getBytes(UTF_8).length);
        assertThat(Frame.NATIVE_PING.bytes()).isZero();
    }
}
