package io.stentor.app;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which pages may connect to an app: its {@code allowed_origins} (protocol 2). Immutable. */
public final class Origins {
    private static final int LONGEST = 2048;
    private static final String MALFORMED = " ,@\\?#";

    private final List<OriginPattern> patterns;
    private final boolean anything;
    private final boolean nullOrigin;
    private final boolean missing;

    /**
     * @param allowed the patterns of protocol 2.1; none allows everything
     * @param missing whether a connection without an Origin is welcome, as native clients send none
     * @param warnings hears, in a sentence, what was mended
     * @throws io.stentor.config.ConfigException when a pattern is none (protocol 2.2)
     */
    public Origins(List<String> allowed, boolean missing, Consumer<String> warnings) {
        this.missing = missing;
        this.nullOrigin = allowed.contains("null");
        this.anything = allowed.isEmpty() || allowed.stream().anyMatch(Origins::isAny);
        this.patterns = allowed.stream()
                .filter(pattern -> !isAny(pattern) && !pattern.equals("null"))
                .map(pattern -> OriginPattern.parse(pattern, warnings))
                .toList();
    }

    /** Whether a handshake with these Origin header lines may go on; the algorithm of protocol 2.2. */
    public boolean allow(List<String> header) {
        if (anything) {
            return true;
        }
        if (header.isEmpty() || header.size() == 1 && header.get(0).isEmpty()) {
            return missing;
        }
        if (header.size() > 1) {
            return false;
        }
        var text = header.get(0);
        if (text.equals("null")) {
            return nullOrigin;
        }
        var origin = wellFormed(text) ? Origin.parse(text.toLowerCase(Locale.ROOT)) : null;
        return origin != null && patterns.stream().anyMatch(pattern -> pattern.matches(origin));
    }

    private static boolean isAny(String pattern) {
        return pattern.equals("*") || pattern.equalsIgnoreCase("any");
    }

    private static boolean wellFormed(String text) {
        return text.length() <= LONGEST && text.chars().allMatch(c -> c > ' ' && c < 127 && MALFORMED.indexOf(c) < 0);
    }

    /**
     * The parts of an Origin header, in lower case.
     *
     * @param scheme null when there is none
     * @param port the one given, else the scheme's own, else 0
     */
    record Origin(@Nullable String scheme, String host, int port) {

        static @Nullable Origin parse(String text) {
            int colon = text.indexOf("://");
            var scheme = colon < 0 ? null : text.substring(0, colon);
            var address = HostPort.parse(colon < 0 ? text : text.substring(colon + 3));
            if (address == null
                    || scheme != null && !HostPort.isScheme(scheme)
                    || HostPort.emptyLabel(address.host())) {
                return null;
            }
            var port = address.port();
            if (port == null) {
                return new Origin(scheme, address.host(), HostPort.defaultPort(scheme));
            }
            int number = HostPort.portNumber(port);
            return number == 0 ? null : new Origin(scheme, address.host(), number);
        }
    }
}
