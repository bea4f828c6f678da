package io.stentor.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** Signatures as Pusher's SDKs make them (protocol 8.1, 3.2). */
class SignerTest {
    private final Signer signer = new Signer(
            new Target(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 6001),
                    "/realtime",
                    "3",
                    "278d425bdf160c739803",
                    "7ad3773142a6692b25b8"),
            () -> 1353088179);

    @Test
    void aPublishIsSignedAsInPushersExample() {
        var body = "{\"name\":\"foo\",\"channels\":[\"project-3\"],\"data\":\"{\\\"some\\\":\\\"data\\\"}\"}";

        var request = new String(signer.post("events", body), UTF_8);

        assertThat(request)
                .startsWith("POST /realtime/apps/3/events?auth_key=278d425bdf160c739803&auth_timestamp=1353088179"
                        + "&auth_version=1.0&body_md5=ec365a775a4cd0599faeb73354201b6f&auth_signature="
                        + "da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c HTTP/1.1\r\n")
                .endsWith("\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    @Test
    void aReadIsSignedWithoutABody() {
        var demo = new Signer(
                new Target(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 6001),
                        "",
                        "app-id",
                        "app-key",
                        "app-secret"),
                () -> 1_700_000_000);
        assertThat(demo.get("channels", "filter_by_prefix=presence-&info=user_count"))
                .isEqualTo("/apps/app-id/channels?auth_key=app-key&auth_timestamp=1700000000&auth_version=1.0"
                        + "&filter_by_prefix=presence-&info=user_count&auth_signature="
                        + "fd5a1b38d92aee2b7913a8cf43136cffab888ee5a097536910d6239f08eb68a2");
    }

    @Test
    void aPrivateChannelIsSignedAsInPushersExample() {
        assertThat(signer.subscription("1234.1234", "private-foobar", 0))
                .isEqualTo(
                        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"private-foobar\",\"auth\":"
                                + "\"278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4\"}}");
    }

    @Test
    void aPresenceChannelIsJoinedAsAUser() {
        assertThat(signer.subscription("1234.1234", "presence-room", 7))
                .startsWith(
                        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"presence-room\",\"auth\":\"278d425b")
                .endsWith("\"channel_data\":\"{\\\"user_id\\\":\\\"u7\\\","
                        + "\\\"user_info\\\":{\\\"name\\\":\\\"User 7\\\"}}\"}}");
    }

    @Test
    void aPublicChannelNeedsNoSignature() {
        assertThat(signer.subscription("1234.1234", "orders", 0))
                .isEqualTo("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"orders\"}}");
    }
}
