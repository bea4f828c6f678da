package io.stentor.app;

import io.stentor.protocol.Query;
import io.stentor.protocol.Query.Parameter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The signature of one HTTP API request (protocol 8.1). Immutable.
 *
 * @param method in upper case
 * @param path as sent, from {@code /apps/} on
 * @param fullPath as sent, with whatever the server is mounted below
 * @param body the raw bytes; empty for none
 */
public record RequestSignature(String method, String path, String fullPath, Query query, byte[] body) {
    private static final long WINDOW_SECONDS = 600;

    /**
     * Says what is wrong with the signature, or null when the request is the app's. Takes the same time whichever
     * character of a digest is wrong.
     *
     * @param now in seconds since 1970
     */
    public @Nullable String complaint(App app, long now) {
        var auth = new HashMap<String, String>();
        var wrong = complaint(app, now, auth);
        if (wrong != null) {
            return wrong;
        }
        var bodyMd5 = auth.get("body_md5");
        if (bodyMd5 == null) {
            return body.length > 0 ? "Missing body_md5" : null;
        }
        return Signature.equal(md5(body), bodyMd5) ? null : "Invalid body_md5";
    }

    /** The same without a look at the body, whose digest is signed: strangers need not be listened to any longer. */
    public @Nullable String complaintOfStranger(App app, long now) {
        return complaint(app, now, new HashMap<>());
    }

    private @Nullable String complaint(App app, long now, Map<String, String> auth) {
        for (var parameter : query.parameters()) {
            var name = parameter.name().toLowerCase(Locale.ROOT);
            if ((name.startsWith("auth_") || name.equals("body_md5")) && auth.put(name, parameter.value()) != null) {
                return "Query parameter " + shown(name) + " is repeated";
            }
        }
        var incomplete = incomplete(auth, now);
        if (incomplete != null) {
            return incomplete;
        }
        var secret = app.signature(auth.getOrDefault("auth_key", ""));
        if (secret == null) {
            return "Unknown auth_key";
        }
        return signedWith(secret, auth.getOrDefault("auth_signature", "")) ? null : "Invalid signature";
    }

    private static @Nullable String incomplete(Map<String, String> auth, long now) {
        for (var name : new String[] {"auth_key", "auth_timestamp", "auth_version", "auth_signature"}) {
            if (auth.getOrDefault(name, "").isEmpty()) {
                return "Missing " + name;
            }
        }
        if (!"1.0".equals(auth.get("auth_version"))) {
            return "Unsupported auth_version, expected 1.0";
        }
        var timestamp = auth.getOrDefault("auth_timestamp", "");
        if (!timestamp.matches("[0-9]{1,15}")) {
            return "Malformed auth_timestamp";
        }
        return Math.abs(now - Long.parseLong(timestamp)) > WINDOW_SECONDS
                ? "auth_timestamp is more than " + WINDOW_SECONDS + " seconds away from the server's time " + now
                : null;
    }

    /** SDKs differ in which form of the path they sign. */
    private boolean signedWith(Signature secret, String signature) {
        return secret.verify(text(path), signature)
                || secret.verify(text(Query.decode(path, false)), signature)
                || secret.verify(text(fullPath), signature);
    }

    /** What is signed: method, path and sorted query, a line each. */
    String text(String signedPath) {
        return query.parameters().stream()
                .map(parameter -> new Parameter(parameter.name().toLowerCase(Locale.ROOT), parameter.value()))
                .filter(parameter -> !parameter.name().equals("auth_signature"))
                .sorted(Comparator.comparing(Parameter::name))
                .map(parameter -> parameter.name() + "=" + parameter.value())
                .collect(Collectors.joining("&", method + "\n" + signedPath + "\n", ""));
    }

    private static String md5(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has MD5", impossible);
        }
    }

    private static String shown(String name) {
        return name.length() > 32 ? name.substring(0, 32) : name;
    }
}
