package io.stentor.bench;

/** Something that clients and back ends do to a server, and what is measured of it. */
interface Scenario {
    void run(Run run);
}
