package io.stentor.webhook.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Which addresses are not on the public Internet: this host, its link, private networks, and what only looks different
 * from them because it is written as IPv6 (RFC 6890 and its registries). Cloud providers serve credentials of the
 * machine on some of them.
 */
final class PrivateAddresses {
    private static final String[] V4 = {
        "0.0.0.0/8", // this network
        "10.0.0.0/8",
        "100.64.0.0/10", // carrier-grade NAT, and a metadata service
        "127.0.0.0/8",
        "168.63.129.16/32", // a metadata service outside of every private range
        "169.254.0.0/16", // link-local, and most metadata services
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24", // documentation
        "192.168.0.0/16",
        "198.18.0.0/15", // benchmarks
        "198.51.100.0/24", // documentation
        "203.0.113.0/24", // documentation
        "224.0.0.0/3" // multicast, reserved, broadcast
    };

    private static final String[] V6 = {
        "64:ff9b:1::/48", // NAT64 into a local network
        "100::/64", // nowhere
        "2001:0::/32", // Teredo, which tunnels to an IPv4 address
        "2001:db8::/32", // documentation
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8"
    };

    private PrivateAddresses() {}

    static boolean contains(InetAddress address) {
        var bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return inAny(V4, bytes);
        }
        var embedded = embedded(bytes);
        return inAny(V6, bytes) || embedded != null && inAny(V4, embedded);
    }

    /** The IPv4 address inside of ::a.b.c.d, ::ffff:a.b.c.d, 64:ff9b::a.b.c.d (NAT64) or 2002:ab:cd:: (6to4), or null. */
    private static byte @org.jspecify.annotations.Nullable [] embedded(byte[] bytes) {
        if (bytes[0] == 0x20 && bytes[1] == 0x02) {
            return Arrays.copyOfRange(bytes, 2, 6);
        }
        boolean mapped = zeros(bytes, 0, 10) && (zeros(bytes, 10, 12) || bytes[10] == -1 && bytes[11] == -1);
        boolean nat64 =
                bytes[0] == 0 && bytes[1] == 0x64 && bytes[2] == -1 && (bytes[3] & 0xff) == 0x9b && zeros(bytes, 4, 12);
        return mapped || nat64 ? Arrays.copyOfRange(bytes, 12, 16) : null;
    }

    private static boolean zeros(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean inAny(String[] networks, byte[] address) {
        return Arrays.stream(networks).anyMatch(network -> in(network, address));
    }

    private static boolean in(String network, byte[] address) {
        int slash = network.indexOf('/');
        int bits = Integer.parseInt(network.substring(slash + 1));
        var prefix = literal(network.substring(0, slash));
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((address[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** Never a name, so nothing is looked up. */
    private static byte[] literal(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
