package io.stentor.app;

import io.stentor.protocol.Utf8;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes and checks the HMAC-SHA256 signatures of one secret (protocol 3.2, 8.1); the secret itself stays in here. Any thread. */
public final class Signature {
    private static final String ALGORITHM = "HmacSHA256";

    /** Cloned for each use: a third cheaper than making one from the key. */
    private final Mac prototype;

    public Signature(String secret) {
        try {
            prototype = Mac.getInstance(ALGORITHM);
            prototype.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, impossible);
        }
    }

    /** The signature of the text's UTF-8 bytes, in lower-case hexadecimal. */
    public String of(String text) {
        try {
            var mac = (Mac) prototype.clone();
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException("the platform's HMACs can be cloned", impossible);
        }
    }

    /**
     * Whether this is the text's signature; takes as long for a near miss as for a far one. A text with half a surrogate
     * pair has none: it has no UTF-8, and what Java writes in its place is the {@code ?} of another text.
     */
    public boolean verify(String text, String signature) {
        return equal(of(text), signature) && Utf8.encodes(text);
    }

    /** Compares in a time that tells nothing but the length. */
    public static boolean equal(String expected, String actual) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), actual.getBytes(StandardCharsets.UTF_8));
    }
}
