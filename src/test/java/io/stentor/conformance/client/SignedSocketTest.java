package io.stentor.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The vectors of protocol 3.2 and 5.1, so that the suite's own signatures are beyond doubt. */
class SignedSocketTest {
    private static final SignedSocket OURS = new SignedSocket(SignedRequests.of("app"), "123456.789012");
    private static final SignedSocket PUSHERS =
            new SignedSocket(new SignedRequests("3", "278d425bdf160c739803", "7ad3773142a6692b25b8"), "1234.1234");

    @Test
    void aPrivateChannel() {
        assertThat(OURS.channel("private-foo"))
                .isEqualTo("app-key:f1b1f20d3d8e21ed94dd79c9e43875c940ace6789e969a2bb1f6b458f1430a07");
    }

    @Test
    void aPresenceChannel() {
        var data = """
                {"user_id":"42","user_info":{"name":"Ada"}}""";

        assertThat(OURS.channel("presence-room", data))
                .isEqualTo("app-key:9b5850d4da50beb35025e6284e2b36ca6ba08bb88886513e78e3e55c04037a4b");
    }

    @Test
    void aSignIn() {
        var data = """
                {"id":"42","user_info":{"name":"Ada"},"watchlist":["7","9"]}""";

        assertThat(OURS.user(data))
                .isEqualTo("app-key:7456fdd8c432d23a443471a1fc0ceb2aff7f8255f3e5aca86a74b99cfa64d28a");
    }

    @Test
    void whatPusherPublishes() {
        var member = """
                {"user_id":10,"user_info":{"name":"Mr. Pusher"}}""";
        var user = """
                {"id":"12345"}""";

        assertThat(PUSHERS.channel("private-foobar"))
                .endsWith(":58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4");
        assertThat(PUSHERS.channel("presence-foobar", member))
                .endsWith(":afaed3695da2ffd16931f457e338e6c9f2921fa133ce7dac49f529792be6304c");
        assertThat(PUSHERS.user(user)).endsWith(":4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba");
    }
}
