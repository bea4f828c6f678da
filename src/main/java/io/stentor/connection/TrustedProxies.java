package io.stentor.connection;

import io.stentor.config.ConfigException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The proxies whose {@code X-Forwarded-For} and {@code X-Forwarded-Proto} are believed (protocol 12,
 * {@code trusted_proxies}); everybody else's are forgeries. Immutable.
 */
public final class TrustedProxies {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

    private final List<Network> networks;

    /**
     * @param networks in CIDR notation, or single addresses
     * @throws ConfigException when one is neither
     */
    public TrustedProxies(List<String> networks) {
        this.networks = networks.stream().map(Network::parse).toList();
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
                if (address(hop) == null) {
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
        var address = peer == null || networks.isEmpty() ? null : address(peer);
        return address != null && networks.stream().anyMatch(network -> network.contains(address));
    }

    /** The bytes of an IP address in text, or null; never looks a name up. */
    private static byte @Nullable [] address(String text) {
        boolean literal = text.indexOf(':') >= 0
                ? text.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.')
                : text.matches(OCTET + "(\\." + OCTET + "){3}");
        try {
            return literal
                    ? InetAddress.getByName(text.indexOf(':') >= 0 ? "[" + text + "]" : text)
                            .getAddress()
                    : null;
        } catch (UnknownHostException noAddress) {
            return null;
        }
    }

    private record Network(byte[] prefix, int bits) {
        static Network parse(String text) {
            int slash = text.indexOf('/');
            var prefix = address(slash < 0 ? text : text.substring(0, slash));
            int longest = prefix == null ? 0 : prefix.length * 8;
            var length = slash < 0 ? Integer.toString(longest) : text.substring(slash + 1);
            if (prefix == null || !length.matches("[0-9]{1,3}") || Integer.parseInt(length) > longest) {
                throw new ConfigException("trusted_proxies has \"" + text + "\", allowed: addresses and CIDR networks");
            }
            return new Network(prefix, Integer.parseInt(length));
        }

        boolean contains(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((address[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
