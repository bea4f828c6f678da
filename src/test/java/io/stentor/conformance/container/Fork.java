package io.stentor.conformance.container;

/** Which of the processes of one suite this is: each has a server of its own and runs a part of the classes. */
final class Fork {
    private static final String PREFIX = "fork-";

    private static final int NUMBER =
            Integer.parseInt(System.getProperty("stentor.fork", PREFIX + 1).substring(PREFIX.length()));

    private Fork() {}

    static boolean first() {
        return NUMBER == 1;
    }

    /** A name that no other process of the suite uses. */
    static String own(String name) {
        return first() ? name : name + '-' + NUMBER;
    }

    /** Whether this of two processes may listen there, so that both may look for a free port at once. */
    static boolean owns(int port) {
        // By the second bit: the kernel gives odd ports to those who listen.
        return (port >> 1) % 2 == NUMBER % 2;
    }
}
