package io.stentor.app;

import io.stentor.app.Origins.Origin;
import io.stentor.config.ConfigException;
import java.net.IDN;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code allowed_origins} (protocol 2.1), compared part by part and never as raw text. Immutable.
 *
 * @param scheme null allows any
 * @param label what the first label begins with, null when it is no wildcard; empty for {@code *}, which then stands
 *     for any number of labels
 * @param labelEnd what the first label ends with after the star
 * @param host the host, or with a wildcard what follows the first label, its dot included
 * @param port 0 for the scheme's own, -1 for any
 */
record OriginPattern(@Nullable String scheme, @Nullable String label, String labelEnd, String host, int port) {

    static OriginPattern parse(String text, Consumer<String> warnings) {
        var pattern = text.toLowerCase(Locale.ROOT);
        if (pattern.endsWith("/") && !pattern.endsWith("//")) {
            warnings.accept("allowed_origins: the slash at the end of \"" + text + "\" is left out");
            pattern = pattern.substring(0, pattern.length() - 1);
        }
        int colon = pattern.indexOf("://");
        var scheme = colon < 0 ? null : pattern.substring(0, colon);
        var rest = colon < 0 ? pattern : pattern.substring(colon + 3);
        require(scheme == null || HostPort.isScheme(scheme), text, "has no scheme before ://");
        require(rest.chars().noneMatch(c -> c <= ' ' || "@\\?#,/".indexOf(c) >= 0), text, "is more than an origin");
        require(rest.chars().filter(c -> c == '*').count() <= 1, text, "has more than one *");
        var address = HostPort.parse(rest);
        if (address == null) {
            throw refused(text, "has no host");
        }
        return of(text, scheme, asciiHost(text, address.host()), port(text, address.port()));
    }

    boolean matches(Origin origin) {
        return (scheme == null || scheme.equals(origin.scheme())) && portMatches(origin) && hostMatches(origin.host());
    }

    private boolean portMatches(Origin origin) {
        return port < 0 || origin.port() == (port == 0 ? HostPort.defaultPort(origin.scheme()) : port);
    }

    private boolean hostMatches(String other) {
        if (label == null) {
            return other.equals(host);
        }
        if (label.isEmpty()) {
            // "*.example.com" also stands for the bare domain, unless a scheme makes it exact.
            return other.endsWith(host) && other.length() > host.length()
                    || scheme == null && other.equals(host.substring(1));
        }
        int least = label.length() + 1 + labelEnd.length();
        if (!other.endsWith(host)) {
            return false;
        }
        var first = other.substring(0, other.length() - host.length());
        return first.length() >= least
                && first.startsWith(label)
                && first.endsWith(labelEnd)
                && first.substring(label.length(), first.length() - labelEnd.length())
                        .chars()
                        .allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-');
    }

    private static OriginPattern of(String text, @Nullable String scheme, String host, int port) {
        int star = host.indexOf('*');
        require(!HostPort.emptyLabel(host), text, "has an empty label");
        if (star < 0) {
            return new OriginPattern(scheme, null, "", host, port);
        }
        int dot = host.indexOf('.') < 0 ? host.length() : host.indexOf('.');
        require(star < dot, text, "has a * outside of the first label");
        boolean whole = star == 0 && dot == 1;
        require(star > 0 || whole, text, "has a * before the rest of a label, which would let other domains in");
        var domain = host.substring(dot);
        require(domain.length() > 1 || !whole, text, "has no domain after the *");
        require(!domain.matches("(.*\\.)?[0-9]+"), text, "has a * over an IP address");
        return new OriginPattern(scheme, host.substring(0, star), host.substring(star + 1, dot), domain, port);
    }

    private static int port(String text, @Nullable String port) {
        if (port == null) {
            return 0;
        }
        if (port.equals("*")) {
            return -1;
        }
        int number = HostPort.portNumber(port);
        require(number > 0, text, "has a port that is neither a number in 1–65535 nor *");
        return number;
    }

    /** The form in which browsers send it (protocol 2.2). */
    private static String asciiHost(String text, String host) {
        if (host.chars().allMatch(c -> c < 128)) {
            return host;
        }
        // Browsers take these as they are; the JDK's older standard would make another domain of them.
        require(
                host.chars().noneMatch(c -> "ßς\u200c\u200d".indexOf(c) >= 0),
                text,
                "must be written in its xn-- form");
        try {
            return IDN.toASCII(host).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException noHost) {
            throw refused(text, "has a host that is no domain name");
        }
    }

    private static void require(boolean fine, String text, String otherwise) {
        if (!fine) {
            throw refused(text, otherwise);
        }
    }

    private static ConfigException refused(String text, String why) {
        return new ConfigException("allowed_origins: \"" + text + "\" " + why);
    }
}
