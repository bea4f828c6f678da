package io.stentor.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs requests and subscriptions as Pusher's SDKs do (protocol 8.1, 3.2). One thread. */
final class Signer {
    private static final HexFormat HEX = HexFormat.of();

    private final Target target;
    private final LongSupplier seconds;
    private final Mac mac;
    private final MessageDigest md5;

    /** @param seconds since 1970 */
    Signer(Target target, LongSupplier seconds) {
        this.target = target;
        this.seconds = seconds;
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(target.secret().getBytes(UTF_8), "HmacSHA256"));
            md5 = MessageDigest.getInstance("MD5");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String signature(String text) {
        return HEX.formatHex(mac.doFinal(text.getBytes(UTF_8)));
    }

    /**
     * A whole signed request.
     *
     * @param resource behind {@code /apps/{id}/}, such as {@code events}
     */
    byte[] post(String resource, String body) {
        var content = body.getBytes(UTF_8);
        var path = "/apps/" + target.app() + "/" + resource;
        var query = "auth_key=" + target.key() + "&auth_timestamp=" + seconds.getAsLong()
                + "&auth_version=1.0&body_md5=" + HEX.formatHex(md5.digest(content));
        var signature = signature("POST\n" + path + "\n" + query);
        var head = ("POST " + target.prefix() + path + "?" + query + "&auth_signature=" + signature
                        + " HTTP/1.1\r\nHost: " + target.authority()
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + content.length + "\r\n\r\n")
                .getBytes(UTF_8);
        var request = new byte[head.length + content.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(content, 0, request, head.length, content.length);
        return request;
    }

    /**
     * Path and query of a signed read.
     *
     * @param query one parameter that sorts behind those of the signature, such as {@code info=user_count}
     */
    String get(String resource, String query) {
        var path = "/apps/" + target.app() + "/" + resource;
        var all = "auth_key=" + target.key() + "&auth_timestamp=" + seconds.getAsLong() + "&auth_version=1.0&" + query;
        return target.prefix() + path + "?" + all + "&auth_signature=" + signature("GET\n" + path + "\n" + all);
    }

    /** The message that subscribes; in a presence channel as the user {@code u} and this number. */
    String subscription(String socketId, String channel, int user) {
        if (channel.startsWith("presence-")) {
            var data = "{\"user_id\":\"u" + user + "\",\"user_info\":{\"name\":\"User " + user + "\"}}";
            return subscribe(
                    channel,
                    ",\"auth\":\"" + target.key() + ":" + signature(socketId + ":" + channel + ":" + data)
                            + "\",\"channel_data\":\"" + data.replace("\"", "\\\"") + "\"");
        }
        return subscribe(
                channel,
                channel.startsWith("private-")
                        ? ",\"auth\":\"" + target.key() + ":" + signature(socketId + ":" + channel) + "\""
                        : "");
    }

    private static String subscribe(String channel, String more) {
        return "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"" + more + "}}";
    }
}
