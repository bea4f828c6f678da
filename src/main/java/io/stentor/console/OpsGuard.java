package io.stentor.console;

import io.stentor.app.Signature;
import io.stentor.connection.Networks;
import io.stentor.connection.TrustedProxies;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who is an operator (protocol 11): whoever has the token; to look at things also whoever asks from this machine without
 * a proxy in between, and the addresses that the configuration allows. Immutable; it has no accessor for the token.
 */
public final class OpsGuard {
    private static final Pattern LOOPBACK_ADDRESS =
            Pattern.compile("127(\\.[0-9]{1,3}){3}|(0{0,4}:){1,7}0{0,3}1|::ffff:127(\\.[0-9]{1,3}){3}");
    private static final Pattern LOOPBACK_HOST =
            Pattern.compile("(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{1,5})?");
    private static final String BEARER = "bearer ";

    private final @Nullable String token;
    private final Networks allowed;
    private final TrustedProxies proxies;

    /** @param token null when there is none, and nobody has it */
    public OpsGuard(@Nullable String token, Networks allowed, TrustedProxies proxies) {
        this.token = token;
        this.allowed = allowed;
        this.proxies = proxies;
    }

    /** Whether this request may be told about tenants. */
    public boolean mayRead(HttpServletRequest request) {
        return mayChange(request) || isLocal(request) || isAllowed(request);
    }

    /** Whether this request may change something. */
    public boolean mayChange(HttpServletRequest request) {
        var given = request.getHeader("Authorization");
        return token != null
                && given != null
                && given.toLowerCase(Locale.ROOT).startsWith(BEARER)
                && Signature.equal(token, given.substring(BEARER.length()).strip());
    }

    /** A proxy on this machine speaks for others, and a name that was rebound to loopback for another site. */
    private static boolean isLocal(HttpServletRequest request) {
        var host = request.getHeader("Host");
        return isLoopback(request.getRemoteAddr())
                && host != null
                && LOOPBACK_HOST.matcher(host.toLowerCase(Locale.ROOT)).matches()
                && names(request).stream().noneMatch(OpsGuard::isOfProxy);
    }

    private static boolean isLoopback(@Nullable String address) {
        return address != null
                && LOOPBACK_ADDRESS
                        .matcher(address.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]|%.*", ""))
                        .matches();
    }

    private static boolean isOfProxy(String header) {
        var name = header.toLowerCase(Locale.ROOT);
        return name.equals("forwarded")
                || name.startsWith("x-forwarded-")
                || name.equals("x-real-ip")
                || name.equals("via");
    }

    /** The client's address behind trusted proxies, else the peer's. */
    private boolean isAllowed(HttpServletRequest request) {
        var hops = Collections.list(request.getHeaders("X-Forwarded-For"));
        var client = proxies.client(request.getRemoteAddr(), hops);
        return client != null && allowed.contains(client);
    }

    private static List<String> names(HttpServletRequest request) {
        return Collections.list(request.getHeaderNames());
    }
}
