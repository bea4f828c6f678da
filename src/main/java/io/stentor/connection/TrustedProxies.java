package io.stentor.connection;

import io.stentor.config.ConfigException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The proxies whose {@code X-Forwarded-For} and {@code X-Forwarded-Proto} are believed (protocol 12,
 * {@code trusted_proxies}); everybody else's are forgeries. Immutable.
 */
public final class TrustedProxies {
    private final Networks networks;

    /**
     * @param networks in CIDR notation, or single addresses
     * @throws ConfigException when one is neither
     */
    public TrustedProxies(List<String> networks) {
        this.networks = new Networks("trusted_proxies", networks);
    }

    /**
     * The address of the client behind the peer of the TCP connection: the last one that no trusted proxy has.
     *
     * @param forwardedFor the header's lines
     */
    public @Nullable String client(@Nullable String peer, List<String> forwardedFor) {
        var client = peer;
        if (trusts(peer)) {
            var hops = String.join(",", forwardedFor).split(",");
            for (int i = hops.length - 1; i >= 0 && trusts(client); i--) {
                var hop = hops[i].strip();
                if (!Networks.isAddress(hop)) {
                    break;
                }
                client = hop;
            }
        }
        return client;
    }

    /**
     * Whether the client came over TLS, in the words of the proxy next to us; what stands before them a client may have put there.
     *
     * @param direct whether the TCP connection to this server is TLS
     * @param forwardedProto the header's lines
     */
    public boolean secure(@Nullable String peer, boolean direct, List<String> forwardedProto) {
        if (!trusts(peer) || forwardedProto.isEmpty()) {
            return direct;
        }
        var hops = String.join(",", forwardedProto).split(",");
        var last = hops[hops.length - 1].strip().toLowerCase(Locale.ROOT);
        return last.equals("https") || last.equals("wss");
    }

    private boolean trusts(@Nullable String peer) {
        return peer != null && networks.contains(peer);
    }
}
