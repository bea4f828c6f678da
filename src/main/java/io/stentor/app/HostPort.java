package io.stentor.app;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * {@code host[:port]}, as origins and their patterns have it.
 *
 * @param host an IPv6 address in brackets and in one spelling, anything else as it was
 * @param port as it was written, null when absent
 */
record HostPort(String host, @Nullable String port) {

    /** Null when there is no host, or brackets hold no IPv6 address. */
    static @Nullable HostPort parse(String text) {
        if (text.indexOf('/') >= 0) {
            return null;
        }
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            var host = end < 0 ? null : canonical(text.substring(1, end));
            return host == null ? null : after(host, text.substring(end + 1));
        }
        int colon = text.indexOf(':');
        return colon < 0 ? after(text, "") : after(text.substring(0, colon), text.substring(colon));
    }

    private static @Nullable HostPort after(String host, String rest) {
        if (host.isEmpty() || !rest.isEmpty() && rest.charAt(0) != ':') {
            return null;
        }
        return new HostPort(host, rest.isEmpty() ? null : rest.substring(1));
    }

    /** One spelling for each address (RFC 5952 in spirit: they are only compared). */
    private static @Nullable String canonical(String address) {
        if (!address.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.')
                || address.indexOf(':') < 0) {
            return null;
        }
        try {
            // A literal in brackets is never looked up.
            return "[" + InetAddress.getByName("[" + address + "]").getHostAddress() + "]";
        } catch (UnknownHostException noAddress) {
            return null;
        }
    }

    /** 1…65535, or 0 when the text is no port. */
    static int portNumber(String text) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        int port = Integer.parseInt(text);
        return port > 65535 ? 0 : port;
    }

    static int defaultPort(@Nullable String scheme) {
        if (scheme == null) {
            return 0;
        }
        return switch (scheme) {
            case "http", "ws" -> 80;
            case "https", "wss" -> 443;
            default -> 0;
        };
    }

    static boolean isScheme(String text) {
        return text.matches("[a-z][a-z0-9+.-]*");
    }

    /** Whether a label between two dots, or before the first, is empty; one trailing dot is allowed. */
    static boolean emptyLabel(String host) {
        return host.startsWith(".") || host.contains("..");
    }
}
