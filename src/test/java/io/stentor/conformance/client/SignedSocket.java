package io.stentor.conformance.client;

/**
 * Signs for one connection what an application's back end signs for its clients (protocol 3.2, 5.1); written from the
 * protocol, not from the server.
 */
public record SignedSocket(SignedRequests app, String socketId) {

    /** The {@code auth} of a signed channel. */
    public String channel(String channel) {
        return auth(socketId + ':' + channel);
    }

    /** The {@code auth} of a signed channel to which data belongs. */
    public String channel(String channel, String channelData) {
        return auth(socketId + ':' + channel + ':' + channelData);
    }

    /** The {@code auth} of a sign-in. */
    public String user(String userData) {
        return auth(socketId + "::user::" + userData);
    }

    private String auth(String text) {
        return app.key() + ':' + SignedRequests.hmac(app.secret(), text);
    }
}
