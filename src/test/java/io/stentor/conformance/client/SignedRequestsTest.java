package io.stentor.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The vectors of protocol 8.1: a suite that signed wrongly would prove nothing. */
class SignedRequestsTest {

    @Test
    void aPublicationIsSignedAsTheProtocolSaysItIs() {
        var body = "{\"name\":\"order.created\",\"channels\":[\"orders\"],\"data\":\"{\\\"id\\\":1}\"}".getBytes(UTF_8);
        var parameters = Parameters.none()
                .plus("body_md5", SignedRequests.md5(body))
                .plus("auth_version", "1.0")
                .plus("auth_key", "app-key")
                .plus("auth_signature", "not signed")
                .plus("auth_timestamp", "1700000000");

        var text = SignedRequests.text("POST", "/apps/app-id/events", parameters);

        assertThat(text)
                .isEqualTo("POST\n/apps/app-id/events\nauth_key=app-key&auth_timestamp=1700000000&auth_version=1.0"
                        + "&body_md5=d5a6e03ae3881091bdb5a5f161c73040");
        assertThat(SignedRequests.hmac("app-secret", text))
                .isEqualTo("1750cf90e568dd55120b88aad424180f8bddf3837c2a57b0c6f4522252841ed1");
    }

    @Test
    void aQueryIsSignedAsTheProtocolSaysItIs() {
        var parameters = Parameters.none()
                .plus("auth_key", "app-key")
                .plus("auth_timestamp", "1700000000")
                .plus("auth_version", "1.0")
                .plus("info", "user_count")
                .plus("Filter_By_Prefix", "presence-");

        assertThat(SignedRequests.hmac("app-secret", SignedRequests.text("GET", "/apps/app-id/channels", parameters)))
                .isEqualTo("fd5a1b38d92aee2b7913a8cf43136cffab888ee5a097536910d6239f08eb68a2");
    }

    @Test
    void aPublicationIsSignedAsPusherSaysItIs() {
        var parameters = Parameters.none()
                .plus("auth_key", "278d425bdf160c739803")
                .plus("auth_timestamp", "1353088179")
                .plus("auth_version", "1.0")
                .plus("body_md5", "ec365a775a4cd0599faeb73354201b6f");

        assertThat(SignedRequests.hmac(
                        "7ad3773142a6692b25b8", SignedRequests.text("POST", "/apps/3/events", parameters)))
                .isEqualTo("da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c");
    }

    @Test
    void repeatedNamesKeepTheirOrderAndValuesAreNotEscaped() {
        var parameters = Parameters.none().plus("x[]", "b &").plus("a", "é").plus("X[]", "a");

        assertThat(SignedRequests.text("GET", "/apps/1/x", parameters)).endsWith("\na=é&x[]=b &&x[]=a");
        assertThat(parameters.encoded()).isEqualTo("x%5B%5D=b%20%26&a=%C3%A9&X%5B%5D=a");
    }
}
