package io.stentor.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The query of a URL (RFC 3986 3.4), read by ourselves since containers differ. Immutable. */
public record Query(List<Parameter> parameters) {

    /** One parameter, decoded; without a {@code =} its value is empty. */
    public record Parameter(String name, String value) {}

    /**
     * Reads a query as it was sent; {@code +} stands for a space, and what is no percent-encoding stands for itself.
     *
     * @param raw null for none
     */
    public static Query parse(@Nullable String raw) {
        var parameters = new ArrayList<Parameter>();
        if (raw != null && !raw.isEmpty()) {
            for (int from = 0; from <= raw.length(); ) {
                int end = raw.indexOf('&', from) < 0 ? raw.length() : raw.indexOf('&', from);
                var part = raw.substring(from, end);
                int equals = part.indexOf('=');
                if (!part.isEmpty()) {
                    parameters.add(new Parameter(
                            decode(equals < 0 ? part : part.substring(0, equals), true),
                            equals < 0 ? "" : decode(part.substring(equals + 1), true)));
                }
                from = end + 1;
            }
        }
        return new Query(List.copyOf(parameters));
    }

    /** The first value of a parameter, null when it is absent. */
    public @Nullable String first(String name) {
        for (var parameter : parameters) {
            if (parameter.name().equals(name)) {
                return parameter.value();
            }
        }
        return null;
    }

    /**
     * Decodes percent-encoding once (RFC 3986 2.1); what is none stands for itself.
     *
     * @param plus whether {@code +} stands for a space, as in a query
     */
    public static String decode(String text, boolean plus) {
        if (text.indexOf('%') < 0 && !(plus && text.indexOf('+') >= 0)) {
            return text;
        }
        var bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else if (plus && c == '+') {
                bytes.write(' ');
            } else {
                int point = text.codePointAt(i);
                bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(point) - 1;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
