package io.stentor.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs requests to the HTTP API for one app (protocol 8.1); written from the protocol, not from the server. */
public record SignedRequests(String appId, String key, String secret) {

    /** The app whose id, key and secret begin with this name, as all of the suite's configuration do. */
    public static SignedRequests of(String app) {
        return new SignedRequests(app + "-id", app + "-key", app + "-secret");
    }

    /** The path at which events are published (protocol 8.3). */
    public String events() {
        return "/apps/" + appId + "/events";
    }

    /** What a good request carries, the signature aside. */
    public Parameters parameters(byte[] body) {
        var parameters = Parameters.none()
                .plus("auth_key", key)
                .plus("auth_timestamp", Long.toString(Instant.now().getEpochSecond()))
                .plus("auth_version", "1.0");
        return body.length == 0 ? parameters : parameters.plus("body_md5", md5(body));
    }

    /** Path and query of a request, signed. */
    public String target(String method, String path, Parameters parameters) {
        return target(method, path, path, parameters);
    }

    /** Path and query of a request that is signed for a path other than it is sent to. */
    public String target(String method, String path, String signedPath, Parameters parameters) {
        var signature = hmac(secret, text(method, signedPath, parameters));
        return path + '?' + parameters.plus("auth_signature", signature).encoded();
    }

    /** Publishes on a connection of its own. */
    public Http.Response publish(URI base, String body) {
        return post(base, events(), body.getBytes(UTF_8));
    }

    /** A signed POST on a connection of its own. */
    public Http.Response post(URI base, String path, byte[] body, String... headers) {
        return Http.once(base, "POST", target("POST", path, parameters(body)), body, headers);
    }

    /** A signed GET of something of the app's, such as {@code /channels}, on a connection of its own. */
    public Http.Response get(URI base, String path, Parameters more) {
        var parameters = parameters(new byte[0]);
        for (var pair : more.pairs()) {
            parameters = parameters.plus(pair.getKey(), pair.getValue());
        }
        return Http.get(base, target("GET", "/apps/" + appId + path, parameters));
    }

    /** The text that is signed. */
    public static String text(String method, String path, Parameters parameters) {
        var query = parameters.pairs().stream()
                .map(pair -> Map.entry(pair.getKey().toLowerCase(Locale.ROOT), pair.getValue()))
                .filter(pair -> !pair.getKey().equals("auth_signature"))
                .sorted(Map.Entry.comparingByKey())
                .map(pair -> pair.getKey() + '=' + pair.getValue())
                .collect(joining("&"));
        return method + '\n' + path + '\n' + query;
    }

    /** HMAC-SHA256 in lower-case hex. */
    public static String hmac(String secret, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** MD5 in lower-case hex. */
    public static String md5(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
