package io.stentor.connection;

import io.stentor.config.ConfigException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of IP networks and addresses, as options have them. Immutable. */
public final class Networks {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

    private final List<Network> networks;

    /**
     * @param option its name, for the message
     * @param networks in CIDR notation, or single addresses
     * @throws ConfigException when one is neither
     */
    public Networks(String option, List<String> networks) {
        this.networks =
                networks.stream().map(text -> Network.parse(option, text)).toList();
    }

    /** Whether this is an address in one of the networks; names are in none. */
    public boolean contains(String address) {
        var bytes = networks.isEmpty() ? null : bytes(address);
        return bytes != null && networks.stream().anyMatch(network -> network.contains(bytes));
    }

    static boolean isAddress(String text) {
        return bytes(text) != null;
    }

    /** The bytes of an IP address in text, or null; never looks a name up. */
    private static byte @Nullable [] bytes(String text) {
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
        static Network parse(String option, String text) {
            int slash = text.indexOf('/');
            var prefix = bytes(slash < 0 ? text : text.substring(0, slash));
            int longest = prefix == null ? 0 : prefix.length * 8;
            var length = slash < 0 ? Integer.toString(longest) : text.substring(slash + 1);
            if (prefix == null || !length.matches("[0-9]{1,3}") || Integer.parseInt(length) > longest) {
                throw new ConfigException(option + " has \"" + text + "\", allowed: addresses and CIDR networks");
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
